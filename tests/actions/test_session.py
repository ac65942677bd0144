"""A session decides of its items; what changes a commitment takes a second person, and all of it holds together."""

from datetime import date

import pytest

from tests.conftest import MEETING_AT, days, person_of
from tracker.actions import change, group, session
from tracker.actions import meeting as meetings
from tracker.actions.meeting import Seat
from tracker.models import Decision, LedgerEntry, Meeting, Outcome, Post, Request
from tracker.rules.refusal import Refused, Stale

HELD_ON = date(2026, 7, 15)
DURING, AFTER = days(181), days(183)  # the day of the session, and two days later
PROOF = "https://example.org/act.pdf"


@pytest.fixture
def fourth(commission, velika, lorn):
    """The commission's next session, planned."""
    fields = {"title": "Fourth session", "body": commission, "ordinal": 4, "starts_on": HELD_ON, "state": "planned"}
    return meetings.record(fields=fields, seats=[Seat(party=velika), Seat(party=lorn)], now=MEETING_AT)


@pytest.fixture
def roadmap(pledge):
    return pledge("Roadmap", due_on=date(2026, 6, 30))


@pytest.fixture
def sam(db):
    """A second desk officer."""
    return person_of("Sam Second", None, Post.Role.DESK)


def noted(meeting, commitment, by, kind="noted", **said):
    return session.note(meeting=meeting, commitment=commitment, kind=kind, by=by, now=DURING, **{"words": "As the sides agreed."} | said)


def test_nothing_changes_before_the_outcomes_are_applied(fourth, roadmap, dora):
    noted(fourth, roadmap, dora, "extended", until_on=date(2026, 12, 31))

    roadmap.refresh_from_db()
    assert (roadmap.due_on, Request.objects.count(), fourth.state) == (date(2026, 6, 30), 0, "planned")


def test_applied_by_a_second_person_all_hold_together_and_the_session_was_held(fourth, pledge, roadmap, dora, sam):
    forum, study, talks = pledge("Forum"), pledge("Study"), pledge("Talks")
    noted(fourth, roadmap, dora, "extended", until_on=date(2026, 12, 31))
    noted(fourth, forum, dora, "closed", proof_url=PROOF)
    noted(fourth, study, dora, "dropped")
    noted(fourth, talks, dora)

    done = session.apply(meeting=fourth, by=sam, now=AFTER)

    assert done == session.Applied(applied=4, waiting=0)
    for row in (roadmap, forum, study, talks, fourth):
        row.refresh_from_db()
    assert (roadmap.due_on, forum.lifecycle, study.lifecycle, talks.lifecycle) == (date(2026, 12, 31), "completed", "dropped", "not_started")
    assert fourth.state == "held"
    assert set(Decision.objects.values_list("meeting__title", "decided_by__name", "request__asked_by__name", "request__via")) == {
        ("Fourth session", "Sam Second", "Dora Desk", "session")
    }
    assert set(Outcome.objects.values_list("applied_at", "applied_by__name")) == {(AFTER, "Sam Second")}


def test_what_the_applier_recorded_waits_for_a_second_person_but_a_note_holds(fourth, pledge, roadmap, dora):
    noted(fourth, roadmap, dora, "dropped")
    noted(fourth, pledge("Talks"), dora)

    done = session.apply(meeting=fourth, by=dora, now=AFTER)

    roadmap.refresh_from_db()
    assert (done, roadmap.lifecycle) == (session.Applied(applied=1, waiting=1), "not_started")


def test_applied_again_nothing_more_happens(fourth, roadmap, dora, sam):
    noted(fourth, roadmap, dora, "dropped")
    session.apply(meeting=fourth, by=sam, now=AFTER)
    entries = LedgerEntry.objects.count()

    again = session.apply(meeting=fourth, by=sam, now=days(190))

    assert (again, LedgerEntry.objects.count()) == (session.Applied(applied=0, waiting=0), entries)


def test_one_that_no_longer_fits_keeps_all_of_them_back_and_is_named(fourth, pledge, roadmap, dora, sam):
    forum = pledge("Forum")
    noted(fourth, forum, dora, "dropped")
    noted(fourth, roadmap, dora, "extended", until_on=date(2026, 9, 30))
    asked = change.ask(commitment=roadmap, party=None, kind="drop", reason="Overtaken.", asked_by=dora, via="page", now=DURING)
    change.decide(request=asked, verdict="approved", reason="Agreed.", decided_by=sam, now=DURING)

    with pytest.raises(Refused) as refused:
        session.apply(meeting=fourth, by=sam, now=AFTER)

    assert roadmap.reference in str(refused.value)
    forum.refresh_from_db()
    assert (forum.lifecycle, Outcome.objects.filter(applied_at=None).count(), Meeting.objects.get(pk=fourth.pk).state) == ("not_started", 2, "planned")


def test_before_its_day_nothing_is_applied(fourth, roadmap, dora, sam):
    noted(fourth, roadmap, dora)

    with pytest.raises(Refused, match="This session has not begun yet"):
        session.apply(meeting=fourth, by=sam, now=days(100))


def test_a_request_of_a_party_for_the_same_is_agreed_to(fourth, roadmap, velika, vera, dora, sam):
    until = {"until_on": date(2026, 12, 31)}
    asked = change.ask(commitment=roadmap, party=velika, kind="extension", reason="The printer failed.", asked_by=vera, via="page", now=DURING, **until)
    noted(fourth, roadmap, dora, "extended", **until)

    session.apply(meeting=fourth, by=sam, now=AFTER)

    assert (asked.decision.verdict, Request.objects.count()) == ("approved", 1)


@pytest.mark.parametrize(
    ("kind", "said", "field"),
    [
        ("extended", {"until_on": None}, "until_on"),
        ("extended", {"until_on": date(2026, 6, 1)}, "until_on"),
        ("closed", {}, "proof_url"),
        ("dropped", {"words": " "}, "words"),
        ("forgotten", {}, "kind"),
    ],
)
def test_what_is_wrong_is_refused_beside_its_field(fourth, roadmap, dora, kind, said, field):
    with pytest.raises(Refused) as refused:
        noted(fourth, roadmap, dora, kind, **said)

    assert list(refused.value.problems) == [field]
    assert Outcome.objects.count() == 0


def test_the_same_outcome_again_changes_nothing_and_another_one_needs_the_version(fourth, roadmap, dora, sam):
    first = noted(fourth, roadmap, dora)
    assert noted(fourth, roadmap, sam) == first

    with pytest.raises(Stale):
        noted(fourth, roadmap, sam, words="Otherwise.")
    changed = noted(fourth, roadmap, sam, words="Otherwise.", version=1)

    assert (changed.words, changed.recorded_by, changed.version) == ("Otherwise.", sam, 2)


def test_what_was_applied_is_not_changed_and_not_taken_back(fourth, roadmap, dora, sam):
    outcome = noted(fourth, roadmap, dora)
    session.apply(meeting=fourth, by=sam, now=AFTER)

    session.forget(outcome=outcome)

    with pytest.raises(Refused, match="applied already"):
        noted(fourth, roadmap, dora, words="Otherwise.", version=1)
    assert Outcome.objects.get().words == "As the sides agreed."


def test_what_is_not_applied_is_taken_back(fourth, roadmap, dora):
    session.forget(outcome=noted(fourth, roadmap, dora))

    assert Outcome.objects.count() == 0


def test_a_group_decides_of_what_it_oversees(pledge, velika, lorn, dora, sam):
    promised = pledge("Working group", kind="joint_working_group")
    body = group.constitute(
        commitment=promised, fields={"name": "Group", "short_code": "GRP", "constituted_on": date(2026, 3, 1)}, seats=[], by=dora, now=days(50)
    )
    overseen = pledge("Roadmap", overseen_by=promised)
    first = meetings.record(fields={"title": "First", "body": body, "starts_on": HELD_ON, "state": "planned"}, seats=[], now=days(60))
    noted(first, overseen, dora, "dropped")

    session.apply(meeting=first, by=sam, now=AFTER)

    overseen.refresh_from_db()
    assert (overseen.lifecycle, Decision.objects.get().meeting) == ("dropped", first)
