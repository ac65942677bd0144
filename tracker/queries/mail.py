"""How the letters stand: for /health, the foot of every page and the command."""

from datetime import datetime

from django.db.models import QuerySet

from tracker.models import MailQueue, Notice

STUCK = (Notice.State.FAILED, Notice.State.QUARANTINED)
WAITING = (Notice.State.QUEUED, Notice.State.SENDING)


def waiting() -> int:
    """How many letters wait or are on their way."""
    return Notice.objects.filter(state__in=WAITING).count()


def quarantined() -> int:
    """How many letters wait for a person's decision."""
    return Notice.objects.filter(state=Notice.State.QUARANTINED).count()


def last_error() -> str | None:
    """Why the queue is paused, else the newest error of a letter that has not left since."""
    if pause := pauses().first():
        return pause.reason
    return Notice.objects.filter(last_error_at__isnull=False).order_by("-last_error_at").values_list("last_error", flat=True).first()


def pauses() -> QuerySet[MailQueue]:
    """The pause of the queue, if there is one."""
    return MailQueue.objects.filter(paused_at__isnull=False)


def stops() -> QuerySet[MailQueue]:
    """The stop that a person has put to all letters, if there is one."""
    return MailQueue.objects.filter(stopped_at__isnull=False)


def stopped_at() -> datetime | None:
    return stops().values_list("stopped_at", flat=True).first()


def read() -> dict:
    """The four in one answer."""
    return {"mail_queue": waiting(), "last_mail_error": last_error(), "is_mail_paused": pauses().exists(), "quarantined": quarantined()}
