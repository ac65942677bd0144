"""Record what a session decides of the items of its agenda, and apply all of it together."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tracker.actions import change, clock
from tracker.actions.body import tell_founder
from tracker.models import Commitment, Decision, Meeting, Outcome, Person, Request
from tracker.models.commitment import Precision
from tracker.queries import session as queries
from tracker.rules import due
from tracker.rules import session as rules
from tracker.rules.refusal import Refused, Stale, refuse


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What one applying did: how many outcomes now hold, and how many wait for somebody else than who recorded them."""

    applied: int
    waiting: int


@transaction.atomic
def note(
    *,
    meeting: Meeting,
    commitment: Commitment,
    kind: str,
    words: str = "",
    until_on: date | None = None,
    until_precision: str = Precision.DAY,
    proof_url: str = "",
    version: int | None = None,
    by: Person,
    now: datetime,
) -> Outcome:
    """Record what the session decided of an item, or change it as it stood at `version` (None: there was none); Stale if somebody did meanwhile.

    Nothing else changes before the outcomes are applied.
    """
    commitment = clock.locked(commitment.pk)
    outcome = Outcome.objects.filter(meeting=meeting, commitment=commitment).first()
    until_on = until_on if kind == Outcome.Kind.EXTENDED else None
    said = {"kind": kind, "words": words.strip(), "until_on": until_on, "until_precision": until_precision, "proof_url": proof_url}
    if outcome is not None and (outcome.applied_at or all(getattr(outcome, name) == value for name, value in said.items())):
        if outcome.applied_at and any(getattr(outcome, name) != value for name, value in said.items()):
            raise Refused({"": _("This outcome was applied already. A later session may decide otherwise.")})
        return outcome
    if (outcome.version if outcome else None) != version:
        raise Stale({"": _("Somebody recorded an outcome of this item while you were writing. Your text is kept below; look again, then save.")})
    refuse(rules.problems(commitment, **said, today=_today(commitment, now)))
    if outcome is None:
        return Outcome.objects.create(meeting=meeting, commitment=commitment, recorded_by=by, recorded_at=now, **said)
    for name, value in said.items():
        setattr(outcome, name, value)
    outcome.recorded_by, outcome.recorded_at, outcome.version = by, now, outcome.version + 1
    outcome.save()
    return outcome


@transaction.atomic
def forget(*, outcome: Outcome) -> None:
    """Take back what was recorded of an item and is not applied yet."""
    clock.locked(outcome.commitment_id)
    Outcome.objects.filter(pk=outcome.pk, applied_at=None).delete()


@transaction.atomic
def apply(*, meeting: Meeting, by: Person, bodies: Collection[int] | None = None, now: datetime, via: str = Request.Via.SESSION) -> Applied:
    """Let all outcomes hold, together or not at all; a planned session has then been held. Refused, naming the items, if one no longer fits.

    What changes a commitment (extended, closed, dropped) becomes a request by who recorded it, which `by` approves as agreed at the session, so
    that two people stand behind it as behind any other. It waits where `by` recorded it, or may not decide for its body: `bodies` are the keys
    of those for which they may (None: for all). A note holds whoever applies it.
    """
    if meeting.starts_on > due.local_day(now, meeting.body.time_zone):
        raise Refused({"": _("This session has not begun yet. Its outcomes are applied once it has.")})
    applied, waiting, wrong = 0, 0, []
    for pk, commitment_id in list(queries.waiting(meeting).values_list("pk", "commitment")):
        commitment = clock.locked(commitment_id)
        outcome = queries.waiting(meeting).filter(pk=pk).first()
        if outcome is None:  # somebody applied it, or took it back, a moment ago
            continue
        if outcome.kind in rules.ASKS:
            if outcome.recorded_by_id == by.pk or (bodies is not None and commitment.body_id not in bodies):
                waiting += 1
                continue
            try:
                _decide(outcome, commitment, by, now, via)
            except Refused as refused:
                wrong.append(f"{commitment.reference}: {' '.join(str(sentence) for sentence in refused.problems.values())}")
                continue
        outcome.applied_at, outcome.applied_by = now, by
        outcome.save(update_fields=["applied_at", "applied_by"])
        applied += 1
    if wrong:
        raise Refused({"": _("Nothing was applied. Change these outcomes first.") + " " + " ".join(wrong)})
    if Meeting.objects.filter(pk=meeting.pk, state=Meeting.State.PLANNED).update(state=Meeting.State.HELD, version=F("version") + 1):
        tell_founder(meeting.body, now)
    return Applied(applied=applied, waiting=waiting)


def _decide(outcome: Outcome, commitment: Commitment, by: Person, now: datetime, via: str) -> None:
    """Ask for what the outcome says in the name of who recorded it, and agree to it; a request of a party for the very same is agreed to instead."""
    kind = rules.ASKS[outcome.kind]
    until = {"until_on": outcome.until_on, "until_precision": outcome.until_precision} if kind in Request.UNTIL else {"until_on": None}
    asked = Request.objects.filter(commitment=commitment, decision=None, kind=kind, **until).exclude(asked_by=by).first()
    if asked is None:
        told = {"reason": outcome.words, "proof_url": outcome.proof_url, "asked_by": outcome.recorded_by, "via": via}
        asked = change.ask(commitment=commitment, party=None, kind=kind, **until, **told, now=now)
    change.decide(request=asked, verdict=Decision.Verdict.APPROVED, reason=outcome.words, meeting=outcome.meeting, decided_by=by, now=now)


def _today(commitment: Commitment, now: datetime) -> date:
    return due.local_day(now, commitment.body.time_zone if commitment.body else "UTC")
