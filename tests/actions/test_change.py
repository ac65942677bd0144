"""A change is asked for with a reason and decided by somebody else; an approval does what was asked for, all or nothing."""

import hashlib
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from tests.conftest import close, days
from tracker.actions import change, progress, sweep
from tracker.actions import commitment as commitment_actions
from tracker.actions.commitment import Cause
from tracker.models import Commitment, Decision, DueDate, Flag, LedgerEntry, Notice, Request
from tracker.rules.flag import sentence
from tracker.rules.refusal import Refused

DUE, LATER = date(2026, 6, 30), date(2026, 12, 31)


@pytest.fixture
def ask(vera):
    """Ask as Vera does, in Velika's name; anything may be given."""

    def write(commitment, kind="extension", *, at=10, **told):
        told = {"reason": "The permit is late.", "until_on": LATER, "party": vera.party, "asked_by": vera, "via": "page"} | told
        return change.ask(commitment=commitment, kind=kind, now=days(at), **told)

    return write


@pytest.fixture
def decide(dora):
    """Decide as Dora does."""

    def write(request, verdict="approved", *, at=20, **told):
        return change.decide(request=request, verdict=verdict, now=days(at), **{"reason": "Agreed.", "decided_by": dora} | told)

    return write


def dates(commitment):
    """(kind, date, why) of every date that was set, the oldest first."""
    return [(row.kind, row.on, row.reason) for row in commitment.due_dates.all()]


def chain(commitment):
    """What the ledger says happened, in order."""
    return list(LedgerEntry.objects.filter(commitment=commitment).order_by("seq").values_list("kind", flat=True))


def test_asking_changes_nothing_yet(pledge, ask):
    commitment = pledge(due_on=DUE)

    request = ask(commitment)

    commitment.refresh_from_db()
    assert (commitment.due_on, commitment.version, request.answer) == (DUE, 1, None)
    assert chain(commitment) == ["recorded", "dated", "asked"]


def test_an_approved_extension_is_the_date_in_force_and_the_original_stays(pledge, ask, decide, meeting, dora):
    commitment = pledge(due_on=DUE)
    request = ask(commitment, until_precision="quarter", code="permit")

    decision = decide(request, meeting=meeting)

    commitment.refresh_from_db()
    agreed = DueDate.objects.get(kind="agreed")
    assert (commitment.due_on, commitment.due_precision, commitment.due_ends_on, commitment.version) == (LATER, "quarter", LATER, 2)
    assert dates(commitment) == [("original", DUE, ""), ("agreed", LATER, "The permit is late.")]
    assert (agreed.code, agreed.meeting, agreed.request, agreed.set_by, agreed.recorded_at) == ("permit", meeting, request, dora, days(20))
    assert (decision.meeting, decision.decided_by) == (meeting, dora)
    assert chain(commitment) == ["recorded", "dated", "asked", "decided", "revised"]
    assert [row["row"] for row in LedgerEntry.objects.get(kind="decided").facts["rows"]] == ["decision", "duedate"]


def test_a_refused_request_changes_nothing(pledge, ask, decide):
    commitment = pledge(due_on=DUE)

    decide(ask(commitment), "refused", reason="The season is over.")

    commitment.refresh_from_db()
    assert (commitment.due_on, commitment.version, dates(commitment)) == (DUE, 1, [("original", DUE, "")])
    assert chain(commitment) == ["recorded", "dated", "asked", "decided"]


def test_a_suspension_rests_the_watch_until_its_date(pledge, ask, decide):
    commitment = pledge()

    decide(ask(commitment, "suspension"))

    commitment.refresh_from_db()
    assert (commitment.lifecycle, commitment.suspended_until, commitment.closed_on) == ("suspended", LATER, None)


@pytest.mark.parametrize(("kind", "lifecycle"), [("completion", "completed"), ("drop", "dropped"), ("supersession", "superseded")])
def test_an_approval_closes_on_the_day_of_the_decision(pledge, ask, decide, kind, lifecycle):
    commitment = pledge(due_on=date(2026, 2, 1))
    sweep.run(now=days(110))

    decide(ask(commitment, kind, proof_url="https://example.org/act", at=111), at=120)

    commitment.refresh_from_db()
    assert (commitment.lifecycle, commitment.closed_on) == (lifecycle, days(120).date())
    assert set(Flag.objects.values_list("cleared_by", flat=True)) == {"closed"}


def test_reopening_keeps_what_was_said_and_decided(pledge, ask, decide):
    commitment = close(pledge(due_on=DUE), "completed", days(5))

    decide(ask(commitment, "reopening"))

    commitment.refresh_from_db()
    assert (commitment.lifecycle, commitment.closed_on, commitment.due_on) == ("in_progress", None, DUE)
    assert list(Request.objects.order_by("id").values_list("kind", "decision__verdict")) == [("completion", "approved"), ("reopening", "approved")]


def test_a_suspension_is_ended_early_by_a_reopening(pledge, ask, decide):
    commitment = close(pledge(), "suspended", days(5), until_on=LATER)

    decide(ask(commitment, "reopening"))

    commitment.refresh_from_db()
    assert (commitment.lifecycle, commitment.suspended_until) == ("in_progress", None)


def test_who_asked_never_decides_not_even_with_a_desk_post(pledge, dora):
    commitment = pledge()
    told = {"reason": "All is done.", "proof_url": "https://example.org/act", "via": "page", "now": days(1)}
    request = change.ask(commitment=commitment, party=None, kind="completion", asked_by=dora, **told)

    with pytest.raises(Refused) as refused:
        change.decide(request=request, verdict="approved", reason="Seen.", decided_by=dora, now=days(2))

    commitment.refresh_from_db()
    assert refused.value.problems == {"": "You asked for this yourself, so somebody else decides it."}
    assert (commitment.lifecycle, Decision.objects.count()) == ("not_started", 0)


def test_a_form_sent_twice_asks_once(pledge, ask):
    commitment, key = pledge(due_on=DUE), uuid.uuid4()

    assert ask(commitment, key=key) == ask(commitment, key=key)
    assert Request.objects.count() == 1


def test_of_one_kind_one_request_waits_at_a_time(pledge, ask, decide, lars):
    commitment = pledge(due_on=DUE)
    first = ask(commitment)

    with pytest.raises(Refused) as refused:
        ask(commitment, party=lars.party, asked_by=lars)
    decide(first, "refused")
    second = ask(commitment, at=30)

    assert list(refused.value.problems) == ["kind"]
    assert list(Request.objects.order_by("id")) == [first, second]


def test_the_same_decision_twice_is_one_and_another_is_refused(pledge, ask, decide, lars):
    request = ask(pledge(due_on=DUE))

    first = decide(request)
    again = decide(request, reason="Said in other words.", at=21)
    with pytest.raises(Refused) as refused:
        decide(request, "refused", decided_by=lars)

    assert (first, Decision.objects.count()) == (again, 1)
    assert refused.value.problems == {"": "This request was decided meanwhile: approved, by Dora Desk."}


def test_only_who_asked_withdraws_and_nobody_is_written_to(pledge, ask, vera, dora):
    request = ask(pledge(due_on=DUE))

    with pytest.raises(Refused) as refused:
        change.withdraw(request=request, by=dora, now=days(11))
    withdrawn = change.withdraw(request=request, by=vera, now=days(12))

    assert refused.value.problems == {"": "Only the person who asked may withdraw this. The desk may refuse it."}
    assert (withdrawn.verdict, change.withdraw(request=request, by=vera, now=days(13))) == ("withdrawn", withdrawn)
    assert (Decision.objects.count(), Notice.objects.count()) == (1, 0)


def test_a_withdrawn_request_is_not_decided(pledge, ask, decide, vera):
    request = ask(pledge(due_on=DUE))
    change.withdraw(request=request, by=vera, now=days(12))

    with pytest.raises(Refused) as refused:
        decide(request)

    assert refused.value.problems == {"": "This request was decided meanwhile: withdrawn, by Vera Orel."}


@pytest.fixture
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_document_is_kept_under_a_name_of_ours_with_its_hash(pledge, ask, folder):
    request = ask(pledge(), "completion", proof_file=SimpleUploadedFile("../act.pdf", b"signed"))

    assert (request.proof_name, request.proof_sha256) == ("act.pdf", hashlib.sha256(b"signed").hexdigest())
    assert [path.name for path in folder.iterdir()] == [request.proof_file.name]


def test_a_refused_request_leaves_no_file(pledge, ask, folder):
    with pytest.raises(ValueError, match="no link"):
        ask(pledge(), "completion", proof_file=SimpleUploadedFile("act.pdf", b"signed"), proof_url=_Unwritable())

    assert (list(folder.iterdir()), Request.objects.count()) == ([], 0)


class _Unwritable:
    """A link the database cannot take."""

    def __str__(self):
        raise ValueError("no link")


def test_a_form_opened_before_the_decision_does_not_undo_it(pledge, ask, decide):
    commitment = pledge(due_on=DUE)
    decide(ask(commitment))

    with pytest.raises(Refused):
        commitment_actions.revise(commitment=commitment, version=1, fields={"due_on": DUE}, now=days(30))

    assert Commitment.objects.get().due_on == LATER


def test_who_asked_is_told_by_one_letter_of_the_partys_part(pledge, ask, decide, vera):
    commitment = pledge(due_on=DUE)
    request = ask(commitment)

    decide(request)
    decide(request)

    letter = Notice.objects.get()
    assert (letter.kind, letter.recipient, letter.period_key, letter.next_attempt_at) == ("decision", vera, f"request-{request.pk}", days(20))
    assert letter.items.get().responsibility == commitment.responsibilities.get(party=vera.party)


def test_a_date_revised_by_hand_is_a_correction_unless_another_cause_is_given(pledge, dora, meeting):
    commitment = pledge(due_on=DUE)

    commitment_actions.revise(commitment=commitment, version=1, fields={"due_on": date(2026, 7, 31)}, by=dora, now=days(1))
    cause = Cause(code="funding", reason=" The budget came late. ", meeting=meeting)
    commitment_actions.revise(commitment=commitment, version=2, fields={"due_precision": "month"}, cause=cause, by=dora, now=days(2))
    commitment_actions.revise(commitment=commitment, version=3, fields={"title": "Renamed"}, by=dora, now=days(3))
    commitment_actions.revise(commitment=commitment, version=4, fields={"due_on": None}, by=dora, now=days(4))

    rows = [(row.kind, row.on, row.precision, row.code, row.reason, row.meeting, row.set_by) for row in commitment.due_dates.all()]
    assert rows == [
        ("original", DUE, "day", "", "", meeting, None),
        ("agreed", date(2026, 7, 31), "day", "correction", "", None, dora),
        ("agreed", date(2026, 7, 31), "month", "funding", "The budget came late.", meeting, dora),
        ("agreed", None, "month", "correction", "", None, dora),
    ]
    assert chain(commitment) == ["recorded", "dated", "dated", "revised", "dated", "revised", "revised", "dated", "revised"]


def test_the_first_date_a_commitment_gets_is_its_original_one(pledge):
    commitment = pledge()
    before = dates(commitment)

    commitment_actions.revise(commitment=commitment, version=1, fields={"due_on": DUE}, now=days(1))

    assert (before, dates(commitment)) == ([], [("original", DUE, "")])


@pytest.mark.parametrize("lifecycle", ["completed", "dropped", "superseded", "suspended"])
def test_no_edit_closes_or_suspends(pledge, meeting, lifecycle):
    commitment = pledge()

    with pytest.raises(Refused) as revised:
        commitment_actions.revise(commitment=commitment, version=1, fields={"lifecycle": lifecycle}, now=days(1))
    with pytest.raises(Refused) as recorded:
        commitment_actions.record(fields={"title": "Other", "meeting": meeting, "lifecycle": lifecycle}, parts=[], now=days(1))

    assert revised.value.problems == {
        "lifecycle": "Closing, suspending and reopening take a second person. Leave this as it is and ask for the change on the commitment's page."
    }
    assert recorded.value.problems == {
        "lifecycle": "Closing and suspending take a second person. Record it as in progress, then ask for the change on its page."
    }
    assert Commitment.objects.get().lifecycle == "not_started"


@pytest.mark.parametrize("lifecycle", ["completed", "dropped", "superseded", "suspended"])
def test_no_edit_reopens(pledge, lifecycle):
    commitment = close(pledge(), lifecycle, days(1), until_on=LATER)

    with pytest.raises(Refused) as refused:
        commitment_actions.revise(commitment=commitment, version=2, fields={"lifecycle": "in_progress"}, now=days(2))
    renamed = commitment_actions.revise(commitment=commitment, version=2, fields={"title": "Renamed"}, now=days(2))

    assert list(refused.value.problems) == ["lifecycle"]
    assert (renamed.lifecycle, renamed.title) == (lifecycle, "Renamed")


@pytest.fixture
def say(vera):
    """Velika's report with a forecast."""

    def write(commitment, forecast_on, *, at, **said):
        part = commitment.responsibilities.get(party=vera.party)
        said = {"status": "in_progress", "done": "Work went on."} | said
        return progress.report(responsibility=part, author=vera, via="page", forecast_on=forecast_on, now=days(at), **said)

    return write


def slipping():
    """The sentences of the slipping flags that stand."""
    return [sentence(flag, date(2026, 6, 1)) for flag in Flag.objects.open().filter(rule="slipping").select_related("party")]


def test_a_forecast_is_noted_on_the_part_and_as_a_date_of_its_own(pledge, say, vera):
    commitment = pledge(due_on=DUE)

    written = say(commitment, date(2026, 6, 15), at=10)
    say(commitment, date(2026, 6, 15), at=20)
    say(commitment, None, at=30)

    part, row = commitment.responsibilities.get(party=vera.party), DueDate.objects.get(kind="forecast")
    assert (part.forecast_on, part.forecast_moves) == (date(2026, 6, 15), 0)
    assert (row.party, row.on, row.ends_on, row.report, row.set_by) == (vera.party, date(2026, 6, 15), date(2026, 6, 15), written, vera)
    assert chain(commitment).count("dated") == 2


def test_a_forecast_after_the_due_date_is_slipping_until_a_better_one(pledge, say):
    commitment = pledge(due_on=DUE)
    say(commitment, date(2026, 7, 10), at=10)

    sweep.run(now=days(11))
    raised = slipping()
    say(commitment, DUE, at=20)

    assert raised == ["Velika expects to be done on 10 July 2026, 10 days after the due date, 30 June 2026."]
    assert slipping() == []


def test_a_later_forecast_is_told_anew(pledge, say):
    commitment = pledge(due_on=DUE)
    say(commitment, date(2026, 7, 10), at=10)
    sweep.run(now=days(11))

    say(commitment, date(2026, 7, 20), at=20)
    sweep.run(now=days(21))

    assert slipping() == ["Velika expects to be done on 20 July 2026, 20 days after the due date, 30 June 2026."]
    assert Flag.objects.filter(rule="slipping").count() == 2


def test_a_forecast_put_off_twice_is_slipping_even_before_the_due_date(pledge, say):
    commitment = pledge(due_on=LATER)
    for on, at in ((date(2026, 5, 1), 10), (date(2026, 6, 1), 20)):
        say(commitment, on, at=at)
    sweep.run(now=days(21))
    once = slipping()

    say(commitment, date(2026, 7, 1), at=30)
    sweep.run(now=days(31))

    assert once == []
    assert slipping() == ["Velika has put off its forecast 2 times; it now expects to be done on 1 July 2026."]


def test_a_forecast_that_comes_nearer_is_no_slip(pledge, say, vera):
    commitment = pledge()
    for on, at in ((date(2026, 9, 1), 10), (date(2026, 6, 1), 20), (date(2026, 7, 1), 30)):
        say(commitment, on, at=at)

    assert commitment.responsibilities.get(party=vera.party).forecast_moves == 1


def test_an_agreed_later_date_ends_slipping(pledge, ask, decide, say):
    commitment = pledge(due_on=DUE)
    for on, at in ((date(2026, 7, 1), 10), (date(2026, 8, 1), 20), (date(2026, 9, 1), 30)):
        say(commitment, on, at=at)
    sweep.run(now=days(31))
    before = len(slipping())

    decide(ask(commitment, at=32), at=33)
    sweep.run(now=days(34))

    assert (before, slipping()) == (1, [])


def test_a_party_that_is_done_does_not_slip(pledge, say):
    commitment = pledge(due_on=DUE)
    say(commitment, date(2026, 8, 1), at=10)
    sweep.run(now=days(11))

    say(commitment, None, at=20, status="completed")

    assert slipping() == []


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"forecast_on": date(2026, 1, 14)}, "forecast_on", "This day is over. Give the day by which you now expect to be done, or leave it empty."),
        (
            {"forecast_on": DUE, "nothing_to_report": True, "done": ""},
            "nothing_to_report",
            "You gave a day by which you expect to be done, so there is something to report. Clear one of the two.",
        ),
    ],
)
def test_a_forecast_lies_ahead_and_is_news(pledge, say, said, field, words):
    with pytest.raises(Refused) as refused:
        say(pledge(), said.pop("forecast_on"), at=10, **said)

    assert refused.value.problems == {field: words}


def test_an_overdue_flag_tells_the_agreed_date_and_the_original_one(pledge, ask, decide):
    commitment = pledge(due_on=date(2026, 6, 30))
    decide(ask(commitment, until_on=date(2026, 12, 31)))

    sweep.run(now=days(350))
    early = Flag.objects.filter(rule="overdue").count()
    sweep.run(now=days(365))

    flag = Flag.objects.get(rule="overdue")
    assert early == 0
    assert sentence(flag, date(2027, 1, 12)) == (
        "The due date, 31 December 2026 (originally 30 June 2026), has passed; 12 days late, 196 against the original."
    )


def test_an_overdue_flag_of_an_earlier_agreed_date_counts_from_that(pledge):
    commitment = pledge(due_on=date(2026, 12, 31))
    commitment_actions.revise(commitment=commitment, version=1, fields={"due_on": date(2026, 6, 30)}, now=days(1))

    sweep.run(now=days(200))

    flag = Flag.objects.get(rule="overdue")
    assert sentence(flag, date(2026, 7, 12)) == "The due date, 30 June 2026 (originally 31 December 2026), has passed; 12 days late."


def test_an_extension_clears_the_overdue_flag(pledge, ask, decide):
    commitment = pledge(due_on=date(2026, 2, 1))
    sweep.run(now=days(50))

    decide(ask(commitment, at=51), at=52)

    assert list(Flag.objects.filter(rule="overdue").values_list("cleared_by", flat=True)) == ["change"]


def test_a_corrected_date_that_has_passed_too_is_told_anew(pledge):
    commitment = pledge(due_on=date(2026, 2, 1))
    sweep.run(now=days(80))

    commitment_actions.revise(commitment=commitment, version=1, fields={"due_on": date(2026, 3, 1)}, now=days(81))
    sweep.run(now=days(82))

    assert [flag.due_on for flag in Flag.objects.open().filter(rule="overdue")] == [date(2026, 3, 1)]


def test_rows_of_requests_decisions_and_dates_are_never_changed(pledge, ask, decide):
    decide(ask(pledge(due_on=DUE)))

    for model in (Request, Decision, DueDate):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(reason="Other words.")
