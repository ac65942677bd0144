"""Ask for a change of what was agreed, and decide it: an approval does what was asked for in the same transaction."""

import uuid
from datetime import date, datetime
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.actions import clock, ledger, notice
from tracker.exchange import documents
from tracker.models import Commitment, Decision, DueDate, Flag, LedgerEntry, Meeting, Notice, NoticeItem, Party, Person, Request, Responsibility
from tracker.models.change import Code
from tracker.models.commitment import Precision
from tracker.rules import change as rules
from tracker.rules import due
from tracker.rules.refusal import Refused, refuse

Verdict = Decision.Verdict


def ask(
    *,
    commitment: Commitment,
    party: Party | None,
    kind: str,
    reason: str,
    asked_by: Person,
    via: str,
    now: datetime,
    until_on: date | None = None,
    until_precision: str = Precision.DAY,
    code: str = Code.OTHER,
    proof_url: str = "",
    proof_file: UploadedFile | None = None,
    key: uuid.UUID | None = None,
    notice_item: NoticeItem | None = None,
) -> Request:
    """Ask for a change in the name of `party` (None: of the desk); the same `key` or letter link again returns the first request.

    `until_on` counts for an extension and a suspension only. Nothing changes before somebody else has decided.
    """
    saved = []
    try:
        with transaction.atomic():
            commitment = clock.locked(commitment.pk)
            if (earlier := _earlier(key, notice_item)) is not None:
                return earlier
            until_on = until_on if kind in Request.UNTIL else None
            asked = {"kind": kind, "until_on": until_on, "until_precision": until_precision, "reason": reason}
            is_proved, today = bool(proof_url or proof_file), _today(commitment, now)
            refuse(rules.problems(commitment, **asked, is_proved=is_proved, open_kinds=_open_kinds(commitment), today=today))
            proof = {"proof_url": proof_url}
            if proof_file:
                kept = documents.keep(proof_file)
                saved.append(kept.name)
                proof |= {"proof_file": kept.name, "proof_name": kept.given_name, "proof_sha256": kept.sha256}
            request = Request.objects.create(
                commitment=commitment,
                party=party,
                **asked | {"reason": reason.strip()},
                **proof,
                code=code,
                asked_by=asked_by,
                asked_at=now,
                via=via,
                key=key or uuid.uuid4(),
                notice_item=notice_item,
            )
            ledger.note(commitment=commitment, kind=LedgerEntry.Kind.ASKED, rows=[request], actor=asked_by, now=now)
            return request
    except BaseException:
        for name in saved:  # no file without its row
            default_storage.delete(name)
        raise


@transaction.atomic
def decide(*, request: Request, verdict: str, reason: str, decided_by: Person, now: datetime, meeting: Meeting | None = None) -> Decision:
    """Approve or refuse a request, perhaps as agreed at `meeting`; never by the person who asked. The same decision again is the first.

    An approval does what was asked for; whoever asked is told by letter.
    """
    commitment = clock.locked(request.commitment_id)
    if (earlier := Decision.objects.filter(request=request).select_related("decided_by").first()) is not None:
        return _the_same(earlier, verdict, decided_by)
    decided = {"verdict": verdict, "reason": reason, "meeting": meeting, "decided_by": decided_by}
    refuse(rules.decision_problems(request, commitment, **decided, today=_today(commitment, now)))
    decision = Decision.objects.create(request=request, **decided | {"reason": reason.strip()}, decided_at=now)
    rows = [decision]
    if verdict == Verdict.APPROVED and request.kind == Request.Kind.EXTENSION:
        rows.append(_extend(commitment, request, decision))
    ledger.note(commitment=commitment, kind=LedgerEntry.Kind.DECIDED, rows=rows, actor=decided_by, now=now)
    if verdict == Verdict.APPROVED:
        _change(commitment, request, now)
        ledger.note_state(commitment=commitment, kind=LedgerEntry.Kind.REVISED, actor=decided_by, now=now)
    if request.via not in (Request.Via.SEED, Request.Via.SESSION):  # no letters for the past, nor to those who sat there
        part = Responsibility.objects.filter(commitment=commitment, party=request.party_id).first()
        notice.tell(kind=Notice.Kind.DECISION, event=request, recipient=request.asked_by, part=part, now=now)
    return decision


@transaction.atomic
def withdraw(*, request: Request, by: Person, now: datetime) -> Decision:
    """Take a request back, as only the person who asked may; withdrawn twice is withdrawn once."""
    commitment = clock.locked(request.commitment_id)
    if (earlier := Decision.objects.filter(request=request).select_related("decided_by").first()) is not None:
        return _the_same(earlier, Verdict.WITHDRAWN, by)
    if by.pk != request.asked_by_id:
        raise Refused({"": _("Only the person who asked may withdraw this. The desk may refuse it.")})
    decision = Decision.objects.create(request=request, verdict=Verdict.WITHDRAWN, decided_by=by, decided_at=now)
    ledger.note(commitment=commitment, kind=LedgerEntry.Kind.DECIDED, rows=[decision], actor=by, now=now)
    return decision


def _earlier(key: uuid.UUID | None, notice_item: NoticeItem | None) -> Request | None:
    """The request this form or this letter's link has already brought; read under the commitment's lock."""
    if notice_item is not None:
        return Request.objects.filter(notice_item=notice_item).first()
    return Request.objects.filter(key=key).first() if key else None


def _open_kinds(commitment: Commitment) -> set[str]:
    return set(Request.objects.filter(commitment=commitment, decision=None).values_list("kind", flat=True))


def _the_same(earlier: Decision, verdict: str, by: Person) -> Decision:
    if (earlier.verdict, earlier.decided_by_id) == (verdict, by.pk):
        return earlier
    facts = {"verdict": earlier.get_verdict_display(), "person": earlier.decided_by.name}
    raise Refused({"": _("This request was decided meanwhile: %(verdict)s, by %(person)s.") % facts})


def _today(commitment: Commitment, now: datetime) -> date:
    return due.local_day(now, commitment.body.time_zone if commitment.body else "UTC")


def _extend(commitment: Commitment, request: Request, decision: Decision) -> DueDate:
    """The agreed date, as a row of its own; the commitment's columns follow in _change."""
    return DueDate.objects.create(
        commitment=commitment,
        kind=DueDate.Kind.AGREED,
        on=request.until_on,
        precision=request.until_precision,
        ends_on=due.period_end(request.until_on, request.until_precision),
        code=request.code,
        reason=request.reason,
        meeting=decision.meeting,
        request=request,
        set_by=decision.decided_by,
        recorded_at=decision.decided_at,
    )


def _change(commitment: Commitment, request: Request, now: datetime) -> None:
    """Do what was asked for. The version moves on, so that a form opened before does not undo it unawares."""
    for column, value in _columns(commitment, request, now).items():
        setattr(commitment, column, value)
    commitment.version += 1
    commitment.save()
    if request.kind == Request.Kind.EXTENSION:
        Responsibility.objects.filter(commitment=commitment).update(forecast_moves=0)
    clock.restart(commitment, cleared_by=_cleared_by(commitment), now=now)


def _columns(commitment: Commitment, request: Request, now: datetime) -> dict[str, Any]:
    if request.kind == Request.Kind.EXTENSION:
        ends_on = due.period_end(request.until_on, request.until_precision)
        return {"due_on": request.until_on, "due_precision": request.until_precision, "due_ends_on": ends_on}
    lifecycle = rules.BECOMES[request.kind]
    return {
        "lifecycle": lifecycle,
        "closed_on": _today(commitment, now) if lifecycle in Commitment.CLOSED else None,
        "suspended_until": due.period_end(request.until_on, request.until_precision) if lifecycle == Commitment.Lifecycle.SUSPENDED else None,
    }


def _cleared_by(commitment: Commitment) -> str:
    if commitment.is_closed:
        return Flag.ClearedBy.CLOSED
    if commitment.lifecycle == Commitment.Lifecycle.SUSPENDED:
        return Flag.ClearedBy.SUSPENDED
    return Flag.ClearedBy.CHANGE
