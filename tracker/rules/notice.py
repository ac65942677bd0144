"""When letters go: a person's cadence, hour and zone; a letter's period is a local day or an ISO week."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Model

from tracker.models import Notice, NoticeItem, Person
from tracker.rules import access, due

REGULAR = (Notice.Kind.DIGEST, Notice.Kind.REMINDER)  # they tell of a period; the others of one event each
LINK_DAYS = 45  # how long a letter's links are good for, counted from the day it was queued


def next_at(*, digest: str, weekday: int, hour: int, zone: str, after: datetime) -> datetime | None:
    """The first moment (UTC) after `after` at which a letter of this cadence goes; None when letters are off."""
    if digest == Person.Digest.OFF:
        return None
    day = after.astimezone(zoneinfo.ZoneInfo(zone)).date()
    for ahead in range(9):
        candidate = day + timedelta(days=ahead)
        moment = at_hour(candidate, hour, zone)
        if moment > after and (digest == Person.Digest.DAILY or candidate.weekday() == weekday):
            return moment
    raise AssertionError("every week has every weekday")


def last_day(*, digest: str, weekday: int, hour: int, zone: str, now: datetime) -> date:
    """The local day of the latest letter moment that is not after `now`: older ones that were missed are not made up for."""
    day = now.astimezone(zoneinfo.ZoneInfo(zone)).date()
    for back in range(9):
        candidate = day - timedelta(days=back)
        if at_hour(candidate, hour, zone) <= now and (digest == Person.Digest.DAILY or candidate.weekday() == weekday):
            return candidate
    raise AssertionError("every week has every weekday")


def period_key(digest: str, day: date) -> str:
    """2026-W48 for a weekly letter, 2026-11-24 for a daily one."""
    if digest == Person.Digest.WEEKLY:
        year, week, _weekday = day.isocalendar()
        return f"{year}-W{week:02d}"
    return day.isoformat()


def event_key(event: Model) -> str:
    """The period of the letters that tell of one event (a request, a report, an assessment): one for each, kind and person."""
    return f"{event._meta.model_name}-{event.pk}"


def event_of(notice: Notice) -> int:
    """The primary key of the row that such a letter is about."""
    return int(notice.period_key.rpartition("-")[2])


def closed_to(item: NoticeItem, *, now: datetime) -> str:
    """Why an item's link takes no answer: unknown (to an account that was deactivated, or of a record its party may not see), expired, closed or handed_over.

    "" when it takes one, or has already brought it. `item` as queries.letter.item gives it.
    """
    recipient, part = item.notice.recipient, item.responsibility
    is_deactivated = recipient.user is not None and not recipient.user.is_active
    if is_deactivated or not access.is_told(part.commitment):
        return "unknown"
    if now >= item.notice.queued_at + timedelta(days=LINK_DAYS):
        return "expired"
    if item.answer is not None:
        return ""
    if part.commitment.is_closed:
        return "closed"
    if item.notice.kind == Notice.Kind.RETURNED:  # it went to the author, who may be an alternate or the desk
        return "" if access.by_posts(recipient, due.local_day(now, "UTC")).may_report(part) else "handed_over"
    return "" if (part.focal_point_id == recipient.pk and not item.has_left) or item.is_asked else "handed_over"


def at_hour(day: date, hour: int, zone: str) -> datetime:
    """The moment (UTC) of a full hour by the clock of `zone`."""
    return datetime.combine(day, time(hour), zoneinfo.ZoneInfo(zone)).astimezone(UTC)
