"""Take a party's word: the report, its evidence, the clocks it restarts and the flags it clears, all or nothing."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from tracker.actions import clock, ledger, notice
from tracker.exchange import documents
from tracker.models import (
    Commitment,
    DueDate,
    Evidence,
    Flag,
    LedgerEntry,
    MeasureReport,
    Milestone,
    Notice,
    NoticeItem,
    Person,
    ProgressReport,
    Responsibility,
)
from tracker.rules import progress as rules
from tracker.rules import review, spread
from tracker.rules.due import local_day
from tracker.rules.refusal import refuse


def report(
    *,
    responsibility: Responsibility,
    author: Person | None,
    via: str,
    now: datetime,
    status: str = "",
    health: str = "",
    nothing_to_report: bool = False,
    done: str = "",
    next_step: str = "",
    obstacle: str = "",
    forecast_on: date | None = None,
    measures: Iterable[Milestone] = (),
    links: Iterable[str] = (),
    files: Iterable[UploadedFile] = (),
    key: uuid.UUID | None = None,
    notice_item: NoticeItem | None = None,
) -> ProgressReport:
    """Add a progress report and return it; the same `key` or letter link again returns the first report and changes nothing.

    `measures` are milestones of the commitment of which it speaks: what is owed on those that are permanent.
    Where its body has reports reviewed it waits for a validator: until actions.review accepts it, nothing else changes.
    "Nothing to report" keeps the status and health last stated; without a forecast the last one holds. A first word of movement takes a commitment that was not
    started to in progress; nothing is ever closed here.
    """
    saved = []
    try:
        with transaction.atomic():
            commitment = clock.locked(responsibility.commitment_id)
            if (earlier := _earlier(key, notice_item)) is not None:
                return earlier
            responsibility = Responsibility.objects.select_related("commitment", "party").get(pk=responsibility.pk)
            words = {"status": status, "nothing_to_report": nothing_to_report, "done": done}
            refuse(rules.problems(responsibility, **words, forecast_on=forecast_on, today=local_day(now, responsibility.party.time_zone)))
            if nothing_to_report:
                status, health = responsibility.stated_status or Responsibility.Status.NOT_STARTED, responsibility.health
            written = ProgressReport.objects.create(
                responsibility=responsibility,
                status=status,
                health=health,
                nothing_to_report=nothing_to_report,
                done=done.strip(),
                next_step=next_step.strip(),
                obstacle=obstacle,
                forecast_on=forecast_on,
                author=author,
                via=via,
                reported_at=now,
                needs_review=review.is_needed(commitment, responsibility, author=author, now=now),
                key=key or uuid.uuid4(),
                notice_item=notice_item,
            )
            evidence = _attach(written, links, files, saved)
            spoken_of = MeasureReport.objects.bulk_create(MeasureReport(report=written, milestone=measure) for measure in measures)
            ledger.note(commitment=commitment, kind=LedgerEntry.Kind.REPORTED, rows=[written, *evidence, *spoken_of], actor=author, now=now)
            if not written.needs_review:
                hear(commitment=commitment, written=written, by=author, now=now)
            elif via != ProgressReport.Via.SEED:  # no letters for the past
                _ask_validators(written, now)
            return written
    except BaseException:
        for name in saved:  # no file without its row
            default_storage.delete(name)
        raise


def hear(*, commitment: Commitment, written: ProgressReport, by: Person | None, now: datetime) -> None:
    """Let a report count: its party states it, the commitment has begun, clocks restart and flags clear. Safe to repeat.

    `commitment` comes from clock.locked(), inside the transaction that wrote or accepted the report; `by` is who did.
    """
    part = Responsibility.objects.select_related("party").get(pk=written.responsibility_id)
    if part.last_report_id != written.pk:
        _foresee(commitment, part, written, now)
        _hear(part, written)
        _note_disagreement(commitment)
        _begin(commitment, written, by, now)
    clock.restart(commitment, cleared_by=Flag.ClearedBy.REPORT, now=now)


def _earlier(key: uuid.UUID | None, notice_item: NoticeItem | None) -> ProgressReport | None:
    """The report this form or this letter's link has already brought; read under the commitment's lock."""
    if notice_item is not None:
        return ProgressReport.objects.filter(notice_item=notice_item).first()
    return ProgressReport.objects.filter(key=key).first() if key else None


def _ask_validators(written: ProgressReport, now: datetime) -> None:
    for validator in review.validators(written.responsibility, author=written.author, now=now):
        notice.tell(kind=Notice.Kind.REVIEW, event=written, recipient=validator, part=written.responsibility, now=now)


def _attach(written: ProgressReport, links: Iterable[str], files: Iterable[UploadedFile], saved: list[str]) -> list[Evidence]:
    rows = [Evidence(report=written, url=link) for link in links]
    for file in files:
        kept = documents.keep(file)
        saved.append(kept.name)
        rows.append(Evidence(report=written, file=kept.name, name=kept.given_name, sha256=kept.sha256))
    return Evidence.objects.bulk_create(rows)


def _foresee(commitment: Commitment, part: Responsibility, written: ProgressReport, now: datetime) -> None:
    """Note on the responsibility (which _hear saves) by when its party now expects to be done, if that is another day than before."""
    said_on = written.forecast_on
    if said_on is None or said_on == part.forecast_on:
        return
    if part.forecast_on is not None and said_on > part.forecast_on:
        part.forecast_moves += 1
    part.forecast_on = said_on
    row = DueDate.objects.create(
        commitment=commitment,
        kind=DueDate.Kind.FORECAST,
        party=part.party,
        on=said_on,
        ends_on=said_on,
        code=written.obstacle,
        report=written,
        set_by=written.author,
        recorded_at=now,
    )
    ledger.note(commitment=commitment, kind=LedgerEntry.Kind.DATED, rows=[row], actor=written.author, now=now)


def _hear(part: Responsibility, written: ProgressReport) -> None:
    """Note on the responsibility what its party last said, and since when its words have not moved."""
    if written.nothing_to_report and part.stated_status:  # another word may have come to count while this one waited
        status, health = part.stated_status, part.health
    else:
        status, health = written.status, written.health
    if rules.has_moved(part, status=status):
        part.moved_at, part.unmoved_reports = written.reported_at, 0
    else:
        part.unmoved_reports += 1
    part.idle_reports = part.idle_reports + 1 if written.nothing_to_report else 0
    part.stated_status, part.health = status, health
    part.last_report, part.last_reported_at = written, written.reported_at
    part.save()


def _note_disagreement(commitment: Commitment) -> None:
    """Keep what the filter "sides disagree" reads. Only a word that counts changes it: a party that reported keeps its part."""
    has_disagreement = spread.differs(commitment.responsibilities.values_list("stated_status", flat=True))
    if has_disagreement != commitment.has_disagreement:
        commitment.has_disagreement = has_disagreement
        Commitment.objects.filter(pk=commitment.pk).update(has_disagreement=has_disagreement)


def _begin(commitment: Commitment, written: ProgressReport, by: Person | None, now: datetime) -> None:
    begun = written.status in (Responsibility.Status.IN_PROGRESS, Responsibility.Status.COMPLETED)
    if begun and commitment.lifecycle == Commitment.Lifecycle.NOT_STARTED:
        commitment.lifecycle = Commitment.Lifecycle.IN_PROGRESS
        Commitment.objects.filter(pk=commitment.pk).update(lifecycle=commitment.lifecycle)
        ledger.note_state(commitment=commitment, kind=LedgerEntry.Kind.REVISED, actor=by, now=now)
