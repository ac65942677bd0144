from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.strip import Period, Rhythm, answers, periods, runs

MEETING = date(2026, 1, 1)
RHYTHM = Rhythm(meeting_day=MEETING, cadence_days=90, grace_days=14)


def day(count: int) -> date:
    """The day `count` days after the meeting."""
    return MEETING + timedelta(days=count)


def states(*, reports=(), today: int, rhythm: Rhythm = RHYTHM) -> str:
    shown = periods(rhythm, [(day(on), is_nothing) for on, is_nothing in reports], day(today))
    return " ".join(period.state for period in shown)


def test_a_period_without_a_report_is_waiting_until_it_ends():
    assert states(today=89) == "waiting future future"


def test_a_period_is_due_until_its_grace_is_over_and_silent_after_it():
    assert states(today=90 + 14) == "due waiting future future"
    assert states(today=90 + 15) == "silent waiting future future"


def test_of_several_reports_in_one_period_a_real_one_wins():
    assert states(reports=[(10, False), (20, True)], today=30) == "reported future future"
    assert states(reports=[(10, True), (20, True)], today=30) == "nothing future future"


def test_a_report_within_the_grace_answers_for_the_period_before():
    assert states(reports=[(95, False)], today=100) == "reported waiting future future"
    assert states(reports=[(105, False)], today=106) == "silent reported future future"


def test_a_report_within_the_grace_of_an_answered_period_answers_for_its_own():
    assert states(reports=[(80, False), (95, True)], today=100) == "reported nothing future future"


def test_reports_after_today_and_before_the_meeting_are_not_shown():
    assert states(reports=[(-3, False), (40, False)], today=30) == "waiting future future"


def test_a_suspension_pauses_what_was_not_answered_before_it_ends():
    rhythm = Rhythm(meeting_day=MEETING, cadence_days=90, grace_days=14, suspended_until=day(200))

    assert states(reports=[(10, False)], today=150, rhythm=rhythm) == "reported paused paused future"
    assert states(reports=[(10, False)], today=400, rhythm=rhythm) == "reported paused paused silent waiting future future"


def test_a_party_that_reported_completed_owes_nothing_more():
    rhythm = Rhythm(meeting_day=MEETING, cadence_days=90, grace_days=14, completed_on=day(100))

    assert states(reports=[(100, False)], today=300, rhythm=rhythm) == "reported done done done done done"


def test_the_strip_of_a_closed_commitment_ends_on_the_day_it_was_closed():
    rhythm = Rhythm(meeting_day=MEETING, cadence_days=90, grace_days=14, closed_on=day(100))

    assert states(reports=[(10, False)], today=900, rhythm=rhythm) == "reported done"


def test_before_the_meeting_only_what_is_to_come_is_shown():
    assert states(today=-200) == "future future"


def test_an_old_commitment_shows_its_newest_periods():
    shown = periods(RHYTHM, [], day(90 * 20 + 3))

    assert len(shown) == 9
    assert shown[6].starts_on == day(90 * 20)


def test_neighbours_of_one_state_are_said_as_one():
    shown = periods(RHYTHM, [], day(300))

    assert [run.state for run in runs(shown)] == ["silent", "waiting", "future"]
    assert next(runs(shown)) == Period(starts_on=MEETING, ends_on=day(269), state="silent")


cadences = st.integers(1, 400)
report_days = st.lists(st.tuples(st.integers(-50, 3000).map(day), st.booleans()), max_size=30)
rhythms = st.builds(Rhythm, meeting_day=st.just(MEETING), cadence_days=cadences, grace_days=st.integers(0, 60))
todays = st.integers(-100, 3000).map(day)


@given(rhythm=rhythms, reports=report_days, today=todays, count=st.integers(3, 12))
def test_periods_are_contiguous_and_end_two_after_the_current_one(rhythm, reports, today, count):
    shown = periods(rhythm, reports, today, count)

    assert 2 <= len(shown) <= count
    assert all(later.starts_on - earlier.ends_on == timedelta(days=1) for earlier, later in zip(shown, shown[1:], strict=False))
    assert [period.starts_on > today for period in shown[-2:]] == [True, True]
    assert shown[-1].starts_on <= max(today, MEETING) + timedelta(days=2 * rhythm.cadence_days)


@given(rhythm=rhythms, reports=report_days, today=todays)
def test_each_report_answers_for_its_own_period_or_the_one_before(rhythm, reports, today):
    heard = [report for report in reports if MEETING <= report[0] <= today]

    said = answers(rhythm, reports, today)

    own = {(on - MEETING).days // rhythm.cadence_days for on, _is_nothing in heard}
    assert len(said) <= len(heard)
    assert all(index in said or index - 1 in said for index in own)
    assert all(index in own or index + 1 in own for index in said)
    assert any(not is_nothing for _on, is_nothing in heard) == any(not is_nothing for is_nothing in said.values())


@given(rhythm=rhythms, reports=report_days, today=todays)
def test_the_order_of_reports_does_not_matter(rhythm, reports, today):
    assert periods(rhythm, reports, today) == periods(rhythm, list(reversed(reports)), today)
