"""When the rules of a roadmap are true: nothing said, the boundary, suspended, and where days end."""

from datetime import date, timedelta

import pytest

from tests.conftest import MEETING_DAY, days
from tests.kinds.facts import LORN, MET_ON, RECORDED_AT, VELIKA, VELIKA_RAIL, after, facts, step
from tracker.actions import commitment as commitments
from tracker.actions import sweep
from tracker.actions.commitment import Part, Step
from tracker.kinds.roadmap import indicator_unread, measure_unreported, measure_without_body, span_ended
from tracker.models import Commitment, Flag, Indicator, IndicatorReading
from tracker.rules import flag as flags
from tracker.rules.clock import State

ENDS = {"ends_on": "2026-06-30"}  # it is over at 22:00 UTC, by the clock of Vienna
OVER = after(2026, 6, 30, hour=22)


@pytest.mark.parametrize(
    ("details", "done", "now", "expected"),
    [
        pytest.param({}, [None], OVER, (State.WAITING, None, "1 Works"), id="without an end it never ends"),
        pytest.param(ENDS, [], OVER, (State.WAITING, None, ""), id="without a measure nothing is open"),
        pytest.param(ENDS, [date(2026, 5, 1)], OVER, (State.WAITING, None, ""), id="all measures done"),
        pytest.param(ENDS, [None], OVER - timedelta(seconds=1), (State.WAITING, OVER, "1 Works"), id="the last second of the last day"),
        pytest.param(ENDS, [None], OVER, (State.FLAGGED, OVER, "1 Works"), id="the day is over where the body is"),
    ],
)
def test_the_span_ends_while_measures_are_open(details, done, now, expected):
    steps = [step(n, done_on=done_on, details={"number": str(n)}) for n, done_on in enumerate(done, 1)]

    [reading] = span_ended(facts("roadmap", now=now, details=details, steps=steps)).values()

    assert (reading.state, reading.flag_at, reading.about if reading.flag_at or not done else expected[2]) == expected


def test_a_span_that_ends_while_it_is_suspended_waits_for_the_last_day_of_the_suspension():
    [reading] = span_ended(facts("roadmap", now=OVER, details=ENDS, steps=[step()], suspended_until=date(2026, 7, 31))).values()

    assert (reading.state, reading.flag_at, reading.check_at) == (State.PAUSED, OVER, after(2026, 7, 31, hour=22))


@pytest.mark.parametrize(
    ("answering", "party", "expected"),
    [
        pytest.param([], None, (RECORDED_AT, "VEL, LOR"), id="nobody is named"),
        pytest.param([VELIKA], None, (RECORDED_AT, "LOR"), id="one side names itself"),
        pytest.param([VELIKA_RAIL], LORN, (None, ""), id="a body below one side, and the other by the measure's party"),
        pytest.param([VELIKA_RAIL], None, (RECORDED_AT, "LOR"), id="a body stands for its own side only"),
        pytest.param([VELIKA, LORN], None, (None, ""), id="both sides"),
    ],
)
def test_a_measure_wants_a_body_of_each_side(answering, party, expected):
    measure = step(answering=answering, party=party)

    reading = measure_without_body(facts("roadmap", now=after(2026, 2, 1), steps=[measure]))[measure]

    assert (reading.flag_at, reading.about) == expected


def test_a_measure_that_is_done_wants_nobody():
    assert measure_without_body(facts("roadmap", now=after(2026, 2, 1), steps=[step(done_on=date(2026, 1, 30))])) == {}


PERMANENT = {"every_days": 60}


@pytest.mark.parametrize(
    ("reported_at", "now", "expected"),
    [
        pytest.param(None, after(2026, 3, 16, hour=22, minute=59), (State.WAITING, date(2026, 3, 16), False), id="never reported: the last day"),
        pytest.param(None, after(2026, 3, 16, hour=23), (State.FLAGGED, date(2026, 3, 16), False), id="never, and the day is over in Vienna"),
        pytest.param(after(2026, 3, 1, hour=22, minute=59), after(2026, 3, 17), (State.WAITING, date(2026, 4, 30), True), id="in its period"),
        pytest.param(after(2026, 3, 1, hour=23), after(2026, 3, 17), (State.WAITING, date(2026, 5, 1), True), id="reported after midnight in Vienna"),
        pytest.param(after(2026, 3, 1), after(2026, 5, 1), (State.FLAGGED, date(2026, 4, 30), True), id="the period is over"),
    ],
)
def test_a_permanent_measure_wants_a_report_in_each_period(reported_at, now, expected):
    measure = step(details=PERMANENT)
    told = {measure.pk: reported_at} if reported_at else {}

    reading = measure_unreported(facts("roadmap", now=now, steps=[measure], measure_reports=told))[measure]

    assert (reading.state, reading.due_on, reading.has_reported) == expected


@pytest.mark.parametrize("measure", [step(details={}), step(details=PERMANENT, done_on=date(2026, 2, 1))], ids=["with a deadline", "done"])
def test_another_measure_wants_no_report(measure):
    assert measure_unreported(facts("roadmap", now=after(2027, 1, 1), steps=[measure])) == {}


@pytest.mark.parametrize(
    ("read_on", "now", "expected"),
    [
        pytest.param([], after(2030, 1, 1), (State.WAITING, None, ""), id="no indicator"),
        pytest.param([None], after(2027, 1, 15, hour=22), (State.WAITING, MET_ON, "I1"), id="never read, a year after the meeting"),
        pytest.param([None], after(2027, 1, 15, hour=23), (State.FLAGGED, MET_ON, "I1"), id="never read, a year and a day"),
        pytest.param([date(2026, 9, 1)], after(2027, 1, 16), (State.WAITING, date(2026, 9, 1), "I1"), id="read within a year"),
        pytest.param([date(2026, 9, 1), date(2026, 2, 1)], after(2027, 2, 2), (State.FLAGGED, date(2026, 2, 1), "I2"), id="the longest unread is told"),
    ],
)
def test_an_indicator_is_read_once_a_year(read_on, now, expected):
    told = [(Indicator(pk=n, title=f"I{n}"), on and IndicatorReading(on=on)) for n, on in enumerate(read_on, 1)]

    [reading] = indicator_unread(facts("roadmap", now=now, indicators=told)).values()

    assert (reading.state, reading.basis_on, reading.about) == expected


ENDED = after(2026, 7, 1, hour=0)  # by the clock of the commission


@pytest.fixture
def roadmap(meeting, velika, lorn, vera, lars):
    """Ends on 30 June 2026, with one measure for which Lorn names nobody."""
    return commitments.record(
        fields={"title": "Roadmap", "kind": "roadmap", "meeting": meeting},
        told={"ends_on": date(2026, 6, 30)},
        parts=[Part(party=velika, role="co_lead", focal_point=vera), Part(party=lorn, role="co_lead", focal_point=lars)],
        steps=[Step(title="Single window", details={"number": "1.1"}, answering=(velika,))],
        now=days(0),
    )


def standing(commitment) -> list[str]:
    rows = Flag.objects.open().filter(commitment=commitment).exclude(rule__in=["silent", "unreachable"]).select_related("party", "milestone")
    return [flags.sentence(row, date(2026, 7, 2)) for row in rows.order_by("id")]


def test_a_sweep_says_who_names_no_body_and_that_the_span_has_ended(roadmap):
    sweep.run(now=days(1))
    sweep.run(now=ENDED)

    assert standing(roadmap) == [
        "No body is named for the measure “1.1 Single window” by: LOR.",
        "The span ended on 30 June 2026 and 1 measure is open: “1.1 Single window”. Carry it over, drop or close it.",
    ]


def test_what_the_record_lacks_does_not_count_as_urgent(roadmap):
    assert roadmap.attention_at == Commitment.objects.get(pk=roadmap.pk).attention_at > days(60)


def test_naming_the_body_and_reaching_the_measure_clears_both(roadmap, velika, lorn):
    sweep.run(now=ENDED)
    [one] = commitments.as_steps(roadmap)
    done = Step(**vars(one) | {"answering": (velika, lorn), "done_on": MEETING_DAY})

    commitments.revise(commitment=roadmap, version=1, fields={}, steps=[done], now=ENDED)

    assert standing(roadmap) == []


@pytest.mark.parametrize("kind", ["study", "other"])
def test_of_another_kind_its_flags_are_no_more(roadmap, kind):
    sweep.run(now=ENDED)

    commitments.revise(commitment=roadmap, version=1, fields={"kind": kind}, now=ENDED)
    sweep.run(now=ENDED + timedelta(days=400))

    assert standing(roadmap) == []
