from datetime import date

import pytest

from tests.conftest import close, days
from tracker.actions import change as actions
from tracker.models import DueDate
from tracker.rules import change

TODAY = date(2026, 4, 1)
DUE = date(2026, 6, 30)


def wrong(commitment, kind="extension", until_on=date(2026, 12, 31), *, precision="day", reason="The permit is late.", is_proved=False, open_kinds=()):
    return change.problems(
        commitment,
        kind=kind,
        until_on=until_on,
        until_precision=precision,
        reason=reason,
        is_proved=is_proved,
        open_kinds=open_kinds,
        today=TODAY,
    )


def test_a_later_date_with_a_reason_may_be_asked_for(pledge):
    assert wrong(pledge(due_on=DUE)) == {}


@pytest.mark.parametrize(
    ("asked", "problems"),
    [
        ({"kind": "holiday"}, {"kind": "Choose what you ask for."}),
        ({"reason": " \n"}, {"reason": "Say in a sentence or two why."}),
        ({"until_on": None}, {"until_on": "Give the new due date that you ask for."}),
        ({"until_on": DUE}, {"until_on": "The due date is 30 Jun 2026 already. Give a later one."}),
        ({"until_on": date(2026, 5, 1), "precision": "month"}, {"until_on": "The due date is 30 Jun 2026 already. Give a later one."}),
        ({"until_on": date(2026, 3, 31)}, {"until_on": "This day is over. Give a later one."}),
        ({"until_on": date(2226, 1, 1)}, {"until_on": "Give a year between 1900 and 2199."}),
        ({"kind": "suspension", "until_on": None}, {"until_on": "A suspension needs the day on which it ends."}),
        ({"kind": "suspension", "until_on": date(2026, 3, 31)}, {"until_on": "This day is over. Give a later one."}),
        ({"kind": "completion"}, {"proof_url": "Show that it is done: give a link to the document, or add the document itself."}),
        ({"kind": "reopening"}, {"kind": "This commitment is open, so there is nothing to reopen."}),
        (
            {"open_kinds": {"extension"}},
            {"kind": "This was asked for already (extension) and waits for its decision. Withdraw that request first, if it is yours."},
        ),
    ],
)
def test_what_is_wrong_with_a_request_is_said_beside_its_field(pledge, asked, problems):
    assert wrong(pledge(due_on=DUE), **asked) == problems


@pytest.mark.parametrize("asked", [{"kind": "suspension"}, {"kind": "drop"}, {"kind": "supersession"}, {"kind": "completion", "is_proved": True}])
def test_an_open_commitment_takes_every_kind_but_reopening(pledge, asked):
    assert wrong(pledge(), **asked) == {}


def test_without_a_due_date_there_is_nothing_to_extend(pledge):
    assert wrong(pledge()) == {"kind": "This commitment has no due date that could be extended. Ask the desk to enter one."}


@pytest.mark.parametrize("kind", ["extension", "suspension", "drop", "completion", "supersession"])
def test_a_closed_commitment_takes_only_its_reopening(pledge, kind):
    closed = close(pledge(due_on=DUE), "dropped", days(1))

    assert change.offered(closed) == ["reopening"]
    assert wrong(closed, kind, is_proved=True) == {"kind": "This commitment is closed (dropped). Only its reopening can be asked for."}
    assert wrong(closed, "reopening") == {}


def test_a_suspension_may_be_ended_early_or_prolonged(pledge):
    suspended = close(pledge(due_on=DUE), "suspended", days(1), until_on=date(2026, 12, 31))

    assert wrong(suspended, "reopening") == {}
    assert wrong(suspended, "suspension", date(2027, 6, 30)) == {}


@pytest.fixture
def asked(pledge, vera):
    return actions.ask(
        commitment=pledge(due_on=DUE),
        party=vera.party,
        kind="extension",
        until_on=date(2026, 12, 31),
        reason="The permit is late.",
        asked_by=vera,
        via="page",
        now=days(10),
    )


@pytest.mark.parametrize(
    ("decided", "problems"),
    [
        ({}, {}),
        ({"verdict": "refused"}, {}),
        ({"verdict": "withdrawn"}, {"verdict": "Choose: approve or refuse."}),
        ({"reason": "  "}, {"reason": "Say in a sentence why; who asked will read it."}),
    ],
)
def test_a_decision_needs_a_verdict_and_a_reason(asked, dora, decided, problems):
    said = {"verdict": "approved", "reason": "Agreed.", "meeting": None} | decided

    assert change.decision_problems(asked, asked.commitment, **said, decided_by=dora, today=TODAY) == problems


def test_nobody_decides_what_they_asked_for(asked, vera):
    said = {"verdict": "approved", "reason": "Agreed.", "meeting": None}

    found = change.decision_problems(asked, asked.commitment, **said, decided_by=vera, today=TODAY)

    assert found == {"": "You asked for this yourself, so somebody else decides it."}


def test_a_meeting_agrees_only_for_its_own_body_and_once_it_has_begun(asked, dora, meeting):
    said = {"verdict": "approved", "reason": "Agreed.", "decided_by": dora}

    before = change.decision_problems(asked, asked.commitment, **said, meeting=meeting, today=date(2026, 1, 14))
    meeting.body_id = None
    elsewhere = change.decision_problems(asked, asked.commitment, **said, meeting=meeting, today=TODAY)

    assert before == {"meeting": "This meeting has not begun yet. Choose one that was held, or leave it empty."}
    assert elsewhere == {"meeting": "Choose a meeting of the body that pledged this."}


def test_what_no_longer_fits_can_be_refused_but_not_approved(asked, dora):
    closed = close(asked.commitment, "completed", days(20))
    said = {"reason": "Seen.", "meeting": None, "decided_by": dora, "today": TODAY}

    sentence = "This can no longer be approved. This commitment is closed (completed). Only its reopening can be asked for. Refuse it, or let it be withdrawn."
    assert change.decision_problems(asked, closed, verdict="approved", **said) == {"verdict": sentence}
    assert change.decision_problems(asked, closed, verdict="refused", **said) == {}


def test_a_request_is_named_with_its_date(asked):
    assert change.named(asked) == "extension until 31 Dec 2026"


def a_date(kind, on, party=None):
    return DueDate(kind=kind, on=on, ends_on=on, party_id=party)


def test_the_newest_agreed_date_is_in_force_and_each_party_has_one_forecast():
    rows = [
        a_date("original", date(2026, 6, 30)),
        a_date("forecast", date(2026, 9, 1), party=1),
        a_date("agreed", date(2026, 12, 31)),
        a_date("forecast", date(2027, 1, 31), party=1),
        a_date("forecast", date(2026, 6, 20), party=2),
        a_date("agreed", None),
    ]

    history = change.history(rows)

    assert [(dated.holds, dated.slip) for dated in history] == [(False, None), (False, 63), (False, 184), (True, 215), (True, -10), (True, None)]
