"""The pages as of a day gone by: ?as_of=2026-03-31."""

import re
from datetime import date

import pytest
import time_machine

from tests.conftest import days, person_of
from tests.views.pages import queries_of, recorded_writes, text
from tests.views.test_commitment import references, report
from tracker.actions import assessment, change, review, sweep
from tracker.actions import commitment as commitment_actions
from tracker.actions import meeting as meeting_actions
from tracker.actions.commitment import Part, Step
from tracker.models import LedgerEntry, LedgerText, Post

LIST = "/commitments/"
QUOTE = "to draw up a roadmap for customs cooperation"
LINK = re.compile(r'href="(/[^"]*)"')


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(days(300), tick=False) as clock:
        yield clock


@pytest.fixture
def desk(client, dora):
    client.force_login(dora.user)
    return client


def on(number: int) -> str:
    """The day `number` days after the meeting, as an address has it."""
    return days(number).date().isoformat()


def revise(commitment, *, at, **changes):
    commitment.refresh_from_db()
    fields = changes.pop("fields", {})
    return commitment_actions.revise(commitment=commitment, version=commitment.version, fields=fields, now=days(at), **changes)


def test_the_page_shows_what_was_known_at_the_end_of_that_day(desk, pledge, vera):
    commitment = pledge("Draw up a roadmap", due_on=date(2026, 3, 1), quote=QUOTE, steps=[Step(title="Permits", due_on=date(2026, 2, 1))])
    sweep.run(now=days(60))
    step = commitment.milestones.get()
    revise(commitment, at=70, fields={"title": "Draw up another roadmap", "due_on": date(2027, 3, 1)}, steps=[Step(title="All permits", id=step.pk)])
    report(commitment, "VEL", author=vera, on=80, health="at_risk")
    sweep.run(now=days(120))

    then, later = (text(desk.get(commitment.get_absolute_url(), {"as_of": on(number)})) for number in (60, 80))

    for words in ("As it was known on 16 March 2026", "Draw up a roadmap", "Due 1 Mar 2026", "The due date, 1 March 2026, has passed", "“Permits” was due"):
        assert words in then
    for words in ("Draw up another roadmap", "Land was bought.", "All permits", "Flag cleared", "Lorn has never reported"):
        assert words not in then
    for words in ("As it was known on 5 April 2026", "Draw up another roadmap", "Due 1 Mar 2027", "Land was bought.", "at risk", "All permits", "Flag cleared"):
        assert words in later
    assert "Lorn has never reported" not in later


def test_a_report_of_the_same_day_is_known_and_one_after_its_midnight_is_not(desk, pledge):
    commitment = pledge()
    report(commitment, "VEL", on=80)

    shown = [desk.get(commitment.get_absolute_url(), {"as_of": on(number)}).context["voices"][0]["part"].stated_status for number in (79, 80)]

    assert shown == ["", "in_progress"]


def test_a_day_ends_by_the_clock_of_whoever_looks(client, dora, pledge):
    commitment = pledge()
    report(commitment, "VEL", on=80.45)  # 22:48 in UTC, past midnight in Kathmandu
    seen = {}
    for zone in ("UTC", "Asia/Kathmandu"):
        dora.time_zone = zone
        dora.save()
        client.force_login(dora.user)
        seen[zone] = client.get(commitment.get_absolute_url(), {"as_of": on(80)}).context["voices"][0]["part"].stated_status

    assert seen == {"UTC": "in_progress", "Asia/Kathmandu": ""}


def test_a_milestone_and_a_part_taken_out_since_stand_as_they_did_with_their_flags(desk, pledge, velika, vera):
    commitment = pledge(steps=[Step(title="Permits", due_on=date(2026, 2, 1))])
    sweep.run(now=days(120))
    revise(commitment, at=130, parts=[Part(party=velika, focal_point=vera)], steps=[])

    then = desk.get(commitment.get_absolute_url(), {"as_of": on(125)})
    now = text(desk.get(commitment.get_absolute_url()))

    assert [voice["part"].party.short_code for voice in then.context["voices"]] == ["VEL", "LOR"]
    assert {(flag.rule, flag.party and flag.party.short_code) for flag in then.context["open_flags"]} == {
        ("silent", "VEL"),
        ("silent", "LOR"),
        ("milestone_overdue", None),
    }
    assert "The milestone “Permits” was due on" in text(then)
    assert "The milestone “taken out since” was due on" in now
    assert "Flag cleared: silent, Lorn" in now


def test_the_list_of_a_day_answers_its_filters_as_of_that_day(desk, pledge, velika, vera):
    first = pledge("Customs", kind="roadmap", due_on=date(2026, 3, 1))
    second = pledge("Rail", kind="study")
    report(second, "VEL", on=20)
    report(second, "LOR", on=20, status="completed")
    sweep.run(now=days(110))
    revise(first, at=120, fields={"title": "Tolls", "kind": "study", "due_on": date(2027, 3, 1)}, parts=[Part(party=velika, focal_point=vera)])

    def found(**asked):
        return references(desk.get(LIST, {"as_of": on(115)} | asked))

    one, other = [first.reference], [second.reference]
    assert found() == [*one, *other]
    assert [found(text="customs"), found(text="tolls"), found(text=second.reference)] == [one, [], other]
    assert [found(kind="roadmap"), found(kind="study")] == [one, other]
    assert [found(party="LOR"), found(body="VLK"), found(body="")] == [[*one, *other]] * 3
    assert [found(lifecycle="not_started"), found(lifecycle="in_progress")] == [one, other]
    assert [found(due_before="2026-12-31"), found(due_after="2026-03-01"), found(due_after="2026-03-02")] == [one, one, []]
    assert [found(flag="overdue"), found(flag="silent", party="LOR"), found(flag="nothing_done")] == [one, one, []]
    assert [found(reporting="never_reported"), found(reporting="due"), found(reporting="up_to_date", party="LOR")] == [one, other, other]


def test_next_and_previous_walk_the_list_of_a_day(desk, pledge):
    for number in range(27):
        pledge(f"Number {number}")
    for asked in ({}, {"reporting": ["never_reported", "due", "up_to_date"]}):
        first = desk.get(LIST, {"as_of": on(30)} | asked)
        second = desk.get(LIST + first.context["next_url"])
        back = desk.get(LIST + second.context["previous_url"])

        assert references(first) + references(second) == [f"VLK-2026-{number:02}" for number in range(1, 28)]
        assert references(back) == references(first)
        assert (first.context["previous_url"], second.context["next_url"], back.context["previous_url"]) == ("", "", "")


def test_a_meeting_of_a_day_shows_what_was_pledged_and_open_as_known_then(desk, pledge, meeting, commission, velika, lorn):
    first = pledge(quote=QUOTE)
    later = meeting_actions.record(
        fields={"title": "Fourth session", "body": commission, "ordinal": 4, "starts_on": days(100).date()},
        seats=[],
        now=days(100),
    )
    moved = pledge("Moved", meeting=later, now=days(101))
    revise(moved, at=120, fields={"meeting": meeting})

    def born(row, number):
        return [commitment.reference for commitment, _number in desk.get(row.get_absolute_url(), {"as_of": on(number)}).context["born"]]

    assert [born(meeting, 110), born(later, 110)] == [[first.reference], [moved.reference]]
    assert [born(meeting, 130), born(later, 130)] == [[first.reference, moved.reference], []]
    assert [row.reference for row in desk.get(later.get_absolute_url(), {"as_of": on(130)}).context["earlier"]] == [first.reference, moved.reference]
    assert "mark" in desk.get(meeting.get_absolute_url(), {"as_of": on(110)}).content.decode()
    assert desk.get(later.get_absolute_url(), {"as_of": on(99)}).status_code == 404


def test_a_party_of_a_day_shows_its_parts_counts_and_flags_as_known_then(desk, pledge, velika):
    first = pledge()
    pledge("Later", now=days(100))
    sweep.run(now=days(120))
    report(first, "VEL", on=130, status="completed")

    def shown(number):
        context = desk.get(velika.get_absolute_url(), {"as_of": on(number)}).context
        counts = {value: count for value, _label, count in context["states"] if count}
        return counts, [part.stated_status for part, _strip in context["parts"]], [(row.rule, row.times, row.standing) for row in context["history"]]

    assert shown(90) == ({"due": 1}, [""], [])
    assert shown(125) == ({"never_reported": 2}, ["", ""], [("silent", 2, 2)])
    assert shown(130) == ({"never_reported": 1, "up_to_date": 1}, ["completed", ""], [("silent", 2, 1)])


@pytest.mark.parametrize("page", [LIST, "/commitments/VLK-2026-01/", "/meetings/{meeting}/", "/parties/VEL/"])
def test_every_link_between_the_pages_keeps_the_day_and_one_leads_to_today(desk, pledge, meeting, page):
    pledge(quote=QUOTE)
    page = page.format(meeting=meeting.pk)

    links = LINK.findall(desk.get(page, {"as_of": on(30)}).content.decode())

    pages = [link for link in links if re.match(r"/(commitments|meetings/\d|parties/.)", link)]
    assert [link for link in pages if f"as_of={on(30)}" not in link] == [page]
    assert len(pages) > 3


@pytest.mark.parametrize("page", [LIST, "/commitments/VLK-2026-01/", "/meetings/{meeting}/", "/parties/VEL/"])
def test_nothing_is_written_and_nothing_offered_to_write_with(client, pledge, meeting, page):
    both = person_of("Both Roles", None, Post.Role.DESK, is_superuser=True)
    commitment = pledge(quote=QUOTE)
    commitment.responsibilities.update(focal_point=both)
    client.force_login(both.user)

    with recorded_writes() as writes:
        source = client.get(page.format(meeting=meeting.pk), {"as_of": on(30)}).content.decode()

    assert writes == []
    assert re.findall(r"data-report|/edit/|/record/|/report/", source) == []
    assert re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', source) == ["/accounts/logout/"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("nonsense", "“nonsense” cannot be read as a day, so this is the page of today."),
        ("2026-02-30", "“2026-02-30” cannot be read as a day"),
        ("0001-01-01", "“0001-01-01” cannot be read as a day"),
        ("2126-03-31", "31 March 2126 has not come yet, so this is the page of today."),
    ],
)
@pytest.mark.parametrize("page", [LIST, "/commitments/VLK-2026-01/"])
def test_a_day_that_cannot_be_used_is_answered_with_a_sentence_and_today(desk, pledge, page, asked, said):
    pledge()

    source = text(desk.get(page, {"as_of": asked}))

    assert said in source
    assert 'class="as-of"' not in source


@pytest.mark.parametrize("asked", ["", on(300)])
def test_today_is_the_page_of_today(desk, pledge, asked):
    pledge()

    source = text(desk.get(LIST, {"as_of": asked}))

    assert 'class="as-of"' not in source
    assert "cannot be read" not in source


def test_before_it_was_recorded_a_commitment_was_not_known(desk, pledge):
    commitment = pledge(now=days(10))

    one = desk.get(commitment.get_absolute_url(), {"as_of": on(9)})
    every = desk.get(LIST, {"as_of": on(9)})

    assert (one.status_code, "Not known then" in text(one), commitment.title in text(one)) == (404, True, False)
    assert (every.status_code, references(every), "Nothing was known then" in text(every)) == (200, [], True)
    assert desk.get("/commitments/VLK-1999-01/", {"as_of": on(9)}).status_code == 404


def test_who_may_not_see_it_now_sees_no_past_of_it(client, pledge, paul):
    commitment = pledge()
    revise(commitment, at=50, fields={"visible_to": "desk"})
    client.force_login(paul.user)

    assert client.get(commitment.get_absolute_url(), {"as_of": on(20)}).status_code == 404
    assert references(client.get(LIST, {"as_of": on(20)})) == []


def test_what_was_a_draft_then_is_shown_only_to_whoever_keeps_the_record(client, pledge, paul, dora):
    commitment = pledge(is_draft=True)
    revise(commitment, at=50, fields={"is_draft": False})
    seen = {}
    for person in (paul, dora):
        client.force_login(person.user)
        pages = [client.get(commitment.get_absolute_url(), {"as_of": on(number)}).status_code for number in (20, 60)]
        seen[person.name] = pages, len(references(client.get(LIST, {"as_of": on(20)})))

    assert seen == {"Paul Principal": ([404, 200], 0), "Dora Desk": ([200, 200], 1)}


def test_an_outsider_sees_the_past_of_what_is_public_today_without_names_of_people(client, pledge, vera):
    shown = pledge("Shown", visible_to="public")
    pledge("Not public")
    report(shown, "VEL", author=vera, on=20)

    page = client.get(shown.get_absolute_url(), {"as_of": on(30)})

    assert (page.status_code, "Vera Orel" in text(page)) == (200, False)
    assert references(client.get(LIST, {"as_of": on(30)})) == [shown.reference]
    assert client.get("/commitments/VLK-2026-02/", {"as_of": on(30)}).status_code == 302


@pytest.mark.parametrize(("page", "queries"), [(LIST, 16), ("/meetings/{meeting}/", 18), ("/parties/VEL/", 18), ("/commitments/VLK-2026-01/", 32)])
def test_a_page_of_a_day_costs_the_same_however_much_was_known(desk, pledge, meeting, vera, lars, page, queries):
    def record(title):
        commitment = pledge(title, due_on=date(2026, 3, 1), quote=QUOTE, steps=[Step(title="Permits", due_on=date(2026, 2, 1))])
        report(commitment, "VEL", author=vera, on=40, links=["https://example.org/a"])
        report(commitment, "LOR", author=lars, on=41, nothing_to_report=True, done="")
        sweep.run(now=days(120))
        return commitment

    address = f"{page.format(meeting=meeting.pk)}?as_of={on(200)}"
    first = record("One")
    one = queries_of(desk, address)
    for number in (50, 60):
        report(first, "VEL", author=vera, on=number)
    record("Two")
    record("Three")

    assert (queries_of(desk, address), one) == (one, queries)


def test_a_report_that_waited_then_did_not_count_and_is_shown_to_those_who_may_see_it(desk, client, pledge, commission, velika, lars):
    commission.needs_review = True
    commission.save()
    validator = person_of("Vic Stone", velika, Post.Role.VALIDATOR)
    commitment = pledge()
    review.accept(report=report(commitment, "VEL", on=40), reviewer=validator, now=days(50))
    seen = {}
    for number in (39, 45, 50):
        for person in (validator, lars):
            client.force_login(person.user)
            voice = client.get(commitment.get_absolute_url(), {"as_of": on(number)}).context["voices"][0]
            seen[number, person.name] = voice["part"].stated_status, len(voice["waiting"])

    assert seen == {
        (39, "Vic Stone"): ("", 0),
        (39, "Lars Dahl"): ("", 0),
        (45, "Vic Stone"): ("", 1),
        (45, "Lars Dahl"): ("", 0),
        (50, "Vic Stone"): ("in_progress", 0),
        (50, "Lars Dahl"): ("in_progress", 0),
    }


def test_assessments_corrections_and_replies_are_cut_at_the_day(desk, pledge, velika, vera):
    commitment, assessor = pledge(), person_of("Ada Assessor", None, Post.Role.ASSESSOR)

    def assess(number, **said):
        return assessment.assess(commitment=commitment, assessor=assessor, reasoning="The registers were read.", now=days(number), **said)

    first = assess(60, grade="limited")
    assessment.reply(assessment=first, party=velika, author=vera, words="More was done.", now=days(70))
    assess(80, grade="substantial", corrects=first, correction="A register was overlooked.")
    seen = {}
    for number in (59, 60, 70, 80):
        told = desk.get(commitment.get_absolute_url(), {"as_of": on(number)}).context["assessed"]
        seen[number] = told["current"] and (told["current"]["row"].grade, len(told["rows"]), [len(row.replies.all()) for row in told["rows"]])

    assert seen == {59: None, 60: ("limited", 1, [0]), 70: ("limited", 1, [1]), 80: ("substantial", 2, [1, 0])}


def test_a_ledger_that_began_later_says_what_it_does_not_know(desk, pledge):
    commitment = pledge()
    first = commitment.ledger.get()
    facts = first.facts | {"begun_at": days(200).isoformat()}
    begun = LedgerEntry.objects.create(commitment=commitment, seq=2, kind="recorded", facts=facts, recorded_at=days(1), prev_hash=first.hash, hash="f" * 64)
    LedgerText.objects.create(entry=begun)

    before, after = (text(desk.get(commitment.get_absolute_url(), {"as_of": on(number)})) for number in (199, 200))

    sentence = "Its ledger begins on 3 August 2026. How it stood before is not known"
    assert (sentence in before, sentence in after) == (True, False)


def test_requests_decisions_and_dates_are_cut_at_the_day_and_nothing_is_withdrawn_there(client, pledge, velika, vera, dora):
    commitment = pledge(due_on=date(2026, 6, 1))
    told = {"kind": "extension", "until_on": date(2026, 9, 1), "reason": "The law is late."}
    asked = change.ask(commitment=commitment, party=velika, asked_by=vera, via="page", now=days(40), **told)
    change.decide(request=asked, verdict="approved", reason="Agreed.", decided_by=dora, now=days(60))
    client.force_login(vera.user)
    seen = {}
    for number in (39, 50, 60):
        page = client.get(commitment.get_absolute_url(), {"as_of": on(number)})
        requests = [item.answer and item.answer.verdict for item, _form in page.context["requests"]]
        seen[number] = requests, [dated.row.kind for dated in page.context["dates"]], page.context["commitment"].due_on, "/withdraw/" in text(page)

    assert seen == {
        39: ([], ["original"], date(2026, 6, 1), False),
        50: ([None], ["original"], date(2026, 6, 1), False),
        60: (["approved"], ["original", "agreed"], date(2026, 9, 1), False),
    }


def test_steps_of_a_ladder_and_promises_stand_in_the_timeline_of_the_day(desk, pledge, vera):
    commitment = pledge()
    sweep.run(now=days(105))
    told = desk.get(commitment.get_absolute_url(), {"as_of": on(105)}).context["events"]
    before = desk.get(commitment.get_absolute_url(), {"as_of": on(104)}).context["events"]

    assert [event.text for event in before] == ["Recorded"]
    assert len(told) > 3  # two flags, and for each the first step of its ladder
