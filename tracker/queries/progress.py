"""What parties have said: the periods of the silence strip, and what one report cleared."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from tracker.models import Commitment, Evidence, Flag, Milestone, ProgressReport, Responsibility
from tracker.rules import access, clock, strip
from tracker.rules.access import Standing
from tracker.rules.due import local_day, starts_at

MEASURES = "measure_reports"  # a kind that reads them has measures without an end, on which reports are owed
Said = tuple[date, bool, str]  # day, nothing to report, stated status


def strips(parts: Iterable[Responsibility], *, today: date) -> dict[int, list[strip.Period]]:
    """Responsibility id -> its reporting periods; one query for all. Each part needs its party, and its commitment's meeting and body."""
    parts = list(parts)
    said = _said([(part, _shown_since(part.commitment, today)) for part in parts])
    return {part.pk: periods(part, said[part.pk], today) for part in parts}


def periods(part: Responsibility, said: list[Said], today: date) -> list[strip.Period]:
    """The periods of one part whose party said this, oldest first."""
    commitment, pace = part.commitment, clock.pace(part.commitment)
    rhythm = strip.Rhythm(
        meeting_day=commitment.meeting.last_day,
        cadence_days=pace.cadence_days,
        grace_days=pace.grace_days,
        suspended_until=pace.suspended_until,
        completed_on=_completed_on(said),
        closed_on=commitment.closed_on,
    )
    return strip.periods(rhythm, [(day, is_nothing) for day, is_nothing, _status in said], today)


def _completed_on(said: list[Said]) -> date | None:
    """Since when the party has stated "completed" without a break, as far as the reports read go back."""
    since = None
    for day, _is_nothing, status in reversed(said):
        if status != Responsibility.Status.COMPLETED:
            break
        since = day
    return since


def _shown_since(commitment: Commitment, today: date) -> date:
    """A day before the first period that the strip can show."""
    last_day = min(today, commitment.closed_on or today)
    return max(commitment.meeting.last_day, last_day - timedelta(days=strip.PERIODS * clock.pace(commitment).cadence_days))


def _said(wanted: list[tuple[Responsibility, date]]) -> dict[int, list[Said]]:
    """Responsibility id -> its reports since the day wanted, oldest first. Parts of one window share a condition, so the query stays short."""
    zones = {part.pk: part.party.time_zone for part, _since in wanted}
    windows = defaultdict(list)
    for part, since in wanted:
        windows[since].append(part.pk)
    said = defaultdict(list)
    condition = Q(pk__in=[])
    for since, parts in windows.items():
        condition |= Q(responsibility__in=parts, reported_at__gte=starts_at(since - timedelta(days=1), "UTC"))
    rows = ProgressReport.objects.counted().filter(condition).order_by("reported_at", "id")
    for part, reported_at, is_nothing, status in rows.values_list("responsibility_id", "reported_at", "nothing_to_report", "status"):
        said[part].append((local_day(reported_at, zones[part]), is_nothing, status))
    return said


def reported_on(reference: str, code: str, *, standing: Standing) -> QuerySet[Responsibility]:
    """The part of one party in one commitment that the person may see, with all that its report form shows."""
    seen = Responsibility.objects.filter(access.concerned(standing, "commitment"))
    return seen.filter(commitment__reference=reference, party__short_code=code).select_related(
        "commitment__meeting", "commitment__body", "party", "focal_point", "last_report__author"
    )


def evidence(standing: Standing) -> QuerySet[Evidence]:
    """The files that came with reports on commitments that the person may see, with what decides who may open them."""
    seen = Evidence.objects.filter(access.concerned(standing, "report__responsibility__commitment"))
    return seen.exclude(file="").select_related("report__responsibility__commitment", "report__review")


def cleared_by(report: ProgressReport) -> list[Flag]:
    """The flags that this report cleared, in the transaction in which it began to count."""
    cleared = Flag.objects.filter(commitment=report.responsibility.commitment_id, cleared_at=report.counts_since, cleared_by=Flag.ClearedBy.REPORT)
    return list(cleared.select_related("party").order_by("id"))


def permanent(commitment: Commitment) -> QuerySet[Milestone]:
    """The measures without an end on which reports are owed; none, and no query, for a kind that knows no such measures."""
    if MEASURES not in commitment.own_kind.reads:
        return Milestone.objects.none()
    return Milestone.objects.filter(commitment=commitment, done_on=None, details__every_days__gt=0).order_by("position", "id")
