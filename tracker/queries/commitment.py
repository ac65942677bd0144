"""One commitment: its parties side by side, its milestones, and all that happened to it, in a fixed number of queries."""

from django.db.models import Prefetch, QuerySet

from tracker.models import Clock, Commitment, Evidence, Flag, LedgerEntry, Milestone, ProgressReport, Responsibility
from tracker.models.clock import Rule
from tracker.rules import access
from tracker.rules.access import Standing

SHOWN = 100  # reports, and flags, that the timeline goes back


def one(reference: str, *, standing: Standing) -> Commitment | None:
    """The commitment, if the person may see it, with all that its page shows beside the timeline."""
    seen = Commitment.objects.filter(access.commitments(standing))
    parts = Responsibility.objects.select_related("party", "focal_point", "last_report__author").order_by("id")
    silence = Clock.objects.filter(rule=Rule.SILENT)
    return (
        seen.filter(reference=reference)
        .select_related("meeting", "body")
        .prefetch_related(
            Prefetch("responsibilities", parts.prefetch_related(Prefetch("clocks", silence, to_attr="silence"))),
            Prefetch("overseen_by", seen.only("reference", "title")),
            Prefetch("milestones", Milestone.objects.select_related("party", "project").prefetch_related("answering").order_by("position", "id")),
            "indicators",
            "projects",
            Prefetch("oversees", seen.only("reference", "title", "overseen_by").order_by("reference")),
        )
        .first()
    )


def with_parts(standing: Standing) -> QuerySet[Commitment]:
    """The commitments that the person may see, with their parts: for a form about one."""
    rows = Commitment.objects.filter(access.commitments(standing)).select_related("meeting", "body")
    return rows.prefetch_related(Prefetch("responsibilities", Responsibility.objects.select_related("party").order_by("id")))


def reports(commitment: Commitment) -> list[ProgressReport]:
    """The newest SHOWN reports that count, of all parties, with their evidence; two queries."""
    rows = ProgressReport.objects.counted().filter(responsibility__in=commitment.responsibilities.all()).select_related("responsibility__party", "author")
    return list(rows.prefetch_related(Prefetch("evidence", Evidence.objects.order_by("id"))).order_by("-reported_at", "-id")[:SHOWN])


def flags(commitment: Commitment) -> list[Flag]:
    """The flags that stand, and the newest of those that were cleared: SHOWN in all."""
    return list(commitment.flags.to_read()[:SHOWN])


def last_change(commitment: Commitment) -> LedgerEntry | None:
    """The last entry of the ledger that changed the commitment itself, with who made it."""
    changes = commitment.ledger.filter(kind__in=[LedgerEntry.Kind.RECORDED, LedgerEntry.Kind.REVISED])
    return changes.select_related("actor").order_by("-seq").first()
