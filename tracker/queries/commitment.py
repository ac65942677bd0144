"""One commitment: its parties side by side, its milestones, and all that happened to it, in a fixed number of queries."""

from django.db.models import Prefetch

from tracker.models import Clock, Commitment, Evidence, Flag, Milestone, ProgressReport, Responsibility
from tracker.models.clock import Rule

SHOWN = 100  # reports, and flags, that the timeline goes back


def one(reference: str) -> Commitment | None:
    """The commitment with all that its page shows beside the timeline."""
    parts = Responsibility.objects.select_related("party", "focal_point", "last_report__author").order_by("id")
    silence = Clock.objects.filter(rule=Rule.SILENT)
    return (
        Commitment.objects.filter(reference=reference)
        .select_related("meeting", "body", "overseen_by")
        .prefetch_related(
            Prefetch("responsibilities", parts.prefetch_related(Prefetch("clocks", silence, to_attr="silence"))),
            Prefetch("milestones", Milestone.objects.select_related("party").order_by("position", "id")),
            Prefetch("oversees", Commitment.objects.only("reference", "title", "overseen_by").order_by("reference")),
        )
        .first()
    )


def reports(commitment: Commitment) -> list[ProgressReport]:
    """The newest SHOWN reports that count, of all parties, with their evidence; two queries."""
    rows = ProgressReport.objects.counted().filter(responsibility__in=commitment.responsibilities.all()).select_related("responsibility__party", "author")
    return list(rows.prefetch_related(Prefetch("evidence", Evidence.objects.order_by("id"))).order_by("-reported_at", "-id")[:SHOWN])


def flags(commitment: Commitment) -> list[Flag]:
    """The flags that stand, and the newest of those that were cleared: SHOWN in all."""
    return list(commitment.flags.to_read()[:SHOWN])
