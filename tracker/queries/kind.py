"""What a kind reads beside the commitment itself: for its rules, and for its page."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Max, OuterRef, Prefetch, Q, Subquery

from tracker.models import Attendance, Body, Commitment, Indicator, IndicatorReading, MeasureReport, Meeting, Milestone, Obstacle, Review, Side
from tracker.queries import known_rows
from tracker.queries.known_rows import Known
from tracker.queries.obstacle import dated
from tracker.rules.clock import Pace
from tracker.rules.kind import Facts


def facts(commitment: Commitment, *, pace: Pace, zone: str, now: datetime) -> Facts:
    """All that the rules of its kind are told; its meeting must be loaded."""
    return Facts(
        commitment=commitment,
        pace=pace,
        zone=zone,
        now=now,
        meeting_day=commitment.meeting.last_day,
        parts=list(commitment.responsibilities.select_related("party").order_by("id")),
        steps=list(
            Milestone.objects.filter(commitment=commitment)
            .select_related("party", "project")
            .prefetch_related("answering__parent__parent")
            .order_by("position", "id")
        ),
        **{name: READS[name](commitment) for name in commitment.own_kind.reads},
    )


def measure_reports(commitment: Commitment, *, known: Known = known_rows.now) -> dict[int, datetime]:
    """When a report that counts last spoke of each measure; one that is reviewed counts once it is known to be accepted."""
    accepted = known(Review.objects.filter(is_accepted=True)).values("pk")
    counted = Q(report__needs_review=False) | Q(report__review__in=accepted)
    rows = known(MeasureReport.objects.filter(counted, report__responsibility__commitment=commitment.pk))
    return dict(rows.order_by("milestone").values_list("milestone").annotate(at=Max("report__reported_at")))


def indicators(commitment: Commitment) -> list[tuple[Indicator, IndicatorReading | None]]:
    """Each indicator with its newest reading."""
    newest = IndicatorReading.objects.filter(indicator=OuterRef("pk")).order_by("-on", "-id").values("pk")[:1]
    rows = list(Indicator.objects.filter(commitment=commitment).annotate(newest=Subquery(newest)).order_by("position", "id"))
    readings = IndicatorReading.objects.in_bulk([row.newest for row in rows if row.newest])
    return [(row, readings.get(row.newest)) for row in rows]


def group(commitment: Commitment) -> Body | None:
    """The body that the commitment founded, with its sides."""
    sides = Prefetch("sides", Side.objects.select_related("party").order_by("id"))
    return Body.objects.filter(founded_by=commitment).prefetch_related(sides).first()


def sessions(commitment: Commitment) -> list[Meeting]:
    """The meetings of that body, the oldest first, with who sat there."""
    seats = Prefetch("attendances", Attendance.objects.select_related("party").order_by("id"))
    rows = Meeting.objects.filter(body__founded_by=commitment).select_related("host__parent__parent").defer("source_text").prefetch_related(seats)
    return list(rows.order_by("starts_on", "id"))


def obstacles(commitment: Commitment) -> list[Obstacle]:
    """The obstacles that are not solved, each with `due_on`: the day on which an answer is owed."""
    rows = Obstacle.objects.filter(commitment=commitment).exclude(answers__is_solved=True).select_related("party")
    return list(dated(rows).order_by("due_on", "id"))


def rebaselines(commitment: Commitment) -> list:
    return list(commitment.rebaselines.order_by("recorded_at", "id"))


READS: dict[str, Callable] = {
    "measure_reports": measure_reports,
    "indicators": indicators,
    "group": group,
    "sessions": sessions,
    "obstacles": obstacles,
    "rebaselines": rebaselines,
}
