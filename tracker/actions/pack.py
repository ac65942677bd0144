"""Ask for a session pack, make it, cancel it. The row is the queue: whichever worker comes takes what waits, and what a dead one has left."""

import logging
import uuid
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from tracker.exchange.pack import files, languages, pdf
from tracker.models import Body, Meeting, Pack, Person
from tracker.queries import pack as queries
from tracker.rules import due
from tracker.rules import pack as rules
from tracker.rules.refusal import Refused, refuse

logger = logging.getLogger(__name__)
State = Pack.State
LEASE = timedelta(minutes=2)  # a worker that has not said for so long how far it is counts as dead; a batch takes seconds
PDF_LEASE = timedelta(minutes=15)  # above the time limit of the task
YOUNG = timedelta(days=1)  # what could not be finished for so long is given up
FREE = {"claim_token": "", "lease_until": None}


class ClaimLost(Exception):
    """The pack was cancelled, or another worker has taken it: this one must not go on."""


@transaction.atomic
def ask(
    *, body: Body, meeting: Meeting | None, since_on: date, as_of: date, language: str, key: uuid.UUID | None = None, by: Person | None, now: datetime
) -> Pack:
    """Ask for the state of implementation from the day after `since_on` to the end of `as_of`; the same `key` again is the first pack."""
    if key is not None and (earlier := Pack.objects.filter(key=key).first()):
        return earlier
    about = {"meeting": meeting, "since_on": since_on, "as_of": as_of, "language": language}
    refuse(rules.problems(body=body, **about, languages=languages.codes(), today=due.local_day(now, body.time_zone)))
    asked = about | {"body": body, "as_of_at": rules.moment_of(as_of, zone=body.time_zone, now=now), "asked_by": by, "asked_at": now}
    return Pack.objects.get_or_create(key=key or uuid.uuid4(), defaults=asked)[0]


@transaction.atomic
def cancel(*, pack: Pack, by: Person | None, now: datetime) -> Pack:
    """Stop a pack that waits or is being made; its worker finds out with its next step. Cancelled twice is cancelled once."""
    if Pack.objects.filter(pk=pack.pk, state__in=[State.QUEUED, State.RUNNING]).update(state=State.CANCELLED, finished_at=now, **FREE):
        logger.info("Pack %s was cancelled by person %s", pack.pk, by and by.pk)
    pack.refresh_from_db()
    if pack.state != State.CANCELLED:
        raise Refused({"": _("This pack is finished already, so there is nothing to cancel.")})
    return pack


def make_waiting(*, now: datetime) -> int:
    """Make the packs that wait, and those a dead worker has left, the longest waiting first; how many were taken. Any number of workers may run at once."""
    killers = Pack.objects.filter(state=State.RUNNING, lease_until__lte=Now(), asked_at__lte=now - YOUNG)
    killers.update(state=State.FAILED, finished_at=now, error=_("Its worker died again and again for a day. The log of the worker says more."), **FREE)
    return sum(make(pack_id=pk, now=now) for pk in list(_free().order_by("asked_at", "id").values_list("pk", flat=True)))


def make(*, pack_id: int, now: datetime) -> bool:
    """Make one pack, unless it is not to be made or another worker has it; whether it was taken. It ends done, failed, or as somebody else left it.

    No transaction is held while the record is read: what is known at a moment gone by stays so, and the progress is seen by all.
    """
    pack = _claim(pack_id)
    if pack is None:
        return False
    try:
        told = _read(pack)
        _step(pack, state=State.DONE, snapshot=told, sha256=rules.fingerprint(told), finished_at=now, error="", **FREE)
    except ClaimLost:
        logger.info("Pack %s is no longer ours", pack.pk)
    except Exception as error:
        logger.exception("Pack %s could not be made", pack.pk)
        what = _("It could not be made (%(what)s). Ask for it again; if this comes again, the log of the worker says more.") % {"what": type(error).__name__}
        _ours(pack).update(state=State.FAILED, error=what, finished_at=now, **FREE)
    return True


def set_pdfs(*, now: datetime) -> int:
    """Set and keep the PDFs of large packs that were made within a day; how many were taken. One that cannot be set says so and is left."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=Now())
    ready = Pack.objects.filter(free, state=State.DONE, total__gt=files.LARGE, finished_at__gt=now - YOUNG, error="")
    count = 0
    for row in ready.defer("snapshot").order_by("finished_at", "id") if pdf.is_here() else ():
        if files.kept(row) is None and ready.filter(pk=row.pk).update(lease_until=Now() + PDF_LEASE):
            count += 1
            _set_pdf(row)
    return count


def _set_pdf(pack: Pack) -> None:
    try:
        files.keep(pack)
    except Exception as error:
        logger.exception("The PDF of pack %s could not be set", pack.pk)
        what = _("The PDF could not be set (%(what)s). Take the DOCX, or the HTML, which prints well.") % {"what": type(error).__name__}
        Pack.objects.filter(pk=pack.pk).update(error=what)


def _read(pack: Pack) -> dict:
    """The snapshot, counted off as it grows."""
    frame = queries.frame(pack)
    rows = queries.business(frame)
    _step(pack, total=len(rows), done=0, lease_until=Now() + LEASE)
    told = []
    for batch in queries.batches(rows, frame):
        told += batch
        _step(pack, done=len(told), lease_until=Now() + LEASE)
    return rules.snapshot(frame, told, queries.renewals(told, frame), queries.parties(told, frame))


def _free() -> QuerySet[Pack]:
    """What waits, and what a worker has left behind; leases count by the database's clock."""
    return Pack.objects.filter(Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lte=Now()))


def _claim(pk: int) -> Pack | None:
    """The row, made ours by a conditional update; None if it is not free."""
    token = uuid.uuid4().hex
    if not _free().filter(pk=pk).update(state=State.RUNNING, claim_token=token, lease_until=Now() + LEASE, done=0):
        return None
    return Pack.objects.defer("snapshot").filter(pk=pk, claim_token=token).first()


def _step(pack: Pack, **columns) -> None:
    """Write down how far it is, if it is still ours to make."""
    if not _ours(pack).update(**columns):
        raise ClaimLost


def _ours(pack: Pack) -> QuerySet[Pack]:
    return Pack.objects.filter(pk=pack.pk, state=State.RUNNING, claim_token=pack.claim_token)
