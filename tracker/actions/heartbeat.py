"""Note that the worker is alive."""

from datetime import datetime

from tracker.models import Heartbeat

WORKER = "worker"


def beat(*, now: datetime) -> None:
    """Store when the worker last did what beat asked of it."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"beat_at": now})
