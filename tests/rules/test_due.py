"""A due date is over when its period is, by a named clock."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules import due

ZONES = ["UTC", "Asia/Tehran", "Europe/Minsk", "Pacific/Kiritimati", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo"]
days = st.dates(min_value=due.EARLIEST, max_value=due.LATEST)


@pytest.mark.parametrize(
    ("on", "precision", "last_day"),
    [
        (date(2026, 5, 14), "day", date(2026, 5, 14)),
        (date(2026, 2, 1), "month", date(2026, 2, 28)),
        (date(2028, 2, 1), "month", date(2028, 2, 29)),
        (date(2026, 4, 30), "quarter", date(2026, 6, 30)),
        (date(2026, 12, 31), "quarter", date(2026, 12, 31)),
        (date(2026, 1, 1), "year", date(2026, 12, 31)),
    ],
)
def test_period_ends_on_its_last_day(on, precision, last_day):
    assert due.period_end(on, precision) == last_day


@given(on=days, precision=st.sampled_from(["day", "month", "quarter", "year"]))
def test_period_end_is_never_before_the_date_and_is_its_own_end(on, precision):
    end = due.period_end(on, precision)

    assert end >= on
    assert due.period_end(end, precision) == end


def test_the_day_is_over_at_local_midnight():
    assert due.over_at(date(2026, 6, 30), "Asia/Tehran") == datetime(2026, 6, 30, 20, 30, tzinfo=UTC)


def test_the_day_is_over_when_clocks_jump_over_midnight():
    assert due.over_at(date(2018, 11, 3), "America/Sao_Paulo") == datetime(2018, 11, 4, 3, tzinfo=UTC)


@given(on=days, zone=st.sampled_from(ZONES))
def test_the_local_day_just_before_the_end_is_not_later_and_at_the_end_it_is_the_next(on, zone):
    over_at = due.over_at(on, zone)

    assert due.local_day(over_at - timedelta(seconds=1), zone) <= on
    assert due.local_day(over_at, zone) == over_at.astimezone(zoneinfo.ZoneInfo(zone)).date() > on


def test_a_due_date_before_the_meeting_is_refused_with_words():
    assert due.problem(date(2026, 1, 14), not_before=date(2026, 1, 15)) == (
        "This is before the meeting. Give a date on or after its first day, or leave it empty."
    )


def test_no_due_date_is_no_problem():
    assert due.problem(None, not_before=date(2026, 1, 15)) is None


def test_a_year_out_of_reach_is_refused():
    assert due.problem(date(9999, 12, 31)) == "Give a year between 1900 and 2199."
