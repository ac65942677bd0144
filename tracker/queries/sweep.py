"""The runs of the watch, and the letters that wait for a person."""

from datetime import UTC, datetime

from django.db import connection
from django.db.models import QuerySet

from tracker.models import Notice, Sweep
from tracker.queries import mail

NEWEST_FIRST = ("-id",)
STUCK = 20  # letters shown


def sweeps() -> QuerySet[Sweep]:
    """Every run of the watch."""
    return Sweep.objects.all()


def last_started_at() -> datetime | None:
    """When the last sweep that ended well had started."""
    return Sweep.objects.filter(finished_at__isnull=False).order_by("-id").values_list("started_at", flat=True).first()


def last_error() -> str | None:
    """Why the newest sweep failed, if it did."""
    return Sweep.objects.order_by("-id").values_list("error", flat=True).first() or None


def database_now() -> datetime:
    """The database server's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        [told] = cursor.fetchone()
    return told if isinstance(told, datetime) else datetime.fromisoformat(told).replace(tzinfo=UTC)  # SQLite tells UTC as text


def stuck_letters() -> list[Notice]:
    """At most STUCK + 1 letters that failed or were set aside, the newest first."""
    stuck = Notice.objects.filter(state__in=mail.STUCK)
    return list(stuck.select_related("recipient").defer("text", "html").order_by("-queued_at", "-id")[: STUCK + 1])
