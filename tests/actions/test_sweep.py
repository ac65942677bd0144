"""The watch raises what has become true, once; what answers a flag clears it; a repeated sweep finds nothing."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.conftest import close, days
from tracker.actions import clock, progress, sweep
from tracker.actions import commitment as commitment_actions
from tracker.actions.commitment import Step
from tracker.models import Clock, Flag, Notice, Sweep
from tracker.models.kind import own_rules
from tracker.rules.flag import sentence


def say(commitment, code, *, at, status="in_progress", **words):
    """A party's report; without words it says what was done."""
    part = commitment.responsibilities.get(party__short_code=code)
    if not words:
        words = {"done": "Work went on."}
    return progress.report(responsibility=part, author=part.focal_point, via="page", status=status, now=days(at), **words)


def standing():
    """(rule, party code or None) of every open flag."""
    return {(flag.rule, flag.party and flag.party.short_code) for flag in Flag.objects.open().select_related("party")}


def states(commitment):
    """Party code -> reporting state."""
    clocks = Clock.objects.filter(commitment=commitment, rule="silent").select_related("party")
    return {clock.party.short_code: clock.state for clock in clocks}


def test_a_party_that_never_reported_is_flagged_once_cadence_and_grace_are_over(pledge):
    commitment = pledge()

    inside = sweep.run(now=days(104))
    outside = sweep.run(now=days(106))

    assert (inside.raised, outside.raised) == (0, 2)
    assert standing() == {("silent", "VEL"), ("silent", "LOR")}
    assert states(commitment) == {"VEL": "never_reported", "LOR": "never_reported"}


def test_the_flag_says_its_facts_in_one_sentence(pledge, velika):
    commitment = pledge()
    say(commitment, "VEL", at=58)
    sweep.run(now=days(200))

    flag = Flag.objects.open().get(party=velika)

    assert (flag.basis_on, flag.due_on, flag.threshold) == (date(2026, 3, 14), date(2026, 6, 12), 90)
    assert sentence(flag, date(2026, 7, 23)) == "Velika last reported on 14 March 2026; reports are due every 90 days; 41 days late."


def test_a_report_clears_silence_in_its_own_transaction(pledge):
    commitment = pledge()
    sweep.run(now=days(106))

    say(commitment, "VEL", at=107)

    assert standing() == {("silent", "LOR")}
    assert states(commitment) == {"VEL": "up_to_date", "LOR": "never_reported"}
    assert Flag.objects.get(party__short_code="VEL").cleared_by == "report"


def test_nothing_to_report_ends_silence(pledge):
    commitment = pledge()
    sweep.run(now=days(106))

    say(commitment, "VEL", at=107, nothing_to_report=True)

    assert standing() == {("silent", "LOR")}


def test_silence_returns_as_a_new_flag_after_another_cadence(pledge):
    commitment = pledge()
    sweep.run(now=days(106))
    say(commitment, "VEL", at=107)

    sweep.run(now=days(107 + 105))

    assert Flag.objects.filter(party__short_code="VEL", rule="silent").count() == 2


def test_a_repeated_sweep_changes_nothing(pledge):
    pledge(due_on=date(2026, 2, 1))
    sweep.run(now=days(200))
    before = list(Flag.objects.order_by("id").values()), list(Clock.objects.order_by("id").values()), Notice.objects.count()

    again = sweep.run(now=days(200))

    assert (again.looked_at, again.raised, again.cleared, again.queued) == (0, 0, 0, 0)
    assert (list(Flag.objects.order_by("id").values()), list(Clock.objects.order_by("id").values()), Notice.objects.count()) == before


def test_a_late_sweep_finds_what_the_punctual_ones_would_have_found(pledge):
    pledge(due_on=date(2026, 2, 1))

    sweep.run(now=days(500))

    assert standing() == {("overdue", None), ("silent", "VEL"), ("silent", "LOR")}
    assert Flag.objects.get(rule="overdue").since_at.isoformat() == "2026-02-02T00:00:00+00:00"


@pytest.mark.parametrize(
    ("precision", "last_day"), [("day", date(2026, 2, 10)), ("month", date(2026, 2, 28)), ("quarter", date(2026, 3, 31)), ("year", date(2026, 12, 31))]
)
def test_overdue_once_the_due_period_is_over(pledge, precision, last_day):
    pledge(due_on=date(2026, 2, 10), due_precision=precision)
    end = days((last_day - date(2026, 1, 15)).days).replace(hour=23, minute=59)

    sweep.run(now=end)
    before = standing() & {("overdue", None)}
    sweep.run(now=end + timedelta(minutes=1))

    assert before == set()
    assert ("overdue", None) in standing()


def test_no_due_date_is_never_overdue(pledge):
    pledge()

    sweep.run(now=days(10_000))

    assert ("overdue", None) not in standing()


def test_a_milestone_is_overdue_and_reaching_it_clears_the_flag(pledge, meeting):
    commitment = pledge(steps=[Step(title="Terms of reference", due_on=date(2026, 3, 1))])
    sweep.run(now=days(60))
    raised = standing()
    step = commitment.milestones.get()

    commitment_actions.revise(
        commitment=commitment,
        version=1,
        fields={},
        steps=[Step(id=step.pk, title=step.title, due_on=step.due_on, done_on=date(2026, 3, 20))],
        now=days(65),
    )

    assert raised == {("milestone_overdue", None)}
    assert standing() == set()


def test_nothing_done_after_two_empty_reports_in_a_row(pledge):
    commitment = pledge()
    say(commitment, "VEL", at=30, nothing_to_report=True)
    say(commitment, "VEL", at=60, nothing_to_report=True)

    sweep.run(now=days(61))
    raised = standing()
    say(commitment, "VEL", at=62)

    assert raised == {("nothing_done", "VEL")}
    assert standing() == set()


def test_stalled_when_reports_come_but_nothing_moves_for_three_cycles(pledge):
    commitment = pledge()
    for at in (10, 90, 170, 250):
        say(commitment, "VEL", at=at)

    sweep.run(now=days(10 + 3 * 90))
    inside = standing()
    sweep.run(now=days(10 + 3 * 90 + 1))
    outside = standing()
    say(commitment, "VEL", at=290, status="completed")

    assert ("stalled", "VEL") not in inside
    assert ("stalled", "VEL") in outside
    assert ("stalled", "VEL") not in standing()


def test_one_old_report_is_silence_and_not_a_stall(pledge):
    commitment = pledge()
    say(commitment, "VEL", at=10)

    sweep.run(now=days(400))

    assert standing() == {("silent", "VEL"), ("silent", "LOR")}


def test_a_party_that_states_completed_owes_no_further_report(pledge):
    commitment = pledge()
    say(commitment, "VEL", at=20, status="completed")

    sweep.run(now=days(400))

    assert standing() == {("silent", "LOR")}


def test_a_suspension_pauses_the_watch_until_its_last_day_is_over(pledge):
    commitment = pledge(due_on=date(2026, 2, 1))
    sweep.run(now=days(110))

    close(commitment, "suspended", days(111), until_on=date(2026, 12, 31))
    paused = standing(), states(commitment)
    sweep.run(now=days(300))
    still = standing()
    sweep.run(now=days(351))
    resumed = standing()
    sweep.run(now=days(365))

    assert paused == (set(), {"VEL": "paused", "LOR": "paused"})
    assert still == set()
    assert resumed == {("overdue", None)}
    assert standing() == {("overdue", None), ("silent", "VEL"), ("silent", "LOR")}


def test_closing_a_commitment_clears_everything_and_stops_its_clocks(pledge):
    commitment = pledge(due_on=date(2026, 2, 1))
    sweep.run(now=days(110))

    close(commitment, "completed", days(111))
    sweep.run(now=days(2000))

    assert standing() == set()
    assert not Clock.objects.filter(check_at__isnull=False).exists()


def test_a_sweep_leaves_its_row(pledge):
    pledge()

    counts = sweep.run(now=days(106))

    row = Sweep.objects.get()
    assert (row.at, row.looked, row.raised, row.cleared, row.queued) == (days(106), counts.looked_at, 2, 0, counts.queued)


def test_a_sweep_at_a_moment_that_a_person_names_ends_by_the_clock(pledge):
    sweep.run(now=days(400), started_at=days(10))

    row = Sweep.objects.get()
    assert (row.at, row.finished_at.date()) == (days(400), days(10).date())


def test_the_sweep_on_time_touches_nothing_while_the_clocks_differ(pledge):
    pledge()

    refused = sweep.run_on_time(now=days(110))  # the database lives today

    row = Sweep.objects.get()
    assert (refused.looked_at, Flag.objects.count(), row.finished_at) == (0, 0, None)
    assert row.error.startswith("This machine's clock and the database's are ")


def test_the_sweep_on_time_waits_for_a_person_when_time_has_run_back(pledge):
    now = timezone.now()
    sweep.run(now=now + timedelta(hours=1))

    sweep.run_on_time(now=now)
    refused = Sweep.objects.first().error
    sweep.run(now=now)
    sweep.run_on_time(now=now)

    assert refused.startswith("The clock stands before the last sweep, of ")
    assert Sweep.objects.first().error == ""


def test_a_preview_says_what_would_be_done_and_leaves_nothing(pledge):
    pledge()

    would = sweep.preview(now=days(106))

    assert (would.looked_at, would.raised, would.queued) == (2, 2, 2)
    assert (Flag.objects.count(), Notice.objects.count(), Sweep.objects.count()) == (0, 0, 0)
    assert sweep.run(now=days(106)).raised == 2


def test_a_sweep_costs_the_same_queries_for_one_and_for_three_newly_silent(pledge):
    pledge("One")
    with CaptureQueriesContext(connection) as one:
        sweep.run(now=days(106))
    for number in range(3):
        pledge(f"Another {number}")

    with CaptureQueriesContext(connection) as three:
        sweep.run(now=days(106 + 7))

    assert len(three) == len(one)


def test_rules_that_came_after_a_commitment_was_recorded_watch_it_from_the_next_look_on(pledge):
    rail = pledge("Rail", kind="project_acceleration")
    pledge("Study", kind="study")
    pledge("Done", kind="roadmap", lifecycle="completed")
    Clock.objects.filter(rule__in=own_rules()).delete()  # as recorded before there were such rules
    assert [clock.complete(now=days(1)), clock.complete(now=days(1))] == [1, 0]

    sweep.run(now=days(1))

    assert [(flag.commitment, flag.rule) for flag in Flag.objects.open()] == [(rail, "no_baseline")]
