"""A post changes hands, with all that is open: responsibilities, letters that wait, and a trace of it."""

from datetime import date, timedelta

import pytest

from tests.conftest import MEETING_AT, MEETING_DAY, days, person_of
from tests.letters.mailed import answer_links, newest_letter
from tracker.actions import outbox, person, progress, sweep
from tracker.actions.letter import freeze
from tracker.models import HandOver, LedgerEntry, Notice, NoticeItem, Post, Responsibility
from tracker.rules.refusal import Refused

LETTER_DAY = days(111)  # Vera's weekly letter is queued then


@pytest.fixture
def sam(velika):
    """Who takes over from Vera."""
    return person_of("Sam Nova", velika)


def post_of(someone) -> Post:
    return someone.posts.get()


def hand_over(someone, successor, *, on=100, now=LETTER_DAY, by=None) -> HandOver:
    return person.hand_over(post=post_of(someone), successor=successor, on=days(on).date(), by=by, now=now)


def letters_of(someone) -> list[tuple[str, str, list[str]]]:
    """(kind, state, titles) of each letter to somebody, oldest first."""
    return [
        (letter.kind, letter.state, [item.responsibility.commitment.title for item in letter.items.order_by("responsibility")])
        for letter in Notice.objects.filter(recipient=someone).order_by("pk")
    ]


def test_the_post_ends_the_day_before_and_the_successor_holds_it_from_that_day(pledge, vera, sam, velika):
    hand_over(vera, sam, on=100)

    assert post_of(vera).ends_on == days(99).date()
    held = post_of(sam)
    assert (held.role, held.party, held.starts_on, held.ends_on) == ("focal_point", velika, days(100).date(), None)


def test_open_parts_of_that_party_name_the_successor(pledge, vera, lars, sam):
    open_one, closed = pledge("Open"), pledge("Closed", lifecycle="dropped")
    Responsibility.objects.filter(commitment=open_one, focal_point=vera).update(disowned_at=days(50))

    trace = hand_over(vera, sam)

    named = {part.commitment.title: part.focal_point for part in Responsibility.objects.filter(party__short_code="VEL")}
    assert (named, trace.parts) == ({"Open": sam, "Closed": vera}, 1)
    assert set(open_one.responsibilities.values_list("focal_point", "disowned_at")) == {(sam.pk, None), (lars.pk, None)}
    assert closed.responsibilities.get(party__short_code="LOR").focal_point == lars


@pytest.mark.parametrize("role", [Post.Role.VALIDATOR, Post.Role.ALTERNATE])
def test_of_another_post_only_the_post_moves(pledge, vera, sam, velika, role):
    pledge()
    other = person_of("Otto Else", velika, role)

    trace = hand_over(other, sam)

    assert (trace.parts, post_of(sam).role) == (0, role)
    assert Responsibility.objects.get(party=velika).focal_point == vera


def test_a_trace_is_left_and_entered_for_each_commitment(pledge, vera, sam, dora):
    commitment = pledge()

    trace = hand_over(vera, sam, by=dora)

    entries = list(LedgerEntry.objects.filter(commitment=commitment).order_by("seq"))[1:]
    assert (trace.from_post, trace.to_post, trace.on, trace.by, trace.at) == (post_of(vera), post_of(sam), days(100).date(), dora, LETTER_DAY)
    assert [(entry.kind, entry.actor) for entry in entries] == [("handed_over", dora), ("revised", dora)]
    assert entries[0].facts["rows"][0]["columns"]["id"] == trace.pk
    assert [part["focal_point_id"] for part in entries[1].facts["state"]["parts"]][0] == sam.pk


def test_a_letter_that_waits_goes_to_the_successor(pledge, vera, sam):
    pledge("Roadmap")
    sweep.run(now=LETTER_DAY)
    before = letters_of(vera)

    trace = hand_over(vera, sam)

    assert before == [("digest", "queued", ["Roadmap"])]
    assert (letters_of(vera), letters_of(sam), trace.letters) == ([("digest", "skipped", [])], [("digest", "queued", ["Roadmap"])], 1)
    assert Notice.objects.get(recipient=vera).last_error == "Handed over to Sam Nova."


def test_a_letter_that_speaks_of_more_goes_to_both(pledge, vera, sam, lorn):
    """Vera answers for a part of Lorn too, which stays hers."""
    pledge("Roadmap")
    Responsibility.objects.filter(party=lorn).update(focal_point=vera)
    sweep.run(now=LETTER_DAY)

    hand_over(vera, sam)

    items = NoticeItem.objects.order_by("pk")
    assert [(item.notice.recipient, item.responsibility.party.short_code) for item in items] == [(vera, "LOR"), (sam, "VEL")]


def test_what_waits_is_added_to_the_letter_that_waits_for_the_successor(pledge, vera, lars):
    pledge("Roadmap")
    sweep.run(now=LETTER_DAY)

    hand_over(vera, lars)

    assert letters_of(lars) == [("digest", "queued", ["Roadmap", "Roadmap"])]
    outbox.send_due(now=LETTER_DAY)
    assert len(answer_links(newest_letter(lars))) == 2


def test_what_the_successors_letter_of_that_period_missed_is_told_by_their_next_one(pledge, vera, lars):
    pledge("Roadmap")
    sweep.run(now=LETTER_DAY)
    Notice.objects.filter(recipient=vera).update(next_attempt_at=days(130))
    outbox.send_due(now=LETTER_DAY)

    hand_over(vera, lars)
    sweep.run(now=days(118))

    assert letters_of(lars) == [("digest", "sent", ["Roadmap"]), ("digest", "queued", ["Roadmap", "Roadmap"])]


def test_a_letter_that_may_have_arrived_keeps_its_items_and_the_successor_gets_others(pledge, vera, sam):
    pledge("Roadmap")
    sweep.run(now=LETTER_DAY)
    Notice.objects.filter(recipient=vera).update(message_id="<a@example.org>", unknown_outcomes=1)
    old = NoticeItem.objects.get(notice__recipient=vera)

    hand_over(vera, sam)

    assert (letters_of(vera), letters_of(sam)) == ([("digest", "skipped", ["Roadmap"])], [("digest", "queued", ["Roadmap"])])
    assert NoticeItem.objects.get(notice__recipient=sam).pk != old.pk


def written(letter: Notice) -> str:
    """The text of a letter whose sending was put off once."""
    Notice.objects.filter(pk=letter.pk).update(claim_token="now", state="sending", lease_until=LETTER_DAY)
    letter.refresh_from_db()
    freeze(notice=letter, now=LETTER_DAY)
    Notice.objects.filter(pk=letter.pk).update(claim_token="", state="queued", lease_until=None)
    letter.refresh_from_db()
    return letter.text


def test_letters_that_were_written_but_never_left_are_written_anew(pledge, vera, lars, lorn):
    """Vera answers for a part of Lorn too, which stays hers; Lars has a letter of his own."""
    pledge("Roadmap")
    study = pledge("Study")
    Responsibility.objects.filter(party=lorn, commitment=study).update(focal_point=vera)
    sweep.run(now=LETTER_DAY)
    hers, his = Notice.objects.get(recipient=vera), Notice.objects.get(recipient=lars)
    before = [(words.count("/answer/"), letter.message_id is None) for letter in (hers, his) for words in [written(letter)]]

    hand_over(vera, lars)

    assert before == [(3, False), (1, False)]
    assert [written(letter).count("/answer/") for letter in (hers, his)] == [1, 3]


def test_what_the_successors_letter_says_already_is_not_said_twice(pledge, vera, lars):
    pledge("Roadmap")
    sweep.run(now=LETTER_DAY)
    [item] = NoticeItem.objects.filter(notice__recipient=vera)
    NoticeItem.objects.create(notice=Notice.objects.get(recipient=lars), responsibility=item.responsibility)

    hand_over(vera, lars)

    assert letters_of(lars) == [("digest", "queued", ["Roadmap", "Roadmap"])]


def test_an_escalation_that_waits_asks_the_successor_and_its_link_takes_their_answer(pledge, vera, sam):
    part = pledge("Roadmap").responsibilities.get(focal_point=vera)
    sweep.run(now=days(105))
    letter = Notice.objects.create(kind="escalation", recipient=vera, period_key="2026-04-30", queued_at=days(105), next_attempt_at=LETTER_DAY)
    NoticeItem.objects.create(notice=letter, responsibility=part)
    Notice.objects.exclude(pk=letter.pk).delete()

    hand_over(vera, sam)
    outbox.send_due(now=LETTER_DAY)

    body = " ".join(newest_letter(sam).body.split())
    assert len(answer_links(newest_letter(sam))) == 1
    assert "You can report for Velika" in body


def test_the_successor_answers_and_the_flag_is_cleared(pledge, vera, sam):
    part = pledge().responsibilities.get(focal_point=vera)
    sweep.run(now=LETTER_DAY)
    hand_over(vera, sam)

    progress.report(responsibility=part, author=sam, via="page", status="in_progress", done="Begun.", now=days(112))

    assert [flag.party.short_code for flag in part.commitment.flags.open()] == ["LOR"]


def test_the_same_hand_over_twice_is_one(pledge, vera, sam):
    pledge()

    first, second = hand_over(vera, sam), hand_over(vera, sam, now=LETTER_DAY + timedelta(minutes=1))

    assert (first, HandOver.objects.count(), sam.posts.count()) == (second, 1, 1)


def test_a_post_that_went_to_somebody_else_is_not_handed_over_again(pledge, vera, sam, velika):
    hand_over(vera, sam)

    with pytest.raises(Refused) as refused:
        hand_over(vera, person_of("Otto Else", velika))

    assert refused.value.problems == {"": "This post went to Sam Nova on 25 April 2026. Hand that one over instead."}


def test_a_post_that_was_left_vacant_is_taken_up_and_keeps_its_last_day(pledge, vera, sam):
    pledge()
    vera.posts.update(ends_on=days(50).date())

    trace = hand_over(vera, sam, on=100)

    assert (post_of(vera).ends_on, post_of(sam).starts_on, trace.parts) == (days(50).date(), days(100).date(), 1)


def test_a_successor_who_holds_the_same_post_already_keeps_it(pledge, vera, sam, velika):
    pledge()
    held = person.give_post(person=sam, role="focal_point", party=velika, starts_on=MEETING_DAY, now=MEETING_AT)

    trace = hand_over(vera, sam)

    assert (trace.to_post, sam.posts.count(), trace.parts) == (held, 1, 1)


@pytest.mark.parametrize(
    ("on", "problem"),
    [
        (LETTER_DAY.date() + timedelta(days=1), "This day has not come yet. A hand-over moves what is open now, so choose today or an earlier day."),
        (date(2020, 1, 1), "The post began on 1 January 2020; it can be handed over from the day after."),
        (date(2019, 1, 1), "The post began on 1 January 2020; it can be handed over from the day after."),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_moves(pledge, vera, sam, on, problem):
    pledge()

    with pytest.raises(Refused) as refused:
        person.hand_over(post=post_of(vera), successor=sam, on=on, by=None, now=LETTER_DAY)

    assert refused.value.problems == {"on": problem}
    assert (HandOver.objects.count(), sam.posts.count(), vera.responsibilities.count()) == (0, 0, 1)


def test_nobody_hands_over_to_themselves(vera):
    with pytest.raises(Refused, match="Vera Orel holds this post. Choose somebody else."):
        hand_over(vera, vera)
