"""Nobody reads what they may not know of, wherever they look: every free text of the record holds a token that is searched for in all they get."""

import html
import re
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from django.urls import reverse

from tests.access import addresses, canary
from tests.access.door import Doors, undone
from tests.access.policy import read
from tests.access.test_matrix import GONE_BY, PAST
from tests.access.world import ACTORS, NOW
from tracker.actions import commitment as commitment_actions
from tracker.actions import heartbeat, notice, outbox, sweep
from tracker.letters import links
from tracker.models import (
    Assessment,
    Body,
    Clock,
    Commitment,
    Decision,
    Evidence,
    Flag,
    Meeting,
    Notice,
    Person,
    ProgressReport,
    Reply,
    Request,
    Responsibility,
    guard,
)

pytestmark = pytest.mark.django_db
CURIOUS = [*read().groups["people_of_a"], "focal_b", "reader_of_y", "desk_of_y", "no_post", "no_person", "expired", "anonymous"]
OURS = [name for name, page in read().pages.items() if ":" not in name and not page.path and not name.startswith(("mfa_", "own_"))]
FOLLOWED = 40  # links in one walk, beside all pages that have a name
NOT_FREE = {
    "grade",
    "salt",
    "currency",
    "language",
    "step",
    "about",
    "seed",
    "reference",
    "sha256",
    "file",
    "hash",
    "prev_hash",
    "proof_sha256",
    "folded",
    "period_key",
    "message_id",
    "claim_token",
    "time_zone",
}
FILTERS = (
    "reporting=silent",
    "reporting=up_to_date",
    "flag=silent",
    "flag=overdue",
    "lifecycle=in_progress",
    "kind=everything",
    "due_after=2020-01-01",
)
DESKS = {"alternate_a": {"a", "left", "shared"}, "named_a": {"a"}, "expired": {"public"}, "no_person": {"public"}}
WATCHING = ("anonymous", "no_post", "focal_a", "assessor", "desk_of_x")  # beside what they may not see
SEARCHED = ("title", "quote", "description", "meeting", "before")  # what the two searches look through
SORTS = ("urgency", "due", "-due", "reference", "newest")


@pytest.fixture(scope="module")
def doors(world):
    return Doors(world)


@pytest.fixture(scope="module")
def walked(world, doors):
    """Actor -> address -> what was answered there, walked once."""
    return {actor: _walk(doors, world, actor) for actor in CURIOUS}


@pytest.mark.parametrize("actor", CURIOUS)
def test_a_walk_through_all_pages_meets_nothing_that_one_may_not_see(actor, walked, world, policy):
    assert leaks(actor, walked[actor], world, policy) == {}
    assert len(walked[actor]) > len(OURS)


def leaks(actor, pages, world, policy) -> dict[str, list[str]]:
    """Address -> words of hidden records, e-mail addresses of others, and names of people whom one cannot know."""
    said, sees = world.canaries, policy.sees(actor)
    hidden = [token for token, record in said.of_record.items() if record not in sees]
    hidden += [token for token, owner in said.of_address.items() if owner not in (actor, "account" if actor == "no_person" else "")]
    hidden += [token for token, record in said.of_record.items() if "waiting" in token and record not in policy.sees(actor, "inside")]
    if actor == "anonymous":
        hidden += [*said.of_person, "Morr"]  # a party of nothing that is public
    elif not sees & {"b", "embargoed", "elsewhere"}:
        hidden += [token for token, owner in said.of_person.items() if owner == "hidden"]
    return _found(hidden, pages)


def test_the_walk_finds_what_one_may_see(walked, world, policy):
    """Else it would prove nothing."""
    assert {actor: met(walked[actor], world) for actor in CURIOUS} == {actor: policy.sees(actor) for actor in CURIOUS}


def met(pages, world) -> set[str]:
    """The records whose titles stand somewhere."""
    told = "".join(pages.values())
    return {record for record, row in world.commitments.items() if row.title in told}


def test_ones_desk_lists_what_ones_party_answers_for(doors, world):
    assert desk_of(DESKS, doors, world) == DESKS


def desk_of(actors, doors, world) -> dict[str, set[str]]:
    """The records that stand on somebody's desk."""
    return {actor: met({"desk": doors.knock(actor, "GET", reverse("desk")).text}, world) for actor in actors}


def test_a_commitment_tells_no_more_of_a_meeting_one_may_not_see_than_its_name(doors, world):
    told = doors.knock("named_a", "GET", world.commitments["a"].get_absolute_url()).text
    of_meeting = [token for token in world.canaries.of_record if re.match(r"zqa(before|after|sourcetitle|sourceurl|place)\d", token)]

    assert (len(of_meeting), [token for token in of_meeting if token in told]) == (5, [])
    assert world.commitments["a"].quote in told


@pytest.mark.parametrize("actor", CURIOUS)
def test_searching_for_hidden_words_answers_like_searching_for_nothing(actor, doors, world, policy):
    lists, different = [reverse("commitments"), reverse("meetings")], []
    nothing = [_searched(doors, actor, place, "zqnowhereqz") for place in lists]
    for token, record in world.canaries.of_record.items():
        word = token.split(canary.END)[0]
        if record not in policy.sees(actor) and any(place in word for place in SEARCHED):
            different += [word] if [_searched(doors, actor, place, word) for place in lists] != nothing else []
    assert different == []


def _searched(doors, actor, place, word) -> str:
    """The page that a search gives, but for the word that was searched for."""
    return _plain(doors.knock(actor, "GET", f"{place}?text={word}").text).replace(word, "…")


@pytest.mark.parametrize("actor", CURIOUS)
def test_a_person_one_may_not_know_of_is_a_number_like_any_other(actor, doors, world, policy):
    assert known_by_number(actor, doors, world, policy) == []


def known_by_number(actor, doors, world, policy) -> list[str]:
    """Whom this actor's list tells from nobody, and should not: of Lorn's people, those of what one may not see; for who is not signed in, anybody."""
    unknown = [] if policy.sees(actor) & {"b", "embargoed", "elsewhere"} else ["hidden"]
    unknown += ["focal_b"] if actor == "anonymous" else []
    nobody = _listed_of(addresses.MISSING, actor, doors)
    return [name for name in unknown if _listed_of(world.people[name].pk, actor, doors) != nobody]


def _listed_of(pk, actor, doors) -> str:
    """The list of one person's commitments, but for the number that was asked for."""
    text = _plain(doors.knock(actor, "GET", f"{reverse('commitments')}?owner={pk}").text)
    return text.replace(f"owner={pk}", "…").replace(f'value="{pk}"', "…")


@pytest.mark.parametrize("actor", CURIOUS)
def test_letters_speak_of_nothing_their_reader_may_not_see(actor, world, policy):
    if actor not in world.people:
        return
    secret = [token for token, record in world.canaries.of_record.items() if record not in policy.sees(actor)]
    letters = {
        letter.subject: str(letter.message()) + letter.body + "".join(part for part, _kind in letter.alternatives)
        for letter in world.letters
        if letter.to == [world.people[actor].email]
    }

    assert _found(secret, letters) == {}


def test_letters_of_the_week_after_speak_of_nothing_their_reader_may_not_see(world, policy):
    assert told_later(world, policy) == {}


def told_later(world, policy) -> dict[str, list[str]]:
    """Recipient -> words of hidden records in what the watch writes a week on, when silence has lasted and letters of then are out."""
    before = len(mail.outbox)
    with undone():
        now = NOW + timedelta(days=7)
        _letters_of_events(world)
        heartbeat.beat(now=now)
        sweep.run(now=now)
        outbox.send_due(now=now)
    letters = mail.outbox[before:]
    told: dict[str, str] = {}
    for letter in letters:
        told[letter.to[0]] = told.get(letter.to[0], "") + str(letter.message()) + letter.body
    owners = {person.email: actor for actor, person in world.people.items() if actor in ACTORS and person.email in told}
    assert owners
    found = {}
    for address, actor in owners.items():
        secret = [token for token, record in world.canaries.of_record.items() if record not in policy.sees(actor)]
        found |= _found(secret, {address: told[address]})
    return found


def _letters_of_events(world) -> None:
    """Letters about a record that became a draft after they were queued: to its validator, and to whoever asked for a change."""
    draft, focal_point = world.commitments["draft"], world.people["focal_a"]
    part = draft.responsibilities.get(party=world.parties["A"])
    request = Request.objects.create(commitment=draft, party=part.party, kind="drop", reason="It is void.", asked_by=focal_point, asked_at=NOW)
    Decision.objects.create(request=request, verdict="refused", reason="It is not.", decided_by=world.people["desk"], decided_at=NOW)
    told = {"part": part, "now": NOW}
    notice.tell(kind=Notice.Kind.DECISION, event=request, recipient=focal_point, **told)
    notice.tell(kind=Notice.Kind.REVIEW, event=part.reports.waiting().get(), recipient=world.people["validator_a"], **told)


@pytest.mark.parametrize("actor", WATCHING)
def test_pages_are_the_same_whatever_happens_to_what_one_may_not_see(actor, doors, world, policy):
    assert interfered(actor, doors, world, policy) == []


def interfered(actor, doors, world, policy) -> list[str]:
    """The pages that change for this actor when hidden commitments are heard of, their flags go and their grades were never given."""
    pages = [reverse(name) for name in ("desk", "commitments", "meetings", "parties")] + _past(world)
    pages += [reverse("party", args=[party.short_code]) for party in world.parties.values()]
    pages += [reverse("meeting", args=[world.meetings[record].pk]) for record in policy.sees(actor, "meets")]
    before = {page: _plain(doors.knock(actor, "GET", page).text) for page in pages}
    hidden = [row.pk for record, row in world.commitments.items() if record not in policy.sees(actor)]
    with undone(), guard.lifted():
        for part in Responsibility.objects.filter(commitment__in=hidden):
            ProgressReport.objects.create(responsibility=part, status="completed", done="All.", reported_at=NOW - timedelta(hours=1))
        Flag.objects.open().filter(commitment__in=hidden).update(cleared_at=NOW - timedelta(days=1), cleared_by=Flag.ClearedBy.REPORT)
        Clock.objects.filter(commitment__in=hidden).delete()
        Reply.objects.filter(assessment__commitment__in=hidden).delete()
        for rows in (Assessment.objects.exclude(corrects=None), Assessment.objects.all()):
            rows.filter(commitment__in=hidden).delete()
        return [page for page, text in before.items() if _plain(doors.knock(actor, "GET", page).text) != text]


def test_a_day_gone_by_tells_nothing_that_was_not_for_one_then(doors, world):
    assert shown_then(doors, world) == {"focal_a": [], "desk_of_x": ["a draft", "another meeting"]}


def shown_then(doors, world) -> dict[str, list[str]]:
    """Who sees on a page of a day gone by that a commitment was a draft then, or belonged to a meeting that they may not see."""
    shared, other = world.commitments["shared"], world.meetings["b"]
    then = {"a draft": ({"is_draft": True}, shared.title), "another meeting": ({"meeting": other, "quote": ""}, other.title)}
    shown = {"focal_a": [], "desk_of_x": []}
    for what, (fields, word) in then.items():
        with undone():
            _revise(shared, fields, NOW - timedelta(hours=20))
            _revise(shared, {name: getattr(shared, name) for name in fields}, NOW)
            for actor, seen in shown.items():
                seen += [what] if word in doors.knock(actor, "GET", shared.get_absolute_url() + GONE_BY).text else []
    return shown


def _revise(commitment, fields, now) -> None:
    row = Commitment.objects.get(pk=commitment.pk)
    commitment_actions.revise(commitment=row, version=row.version, fields=fields, now=now)


def test_what_waits_for_a_validator_is_for_its_partys_people_and_the_desk(doors, world, policy):
    assert opened_early(doors, world, policy) == []


def opened_early(doors, world, policy) -> list[str]:
    """Who opens, or does not, the evidence of a report that does not count yet."""
    records = {row.pk: record for record, row in world.commitments.items()}
    wrong = []
    for item in Evidence.objects.filter(report__needs_review=True).exclude(file="").select_related("report__responsibility"):
        record = records[item.report.responsibility.commitment_id]
        for actor in ("focal_a", "named_a", "focal_b", "reader", "co_chair", "assessor", "desk_of_x"):
            is_open = doors.knock(actor, "GET", reverse("evidence", args=[item.pk])).status == 200
            may = record in policy.sees(actor, "inside") and record in policy.sees(actor)
            wrong += [f"{actor} {record}"] if is_open != may else []
    return wrong


@pytest.mark.parametrize("record", ["a", "shared", "public"])
def test_what_the_link_in_a_letter_opens_speaks_of_nothing_its_holder_may_not_see(record, world, doors, policy):
    item = world.item(record)
    actor = next(name for name, person in world.people.items() if person == item.notice.recipient)
    secret = [token for token, owner in world.canaries.of_record.items() if owner not in policy.sees(actor)]
    pages = {
        address: doors.knock("anonymous", "GET", urlsplit(address).path).text for address in (links.answer(item), links.unsubscribe(item.notice.recipient))
    }

    assert _found(secret, pages) == {}


@pytest.mark.parametrize("actor", [*CURIOUS, "reader", "focal_b", "desk_of_x", "desk"])
def test_what_is_counted_is_what_one_may_see(actor, doors, world, policy):
    """A party's record and the list count nothing else."""
    assert counted(actor, doors, world) == expected_counts(actor, policy)


def counted(actor, doors, world) -> tuple[set[str], int]:
    """Which records the list has of Lorn, and how many parts its own page counts."""
    told = doors.knock(actor, "GET", f"{reverse('commitments')}?party=LOR").text
    chips = re.search(r'party-chips">(.*?)</ul>', doors.knock(actor, "GET", reverse("party", args=["LOR"])).text, re.DOTALL)
    listed = {record for record, row in world.commitments.items() if f"/{row.reference}/" in told}
    return listed, sum(int(number) for number in re.findall(r"<b>(\d+)</b>", chips[1] if chips else ""))


def expected_counts(actor, policy) -> tuple[set[str], int]:
    seen = set(policy.sees(actor)) - {"a", "left"}
    return seen, len(seen)


def test_every_free_text_of_the_record_holds_a_token(world):
    """A new column with free text shows up here: give it words in tests/access/world.py."""
    wanting = []
    for model in apps.get_app_config("tracker").get_models():
        texts = [field.name for field in model._meta.get_fields() if _is_free_text(field)]
        if not texts or (path := _path(model)) is None:
            continue
        rows = list(model.objects.filter(**{path: (world.meetings if model is Meeting else world.commitments)["b"].pk}))
        wanting += [f"{model.__name__}.{name}" for name in texts if not any(canary.END in str(getattr(row, name)) for row in rows)]
    assert wanting == []


def _is_free_text(field) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices and field.name not in NOT_FREE


def _path(model) -> str | None:
    """The lookup that leads from a model to its commitment; None for what hangs on none."""
    if model in (Commitment, Meeting):
        return "pk"
    if model is Body:
        return None  # their names are known to whoever signs in
    waiting, known = [(model, "")], {model, Person, Body}
    while waiting:
        at, before = waiting.pop(0)
        for field in at._meta.get_fields():
            if not (isinstance(field, models.ForeignKey) and field.related_model not in known):
                continue
            if field.related_model is Commitment:
                return before + field.name
            known.add(field.related_model)
            waiting.append((field.related_model, f"{before}{field.name}__"))
    return None


def _found(tokens: list[str], pages: dict[str, str]) -> dict[str, list[str]]:
    """Address -> the tokens that stand there."""
    pattern = re.compile("|".join(map(re.escape, tokens)))
    return {address: sorted(set(found)) for address, text in pages.items() if tokens and (found := pattern.findall(text))}


def _plain(text: str) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", text)


def _walk(doors, world, actor) -> dict[str, str]:
    """Every page by its name, every list, and FOLLOWED of the pages linked from there; what each answered, whatever its status."""
    begun = list(dict.fromkeys([*_named(world), *_past(world), *_lists(world)]))
    waiting, pages = list(begun), {}
    while waiting and len(pages) < len(begun) + FOLLOWED:
        address = waiting.pop(0)
        if address in pages or "/accounts/logout" in address:
            continue
        answer = doors.knock(actor, "GET", address)
        pages[address] = f"{answer.headers.get('Content-Disposition', '')} {answer.location} {answer.text}"
        if answer.status == 200:
            waiting += [link for link in _links(address, answer.text) if link not in pages]
    return pages


def _named(world) -> list[str]:
    policy = read()
    return [
        addresses.address(name, policy.pages[name], sample)
        for name in OURS
        if policy.pages[name].about not in ("letter", "fewer_letters")  # opened by whoever holds the link
        for sample in addresses.samples(name, policy.pages[name].about, world)
    ]


def _past(world) -> list[str]:
    """The pages of a day gone by, when all of it was on record."""
    policy = read()
    return [
        addresses.address(name, policy.pages[name], sample) + GONE_BY for name in PAST for sample in addresses.samples(name, policy.pages[name].about, world)
    ]


def _lists(world) -> list[str]:
    commitments, meetings = reverse("commitments"), reverse("meetings")
    found = [f"{commitments}?{asked}" for asked in FILTERS] + [f"{commitments}?sort={sort}" for sort in SORTS]
    found += [f"{commitments}?party={party.short_code}" for party in world.parties.values()]
    found += [f"{commitments}?body={body.short_code}" for body in world.bodies.values()] + [f"{meetings}?body={body.pk}" for body in world.bodies.values()]
    found += [f"{commitments}?owner={world.people[name].pk}" for name in ("hidden", "focal_a", "focal_b", "named_a")]
    begun = {token.split(canary.END)[0] for token in world.canaries.of_record}
    return found + [f"{place}?text={word}" for place in (commitments, meetings) for word in sorted(begun) if "title0" in word or "before0" in word]


def _links(at: str, text: str) -> list[str]:
    found = (urljoin(at, html.unescape(link)) for link in re.findall(r'href="([^"#]+)', text))
    return [link for link in found if link.startswith("/") and not link.startswith(("/static/", "/admin/"))]
