"""The silence strips of many responsibilities, in one query."""

from collections.abc import Iterable
from datetime import date

from tracker.models import ProgressReport, Responsibility
from tracker.rules import clock, strip
from tracker.rules.due import local_day

Word = tuple[date, bool, str]  # the day by the party's clock, whether it was "nothing to report", the stated status


def periods(parts: Iterable[Responsibility], *, today: date) -> dict[int, list[strip.Period]]:
    """Responsibility id -> its reporting periods; `party` and the commitment's `meeting` and `body` must be loaded."""
    parts = list(parts)
    zones = {part.pk: part.party.time_zone for part in parts}
    said: dict[int, list[Word]] = {part.pk: [] for part in parts}
    rows = ProgressReport.objects.filter(responsibility__in=parts).order_by("reported_at", "id")
    for pk, at, is_nothing, status in rows.values_list("responsibility", "reported_at", "nothing_to_report", "status"):
        said[pk].append((local_day(at, zones[pk]), is_nothing, status))
    return {part.pk: strip.periods(_rhythm(part, said[part.pk]), [word[:2] for word in said[part.pk]], today) for part in parts}


def _rhythm(part: Responsibility, said: list[Word]) -> strip.Rhythm:
    pace = clock.pace(part.commitment)
    return strip.Rhythm(
        meeting_day=part.commitment.meeting.last_day,
        cadence_days=pace.cadence_days,
        grace_days=pace.grace_days,
        suspended_until=pace.suspended_until,
        completed_on=_completed_on(said),
        closed_on=part.commitment.closed_on,
    )


def _completed_on(said: list[Word]) -> date | None:
    """The day from which on the party has stated "completed"."""
    since = None
    for day, _is_nothing, status in reversed(said):
        if status != Responsibility.Status.COMPLETED:
            break
        since = day
    return since
