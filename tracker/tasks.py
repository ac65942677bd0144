"""Celery's door: fetch the clock, call one action. A task that is lost or repeated changes nothing."""

from celery import shared_task
from django.utils import timezone

from tracker.actions import clock, ledger, outbox, pack
from tracker.actions import heartbeat as heartbeat_actions
from tracker.actions import sweep as sweep_actions


@shared_task
def sweep() -> None:
    """Look at what is due, then let the letters it queued go out at once."""
    sweep_actions.run_on_time(now=timezone.now())
    send_notices.delay()


@shared_task
def complete_clocks() -> None:
    clock.complete(now=timezone.now())


@shared_task
def send_notices() -> None:
    outbox.send_due(now=timezone.now())


@shared_task(soft_time_limit=840, time_limit=870)  # a large record takes minutes; below the broker's visibility timeout (900)
def verify_ledger() -> None:
    ledger.check(now=timezone.now())


@shared_task(soft_time_limit=840, time_limit=870)
def make_packs() -> None:
    pack.make_waiting(now=timezone.now())
    pack.set_pdfs(now=timezone.now())


@shared_task
def heartbeat() -> None:
    heartbeat_actions.beat(now=timezone.now())
