"""Due dates: a day with a precision; it is over when its period is, by a named clock."""

import calendar
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _

from tracker.models.commitment import Precision

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


def period_end(on: date, precision: str) -> date:
    """The last day of the day, month, quarter or year in which `on` lies."""
    if precision == Precision.YEAR:
        return date(on.year, 12, 31)
    if precision == Precision.QUARTER:
        on = on.replace(month=(on.month - 1) // 3 * 3 + 3, day=1)
    if precision in (Precision.MONTH, Precision.QUARTER):
        return on.replace(day=calendar.monthrange(on.year, on.month)[1])
    return on


def over_at(last_day: date, zone: str) -> datetime:
    """The moment (UTC) at which `last_day` is over by the clock of `zone`."""
    return starts_at(last_day + timedelta(days=1), zone)


def starts_at(day: date, zone: str) -> datetime:
    """The moment (UTC) at which `day` begins by the clock of `zone`."""
    return datetime.combine(day, time.min, zoneinfo.ZoneInfo(zone)).astimezone(UTC)


def local_day(moment: datetime, zone: str) -> date:
    """The day that `moment` falls on by the clock of `zone`: the one place where a moment becomes a day."""
    return moment.astimezone(zoneinfo.ZoneInfo(zone)).date()


def problem(on: date | None, *, not_before: date | None = None) -> str | None:
    """What is wrong with a due date, if anything; `not_before` is the meeting's first day."""
    if on is None:
        return None
    if not EARLIEST <= on <= LATEST:
        return _("Give a year between %(first)d and %(last)d.") % {"first": EARLIEST.year, "last": LATEST.year}
    return None if not_before is None or on >= not_before else _("This is before the meeting. Give a date on or after its first day, or leave it empty.")
