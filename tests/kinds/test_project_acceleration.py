"""When the rules of a project acceleration are true."""

from datetime import date, timedelta

import pytest

from tests.conftest import days
from tests.kinds.facts import LORN, MET_ON, RECORDED_AT, VELIKA, after, facts, step
from tracker.actions import commitment as commitments
from tracker.actions import sweep
from tracker.actions.commitment import Cause, Step
from tracker.kinds import project_acceleration as rules
from tracker.models import Flag, Obstacle, Rebaseline
from tracker.rules import flag as flags
from tracker.rules.clock import State

NOW = after(2026, 6, 1)
BASELINE = date(2026, 9, 1)


def read(rule, now=NOW, **told):
    [reading] = rule(facts("project_acceleration", now=now, **told)).values()
    return reading


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([], (State.FLAGGED, RECORDED_AT), id="no stage at all"),
        pytest.param([step()], (State.FLAGGED, RECORDED_AT), id="a stage without a baseline"),
        pytest.param([step(1), step(2, baseline_on=BASELINE)], (State.WAITING, None), id="one stage has one"),
    ],
)
def test_without_a_baseline_nothing_can_be_verified(steps, expected):
    reading = read(rules.no_baseline, steps=steps)

    assert (reading.state, reading.flag_at) == expected


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        pytest.param({"baseline_on": BASELINE}, (None, None), id="nothing is expected yet"),
        pytest.param({"forecast_on": date(2027, 1, 1)}, (None, None), id="no baseline"),
        pytest.param({"baseline_on": BASELINE, "forecast_on": BASELINE}, (None, None), id="expected on the very day"),
        pytest.param({"baseline_on": BASELINE, "forecast_on": date(2026, 9, 2)}, (NOW, date(2026, 9, 2)), id="expected a day later"),
        pytest.param({"baseline_on": BASELINE, "done_on": date(2026, 9, 2), "forecast_on": BASELINE}, (NOW, date(2026, 9, 2)), id="reached a day later"),
        pytest.param({"baseline_on": BASELINE, "done_on": BASELINE, "forecast_on": date(2027, 1, 1)}, (None, None), id="reached on the day after all"),
    ],
)
def test_a_stage_later_than_its_baseline_is_no_acceleration(stage, expected):
    reading = read(rules.negative_acceleration, steps=[step(**stage)])

    assert (reading.flag_at, reading.basis_on) == expected


@pytest.mark.parametrize(
    ("done", "now", "expected"),
    [
        pytest.param([None], after(2026, 7, 14, hour=21), (State.WAITING, MET_ON), id="two cycles after the meeting, the last day"),
        pytest.param([None], after(2026, 7, 14, hour=22), (State.FLAGGED, MET_ON), id="they are over in Vienna"),
        pytest.param([date(2026, 5, 1), None], after(2026, 7, 15), (State.WAITING, date(2026, 5, 1)), id="a stage was reached meanwhile"),
        pytest.param([date(2026, 5, 1)], after(2030, 1, 1), (State.WAITING, None), id="all stages are reached"),
        pytest.param([], after(2030, 1, 1), (State.WAITING, None), id="no stage"),
    ],
)
def test_a_stage_is_reached_within_two_reporting_cycles(done, now, expected):
    reading = read(rules.no_stage_change, now, steps=[step(n, done_on=on) for n, on in enumerate(done, 1)])

    assert (reading.state, reading.basis_on) == expected


def obstacle(pk: int, party, due_on: date) -> Obstacle:
    row = Obstacle(pk=pk, title=f"Obstacle {pk}", party=party)
    row.due_on = due_on
    return row


@pytest.mark.parametrize(
    ("owed", "now", "expected"),
    [
        pytest.param([], NOW, (State.WAITING, ""), id="no obstacle"),
        pytest.param([obstacle(1, VELIKA, date(2026, 6, 1))], after(2026, 6, 1, hour=21), (State.WAITING, "VEL: Obstacle 1"), id="the last day in Paris"),
        pytest.param([obstacle(1, VELIKA, date(2026, 6, 1))], after(2026, 6, 1, hour=22), (State.FLAGGED, "VEL: Obstacle 1"), id="it is over in Paris"),
        pytest.param([obstacle(1, LORN, date(2026, 6, 1))], after(2026, 6, 1, hour=18, minute=15), (State.FLAGGED, "LOR: Obstacle 1"), id="over in Kathmandu"),
        pytest.param(
            [obstacle(1, VELIKA, date(2026, 8, 1)), obstacle(2, LORN, date(2026, 5, 1))],
            NOW,
            (State.FLAGGED, "LOR: Obstacle 2"),
            id="the one due first is told",
        ),
    ],
)
def test_an_obstacle_wants_its_answer_by_its_day(owed, now, expected):
    reading = read(rules.obstacle_unanswered, now, obstacles=owed)

    assert (reading.state, reading.about) == expected


@pytest.mark.parametrize(
    ("meetings", "expected"),
    [
        pytest.param([], None, id="never moved"),
        pytest.param([None], NOW, id="by no meeting"),
        pytest.param([7], None, id="by a meeting"),
        pytest.param([None, 7], None, id="the newest by a meeting"),
        pytest.param([7, None], NOW, id="the newest by none"),
    ],
)
def test_a_baseline_is_moved_by_a_meeting_only(meetings, expected):
    moved = [Rebaseline(stage="Works", before_on=BASELINE, after_on=BASELINE, meeting_id=pk, recorded_at=NOW) for pk in meetings]

    assert read(rules.rebaselined_without_decision, rebaselines=moved).flag_at == expected


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        ("no_baseline", {}, "No stage has a baseline, so nobody can verify that anything is faster. Say when each stage was to be reached before."),
        ("no_stage_change", {"basis_on": MET_ON, "threshold": 2}, "No stage was reached for 2 reporting cycles, since 15 January 2026."),
        (
            "obstacle_unanswered",
            {"due_on": date(2026, 5, 1), "about": "LOR: Land: the last plot"},
            "LOR owes an answer on the obstacle “Land: the last plot” since 1 May 2026; 31 days late.",
        ),
        (
            "rebaselined_without_decision",
            {"due_on": BASELINE, "basis_on": date(2027, 1, 1), "about": "Works"},
            "The baseline of “Works” was moved from 1 September 2026 to 1 January 2027 without a meeting's decision.",
        ),
    ],
)
def test_each_flag_says_why(rule, facts, expected):
    assert flags.sentence(Flag(rule=rule, **facts), date(2026, 6, 1)) == expected


@pytest.fixture
def corridor(pledge):
    stages = [Step(title="Permits", baseline_on=date(2026, 12, 1), due_on=date(2026, 9, 1)), Step(title="Works", baseline_on=date(2027, 12, 1))]
    return pledge("Rail corridor", kind="project_acceleration", steps=stages)


def standing(commitment) -> dict[str, str]:
    rows = Flag.objects.open().filter(commitment=commitment, rule__in=[rule.key for rule in rules.KIND.rules]).select_related("party", "milestone")
    return {row.rule: flags.sentence(row, date(2026, 6, 1)) for row in rows}


def change(commitment, *, at: int, cause: Cause | None = None, **changed) -> None:
    first, *rest = commitments.as_steps(commitment)
    steps = [Step(**vars(first) | changed), *rest]
    commitment.refresh_from_db()
    commitments.revise(commitment=commitment, version=commitment.version, fields={}, steps=steps, cause=cause, now=days(at))


def test_a_forecast_after_the_baseline_is_flagged_since_it_was_first_said(corridor):
    change(corridor, at=20, forecast_on=date(2027, 1, 1))
    sweep.run(now=days(20))
    change(corridor, at=30, title="All permits")

    flag = Flag.objects.open().get(rule="negative_acceleration")
    assert (flag.since_at, flags.sentence(flag, date(2026, 6, 1))) == (
        days(20),
        "The stage “All permits” is expected on 1 January 2027, 31 days after its baseline, 1 December 2026.",
    )


def test_a_later_forecast_is_flagged_anew(corridor):
    for at, forecast_on in ((20, date(2027, 1, 1)), (30, date(2027, 2, 1))):
        change(corridor, at=at, forecast_on=forecast_on)
        sweep.run(now=days(at))

    assert list(Flag.objects.filter(rule="negative_acceleration").order_by("id").values_list("since_at", "cleared_at")) == [
        (days(20), days(30)),
        (days(30), None),
    ]


def test_a_baseline_that_is_moved_is_told_until_a_meeting_agrees(corridor, meeting):
    change(corridor, at=20, baseline_on=date(2027, 3, 1))
    sweep.run(now=days(20))
    told = standing(corridor)
    change(corridor, at=30, baseline_on=date(2027, 4, 1), cause=Cause(reason="The winter.", meeting=meeting))
    sweep.run(now=days(30))

    assert told == {"rebaselined_without_decision": "The baseline of “Permits” was moved from 1 December 2026 to 1 March 2027 without a meeting's decision."}
    assert standing(corridor) == {}
    assert list(Rebaseline.objects.values_list("before_on", "after_on", "reason", "meeting")) == [
        (date(2026, 12, 1), date(2027, 3, 1), "", None),
        (date(2027, 3, 1), date(2027, 4, 1), "The winter.", meeting.pk),
    ]


def test_a_suspended_acceleration_rests(corridor):
    reading = read(rules.no_stage_change, after(2026, 12, 1), steps=[step()], suspended_until=date(2027, 1, 31))

    assert (reading.state, reading.check_at) == (State.PAUSED, after(2027, 1, 31, hour=23))


def test_the_watch_of_a_draft_is_quiet(pledge):
    draft = pledge("Draft", kind="project_acceleration", is_draft=True)

    sweep.run(now=days(1) + timedelta(days=900))

    assert standing(draft) == {}
