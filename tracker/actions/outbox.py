"""Send the queued letters: never silently none, never more than one copy extra.

A row is claimed under a lease, rendered and frozen, marked just before its body goes out, and marked sent. A lease
that is over without the mark means surely unsent: send. With it nobody knows: send the same letter once more, and
after a second such end leave it to a person. Nothing here holds a transaction while it talks to a mail server.
"""

import logging
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from tracker.actions import letter, person
from tracker.letters import message
from tracker.letters.transport import Transport
from tracker.models import MailQueue, Notice, Person
from tracker.rules import outbox as rules
from tracker.rules.outbox import Verdict
from tracker.rules.refusal import refuse

logger = logging.getLogger(__name__)
State = Notice.State

BATCH = 500  # letters a run
RUN_SECONDS = 60  # no new letter is begun after this; with the slowest conversation it stays below the task's time limit


@dataclass(kw_only=True)
class Counts:
    """How the letters of one run ended. `queued` counts those that will be tried again."""

    sent: int = 0
    queued: int = 0
    skipped: int = 0
    failed: int = 0
    quarantined: int = 0


class LeaseLost(Exception):
    """Another sender took the row while this one was slow; this one must not go on."""


class NoConnection(Exception):
    """The mail server cannot be reached or does not let us in: no letter can leave in this run."""


def send_due(*, now: datetime, limit: int = BATCH) -> Counts:
    """Send what is due at `now`, one letter a message, and say how each ended. Any number of senders may run at once."""
    counts = Counts()
    if _is_resting(now):
        return counts
    until = time.monotonic() + RUN_SECONDS
    with Transport() as transport:
        for pk in list(_due(now).values_list("pk", flat=True)[:limit]):
            if time.monotonic() >= until:
                break
            try:
                ended = _work(pk, transport, now)
            except NoConnection:
                counts.queued += 1
                break
            if ended == State.SENT and not counts.sent:
                _end_pause()
            if ended is not None:
                setattr(counts, ended, getattr(counts, ended) + 1)
    return counts


@transaction.atomic(durable=True)
def send_now(*, notice: Notice, now: datetime) -> None:
    """By a person's decision: put a letter that waits, failed or was quarantined back at the head of the queue, and end a pause."""
    free = {"state": State.QUEUED, "next_attempt_at": now, "attempts": 0, "unknown_outcomes": 0, "handed_over_at": None}
    held = Notice.objects.filter(pk=notice.pk, state__in=[State.QUEUED, State.FAILED, State.QUARANTINED])
    if not held.update(**free):
        refuse({"": _("Only a letter that waits, failed or was quarantined can be sent again.")})
    _end_pause()


@transaction.atomic
def resume(*, now: datetime) -> None:
    """By a person's decision: end a pause; the next sender tries the mail server again."""
    _end_pause()


@transaction.atomic
def stop(*, by: Person | None, now: datetime) -> None:
    """By a person's decision: no letter leaves any more until let_go; safe to repeat, the first stop counts."""
    queue, _made = MailQueue.objects.select_for_update().get_or_create(id=1)
    if queue.stopped_at is None:
        queue.stopped_at, queue.stopped_by = now, by
        queue.save(update_fields=["stopped_at", "stopped_by"])


@transaction.atomic
def let_go() -> None:
    """By a person's decision: letters leave again, beginning with those that waited; safe to repeat."""
    MailQueue.objects.filter(stopped_at__isnull=False).update(stopped_at=None, stopped_by=None)


def _due(now: datetime) -> QuerySet[Notice]:
    """What waits and is due, and what a sender has left behind; leases count by the database's clock."""
    is_stopped = Exists(MailQueue.objects.filter(stopped_at__isnull=False))  # asked at each claim: a stop holds the very next letter
    waiting = Notice.objects.filter(~is_stopped, state__in=[State.QUEUED, State.SENDING], next_attempt_at__lte=now)
    return waiting.filter(Q(state=State.QUEUED) | Q(lease_until__lte=Now())).order_by("next_attempt_at", "id")


def _work(pk: int, transport: Transport, now: datetime) -> str | None:
    """Take one letter as far as it goes; return the state it ended in, None if another sender has it."""
    notice = _claim(pk, now)
    if notice is None or notice.state == State.QUARANTINED:
        return notice and notice.state
    try:
        if reason := letter.freeze(notice=notice, now=now):
            return _release(notice, State.SKIPPED, last_error=reason, last_error_at=None)
    except Exception as error:
        logger.exception("Notice %s could not be written", notice.pk)
        return _settle(notice, Verdict.CRASHED, error, now)
    _connect(notice, transport, now)
    try:
        transport.deliver(message.build(notice), lambda: _mark_hand_over(notice, now))
    except LeaseLost:
        transport.drop()
        return None
    except Exception as error:
        transport.drop()
        ended = rules.verdict(error, is_handed_over=notice.handed_over_at is not None)
        return _settle(notice, ended, error, now)
    sent = _release(notice, State.SENT, accepted_at=now, last_code=250, last_error="", last_error_at=None)
    if notice.recipient.bounced_at is not None:
        person.arrive(person=notice.recipient, now=now)
    return sent


def _claim(pk: int, now: datetime) -> Notice | None:
    """The row, made ours by a conditional update; None if it is no longer due. A row that is spent comes back quarantined."""
    notice = _due(now).filter(pk=pk).select_related("recipient__user").first()
    if notice is None:
        return None
    as_read = Notice.objects.filter(pk=pk, state=notice.state, claim_token=notice.claim_token, next_attempt_at=notice.next_attempt_at)
    notice.unknown_outcomes += notice.handed_over_at is not None  # a sender died between hand-over and answer
    notice.handed_over_at = None
    kept = {"unknown_outcomes": notice.unknown_outcomes, "handed_over_at": None}
    if rules.spent(attempts=notice.attempts, unknown_outcomes=notice.unknown_outcomes):
        notice.state = State.QUARANTINED
        left = {"state": notice.state, "claim_token": "", "lease_until": None, "last_error": _spent(notice), "last_error_at": now}
        return notice if as_read.update(**left, **kept) else None
    notice.state, notice.claim_token, lease = State.SENDING, uuid.uuid4().hex, timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    claim = {"state": notice.state, "claim_token": notice.claim_token, "lease_until": Now() + lease, "attempts": F("attempts") + 1}
    return notice if as_read.update(**claim, **kept) else None


def _connect(notice: Notice, transport: Transport, now: datetime) -> None:
    """Open the connection or end the run: what keeps us out is not this letter's fault, so it waits a minute and no more."""
    try:
        transport.open()
    except Exception as error:
        transport.drop()
        _settle(notice, Verdict.SIGN_IN if rules.is_sign_in(error) else Verdict.DEFERRED, error, now, delay=rules.next_delay(None))
        raise NoConnection from error


@transaction.atomic(durable=True)
def _mark_hand_over(notice: Notice, now: datetime) -> None:
    """Committed when it returns: from here on the letter may have arrived. Refuses when the lease is over."""
    if not _ours(notice).filter(lease_until__gt=Now()).update(handed_over_at=now):
        raise LeaseLost
    notice.handed_over_at = now


def _settle(notice: Notice, ended: Verdict, error: Exception, now: datetime, delay: timedelta | None = None) -> str | None:
    """Write down how an attempt ended without success. An attempt that got an answer is given back: only crashes add up."""
    told = {"last_error": rules.words(error), "last_error_at": now, "last_code": rules.reply_code(error), "handed_over_at": None}
    if ended is Verdict.SIGN_IN:
        MailQueue.objects.update_or_create(id=1, defaults={"paused_at": now, "reason": told["last_error"]})
        _release(notice, State.QUEUED, attempts=notice.attempts, **told)
        raise NoConnection from error
    attempts = notice.attempts + (ended is Verdict.CRASHED)
    unknown_outcomes = notice.unknown_outcomes + (ended is Verdict.UNKNOWN)
    if rules.spent(attempts=attempts, unknown_outcomes=unknown_outcomes):
        state = State.QUARANTINED
    elif ended is Verdict.REFUSED or (ended is Verdict.DEFERRED and rules.is_over(notice.queued_at, now)):
        state = State.FAILED
    else:
        state = State.QUEUED
        told["next_attempt_at"] = now + (delay or rules.next_delay(notice.last_error_at and notice.next_attempt_at - notice.last_error_at))
    settled = _release(notice, state, attempts=attempts, unknown_outcomes=unknown_outcomes, **told)
    if ended is Verdict.REFUSED:
        person.bounce(person=notice.recipient, address=notice.to_address, now=now)
    return settled


def _release(notice: Notice, state: str, **columns) -> str | None:
    """Let go of the row; None when it was no longer ours, so that a late sender overwrites nothing."""
    return state if _ours(notice).update(state=state, claim_token="", lease_until=None, **columns) else None  # noqa: S106


def _ours(notice: Notice) -> QuerySet[Notice]:
    return Notice.objects.filter(pk=notice.pk, claim_token=notice.claim_token)


def _spent(notice: Notice) -> str:
    if notice.unknown_outcomes >= rules.MAX_UNKNOWN:
        return _("Twice nobody knows whether this letter arrived. Ask the recipient before it is sent again.")
    return _("Sending this letter has ended the sender %(n)d times.") % {"n": notice.attempts}


def _is_resting(now: datetime) -> bool:
    """Whether the queue is paused and the rest is not over yet."""
    return MailQueue.objects.filter(paused_at__gt=now - rules.PAUSE).exists()


def _end_pause() -> None:
    MailQueue.objects.filter(paused_at__isnull=False).update(paused_at=None, reason="")
