"""The session as a secretariat leads it: its agenda, the walk through its items, who sat there, and what holds afterwards."""

from datetime import date

import pytest
import time_machine

from tests.conftest import MEETING_AT, days, person_of
from tests.views.pages import queries_of, rows, signed_in, text
from tracker.actions import group, obstacle, progress, session, sweep
from tracker.actions import meeting as meetings
from tracker.actions import person as people
from tracker.actions.meeting import Seat
from tracker.models import Outcome, Post

NOW = days(181)  # the day of the session; by then both sides are silent


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def fourth(commission, velika, lorn):
    fields = {"title": "Fourth session", "body": commission, "ordinal": 4, "starts_on": NOW.date(), "state": "planned", "host": lorn}
    return meetings.record(fields=fields, seats=[Seat(party=velika), Seat(party=lorn)], now=MEETING_AT)


@pytest.fixture
def three(pledge, lorn):
    """One that is silent and overdue, one with an obstacle, one that is just open."""
    rows = [pledge("Just open"), pledge("Hindered"), pledge("Overdue", due_on=date(2026, 6, 30))]
    for part in (part for row in rows[:2] for part in row.responsibilities.all()):
        progress.report(responsibility=part, author=None, via="page", status="in_progress", done="Begun.", now=days(170))
    owed = {"title": "No permit", "cause": "permit", "party": lorn, "answer_due_on": NOW.date()}
    obstacle.record(commitment=rows[1], **owed, by=None, now=NOW)
    sweep.run(now=NOW)
    return {row.title: row for row in rows}


@pytest.fixture
def sam(db):
    return person_of("Sam Second", None, Post.Role.DESK)


def item_of(meeting, row) -> str:
    return f"/meetings/{meeting.pk}/session/items/{row.reference}/"


def said(**fields) -> dict:
    return {"kind": "noted", "words": "Both sides took note.", "until_precision": "day", "version": ""} | fields


def test_what_presses_most_stands_first_and_says_why(client, fourth, three, vera):
    signed_in(client, vera)

    response = client.get(f"/meetings/{fourth.pk}/session/")

    assert [(item.title, [words for _tone, words in reasons]) for item, reasons in response.context["items"]] == [
        ("Overdue", ["silent: VEL, LOR", "overdue"]),
        ("Hindered", ["obstacle open"]),
        ("Just open", []),
    ]


def test_who_leads_walks_from_item_to_item(client, fourth, three, dora):
    signed_in(client, dora)
    first = item_of(fourth, three["Overdue"])
    assert f'href="{item_of(fourth, three["Hindered"])}"' in text(client.get(first))

    answer = client.post(first, said(kind="extended", until_on="2026-12-31"))

    assert answer.url == item_of(fourth, three["Hindered"])
    assert Outcome.objects.get().until_on == date(2026, 12, 31)
    assert "1 of 3 items have an outcome" in text(client.get(f"/meetings/{fourth.pk}/session/"))


def test_after_the_last_item_the_walk_ends_at_the_agenda(client, fourth, three, dora):
    signed_in(client, dora)

    assert client.post(item_of(fourth, three["Just open"]), said()).url == f"/meetings/{fourth.pk}/session/"


def test_a_co_chair_leads_too_and_a_focal_point_only_reads(client, fourth, three, commission, velika, vera):
    chair = person_of("Cora Chair", velika)
    people.give_post(person=chair, role="co_chair", party=velika, body=commission, starts_on=date(2020, 1, 1), now=MEETING_AT)
    signed_in(client, chair)
    assert client.post(item_of(fourth, three["Overdue"]), said()).status_code == 302

    signed_in(client, vera)
    assert client.post(item_of(fourth, three["Overdue"]), said()).status_code == 403
    assert client.post(f"/meetings/{fourth.pk}/session/apply/").status_code == 403
    assert "Walk through the items" not in text(client.get(f"/meetings/{fourth.pk}/session/"))


def test_all_that_is_wrong_with_an_outcome_is_said_at_once(client, fourth, three, dora):
    signed_in(client, dora)

    answer = client.post(item_of(fourth, three["Overdue"]), said(kind="closed", words=""))

    assert sorted(answer.context["form"].errors) == ["proof_url", "words"]
    assert Outcome.objects.count() == 0


def test_a_commitment_without_a_date_is_not_offered_to_be_extended(client, fourth, three, dora):
    signed_in(client, dora)

    kinds = [value for value, _label in client.get(item_of(fourth, three["Just open"])).context["form"].fields["kind"].choices]

    assert kinds == ["noted", "closed", "dropped"]


def test_a_stale_outcome_is_shown_and_the_next_submit_holds(client, fourth, three, dora, sam):
    session.note(meeting=fourth, commitment=three["Overdue"], kind="noted", words="First.", by=sam, now=NOW)
    signed_in(client, dora)
    page = item_of(fourth, three["Overdue"])

    stale = client.post(page, said(words="Second."))
    client.post(page, said(words="Second.", version=stale.context["form"]["version"].value()))

    assert (stale.status_code, "Recorded by Sam Second" in text(stale)) == (409, True)
    assert Outcome.objects.get().words == "Second."


def test_a_second_person_applies_and_both_pages_tell_it(client, fourth, three, dora, sam):
    session.note(meeting=fourth, commitment=three["Overdue"], kind="dropped", words="Overtaken.", by=dora, now=NOW)
    signed_in(client, dora)
    assert "1 outcome waits for somebody else" in text(client.get(f"/meetings/{fourth.pk}/session/"))

    signed_in(client, sam)
    page = text(client.post(f"/meetings/{fourth.pk}/session/apply/", follow=True))

    assert "1 outcome now holds." in page
    assert "Decided of earlier commitments" in text(client.get(fourth.get_absolute_url()))
    assert "Fourth session: dropped" in text(client.get(three["Overdue"].get_absolute_url()))


def test_the_address_of_the_button_opened_by_hand_leads_back(client, fourth, dora):
    signed_in(client, dora)

    assert client.get(f"/meetings/{fourth.pk}/session/apply/").url == f"/meetings/{fourth.pk}/session/"


def test_an_outcome_is_taken_back(client, fourth, three, dora):
    session.note(meeting=fourth, commitment=three["Overdue"], kind="noted", by=dora, now=NOW)
    signed_in(client, dora)

    client.post(item_of(fourth, three["Overdue"]), {"forget": "1"})

    assert Outcome.objects.count() == 0


def test_who_sat_there_is_kept_with_the_delegation_and_signatures_stay(client, fourth, velika, lorn, vera, lars, dora):
    fourth.attendances.filter(party=velika).update(minutes_signed_on=date(2026, 7, 20))
    signed_in(client, dora)
    sat = rows("parties", [{"party": velika.pk, "head": vera.pk, "people": [vera.pk, lars.pk]}])

    client.post(f"/meetings/{fourth.pk}/attendance/", {"version": 1} | sat)

    seat = fourth.attendances.get()
    assert (seat.party, seat.head, list(seat.people.order_by("pk")), seat.minutes_signed_on) == (velika, vera, [vera, lars], date(2026, 7, 20))


def test_the_body_tells_of_its_next_session(client, fourth, three, vera):
    signed_in(client, vera)

    page = text(client.get("/bodies/VLK/"))

    assert "3 open items stand on its agenda by themselves." in page
    assert "hosted by Lorn" in page


def test_what_one_may_not_see_stands_on_no_agenda(client, fourth, pledge, vera):
    pledge("Hidden", visible_to="desk")
    signed_in(client, vera)

    assert client.get(f"/meetings/{fourth.pk}/session/").context["items"] == []


def test_a_meeting_without_a_body_has_no_session(client, vera, velika):
    lone = meetings.record(fields={"title": "Visit", "starts_on": NOW.date()}, seats=[Seat(party=velika)], now=MEETING_AT)
    signed_in(client, vera)

    assert client.get(f"/meetings/{lone.pk}/session/").status_code == 404


def test_the_agenda_costs_the_same_however_long_it_is(client, fourth, three, pledge, dora):
    session.note(meeting=fourth, commitment=three["Overdue"], kind="noted", by=dora, now=NOW)
    signed_in(client, dora)
    address, one_item = f"/meetings/{fourth.pk}/session/", item_of(fourth, three["Overdue"])
    of_three = queries_of(client, address), queries_of(client, one_item)
    for number in range(4):
        pledge(f"Another {number}")

    assert (queries_of(client, address), queries_of(client, one_item)) == of_three


def test_after_a_later_session_an_earlier_one_decides_no_more(client, fourth, three, commission, dora):
    meetings.record(fields={"title": "Fifth", "body": commission, "starts_on": date(2026, 7, 20), "state": "held"}, seats=[], now=NOW)
    signed_in(client, dora)

    answer = client.post(item_of(fourth, three["Overdue"]), said(), follow=True)

    assert "A later session was held since, so this one decides no more." in text(answer)
    assert Outcome.objects.count() == 0


def test_the_co_chairs_of_a_group_note_but_do_not_change_what_its_parent_pledged(client, pledge, velika, lorn, dora):
    chairs = [person_of(name, party) for name, party in (("Cora Chair", velika), ("Lena Chair", lorn))]
    promised = pledge("Working group", kind="joint_working_group")
    seats = [group.Seat(party=chair.party, co_chair=chair) for chair in chairs]
    body = group.constitute(
        commitment=promised, fields={"name": "Group", "short_code": "GRP", "constituted_on": date(2026, 3, 1)}, seats=seats, by=dora, now=days(50)
    )
    overseen, noted = pledge("Overseen", overseen_by=promised), pledge("Noted", overseen_by=promised)
    first = meetings.record(fields={"title": "First", "body": body, "starts_on": NOW.date(), "state": "planned"}, seats=[], now=MEETING_AT)
    session.note(meeting=first, commitment=overseen, kind="dropped", words="Overtaken.", by=chairs[0], now=NOW)
    session.note(meeting=first, commitment=noted, kind="noted", by=chairs[0], now=NOW)
    signed_in(client, chairs[1])

    page = text(client.post(f"/meetings/{first.pk}/session/apply/", follow=True))

    overseen.refresh_from_db()
    assert ("1 outcome now holds." in page, "1 waits for somebody else to apply it." in page, overseen.lifecycle) == (True, True, "not_started")
