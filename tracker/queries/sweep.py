"""The runs of the watch, and the letters that wait for a person."""

from django.db.models import QuerySet

from tracker.models import Notice, Sweep

STUCK = 20  # letters shown


def sweeps() -> QuerySet[Sweep]:
    """Every run of the watch."""
    return Sweep.objects.all()


def stuck_letters() -> list[Notice]:
    """At most STUCK + 1 letters that failed or were set aside, the newest first."""
    stuck = Notice.objects.filter(state__in=[Notice.State.FAILED, Notice.State.QUARANTINED])
    return list(stuck.select_related("recipient").defer("text", "html").order_by("-queued_at", "-id")[: STUCK + 1])
