"""Which rows that are never changed a page knows of: all of them, or those that stood in the record at a moment gone by."""

from collections.abc import Callable

from django.db.models import QuerySet

from tracker.models import (
    Acknowledgement,
    Assessment,
    Decision,
    Disowning,
    DueDate,
    EscalationStep,
    Evidence,
    HandOver,
    IndicatorReading,
    MeasureReport,
    Obstacle,
    ObstacleAnswer,
    Outcome,
    ParallelText,
    ProgressReport,
    Rebaseline,
    Reply,
    Request,
    Review,
    Terms,
)
from tracker.rules.past import Past

RECORDED = {  # the column that says since when a row of each kind stands in the record
    Acknowledgement: "at",
    Assessment: "assessed_at",
    Decision: "decided_at",
    Disowning: "at",
    DueDate: "recorded_at",
    EscalationStep: "at",
    Evidence: "report__reported_at",
    HandOver: "at",
    IndicatorReading: "recorded_at",
    MeasureReport: "report__reported_at",
    Obstacle: "raised_at",
    ObstacleAnswer: "answered_at",
    Outcome: "applied_at",
    ParallelText: "recorded_at",
    ProgressReport: "reported_at",
    Rebaseline: "recorded_at",
    Reply: "replied_at",
    Request: "asked_at",
    Review: "reviewed_at",
    Terms: "recorded_at",
}
Known = Callable[[QuerySet], QuerySet]


def now(rows: QuerySet) -> QuerySet:
    """All that is known: the page of today."""
    return rows


def at(past: Past) -> Known:
    """What was known then: whatever a page of a day gone by shows of such rows is cut here."""

    def cut(rows: QuerySet) -> QuerySet:
        return rows.filter(**{f"{RECORDED[rows.model]}__lte": past.moment})

    return cut
