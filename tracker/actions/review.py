"""A validator's word on a report that waits: accepted, it counts; returned with a reason, it goes back to its author by letter."""

from datetime import datetime

from django.db import transaction

from tracker.actions import clock, ledger, notice, progress
from tracker.models import LedgerEntry, Notice, Person, ProgressReport, Review
from tracker.rules import review as rules
from tracker.rules.refusal import Stale, refuse


@transaction.atomic
def accept(*, report: ProgressReport, reviewer: Person, now: datetime) -> Review:
    """Let a report count, by the day on which it was given, unless its party's newer word counts already.

    The same word again returns the first review; Stale if somebody has decided otherwise.
    """
    return _decide(report, reviewer, True, "", now)


@transaction.atomic
def send_back(*, report: ProgressReport, reason: str, reviewer: Person, now: datetime) -> Review:
    """Return a report to its author with a reason: it never counts, and a letter brings it back with a link to answer again.

    The same word again returns the first review; Stale if somebody has decided otherwise.
    """
    return _decide(report, reviewer, False, reason.strip(), now)


def _decide(report: ProgressReport, reviewer: Person, is_accepted: bool, reason: str, now: datetime) -> Review:
    commitment = clock.locked(report.responsibility.commitment_id)
    report = ProgressReport.objects.select_related("responsibility", "author", "review__reviewer").get(pk=report.pk)
    refuse(rules.problems(report, reviewer=reviewer, is_accepted=is_accepted, reason=reason))
    if (earlier := report.verdict) is not None:
        if (earlier.reviewer_id, earlier.is_accepted, earlier.reason) == (reviewer.pk, is_accepted, reason):
            return earlier
        raise Stale({"": rules.decided(earlier)})
    review = Review.objects.create(report=report, is_accepted=is_accepted, reason=reason, reviewer=reviewer, reviewed_at=now)
    ledger.note(commitment=commitment, kind=LedgerEntry.Kind.REVIEWED, rows=[review], actor=reviewer, now=now)
    if is_accepted and not _is_outrun(report):
        progress.hear(commitment=commitment, written=report, by=reviewer, now=now)
    if not is_accepted and report.author is not None:
        notice.tell(kind=Notice.Kind.RETURNED, event=report, recipient=report.author, part=report.responsibility, now=now)
    return review


def _is_outrun(report: ProgressReport) -> bool:
    """Whether a newer word of the same party counts already."""
    part = report.responsibility
    return part.last_reported_at is not None and (part.last_reported_at, part.last_report_id) > (report.reported_at, report.pk)
