"""Letters go at a person's own hour, once a local day or ISO week."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules import notice

ZONES = st.sampled_from(["UTC", "Asia/Tehran", "Europe/Minsk", "Pacific/Kiritimati", "Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York"])
moments = st.integers(946_684_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))  # 2000 to 2100


def test_weekly_letter_goes_next_monday_at_the_local_hour():
    tuesday = datetime(2026, 11, 24, 12, tzinfo=UTC)

    assert notice.next_at(digest="weekly", weekday=0, hour=8, zone="Europe/Minsk", after=tuesday) == datetime(2026, 11, 30, 5, tzinfo=UTC)


def test_no_letter_goes_when_letters_are_off():
    assert notice.next_at(digest="off", weekday=0, hour=8, zone="UTC", after=datetime(2026, 11, 24, tzinfo=UTC)) is None


def test_hour_that_the_spring_change_skips_still_has_its_letter():
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)

    assert notice.next_at(digest="daily", weekday=0, hour=2, zone="Europe/Paris", after=before) == datetime(2026, 3, 29, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("digest", "key"),
    [("weekly", "2026-W53"), ("daily", "2027-01-01")],
)
def test_period_key_at_the_turn_of_the_year(digest, key):
    assert notice.period_key(digest, date(2027, 1, 1)) == key


@given(digest=st.sampled_from(["daily", "weekly"]), weekday=st.integers(0, 6), hour=st.integers(0, 23), zone=ZONES, now=moments)
def test_a_late_sweep_finds_the_period_that_the_next_moment_stood_for(digest, weekday, hour, zone, now):
    next_at = notice.next_at(digest=digest, weekday=weekday, hour=hour, zone=zone, after=now)
    habits = {"digest": digest, "weekday": weekday, "hour": hour, "zone": zone}
    day = notice.last_day(now=next_at, **habits)

    assert next_at > now
    assert next_at - now <= timedelta(days=8)
    assert notice.last_day(now=next_at + timedelta(hours=5), **habits) == day
    assert next_at.astimezone(zoneinfo.ZoneInfo(zone)).date() == day
