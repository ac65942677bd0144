"""What may be asked for, who may decide it, and what a decision changes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tracker.models import Commitment, Decision, DueDate, Meeting, Person, Request
from tracker.rules import due, words

Kind, Lifecycle = Request.Kind, Commitment.Lifecycle
BECOMES = {  # the lifecycle to which an approved request takes its commitment
    Kind.SUSPENSION: Lifecycle.SUSPENDED,
    Kind.DROP: Lifecycle.DROPPED,
    Kind.COMPLETION: Lifecycle.COMPLETED,
    Kind.SUPERSESSION: Lifecycle.SUPERSEDED,
    Kind.REOPENING: Lifecycle.IN_PROGRESS,
}


def offered(commitment: Commitment) -> list[str]:
    """The kinds of request that a commitment takes as it stands."""
    if commitment.is_closed:
        return [Kind.REOPENING]
    kinds = [Kind.EXTENSION] if commitment.due_on else []
    kinds += [Kind.SUSPENSION, Kind.COMPLETION, Kind.DROP, Kind.SUPERSESSION]
    return [*kinds, Kind.REOPENING] if commitment.lifecycle == Lifecycle.SUSPENDED else kinds


def problems(
    commitment: Commitment,
    *,
    kind: str,
    until_on: date | None,
    until_precision: str,
    reason: str,
    is_proved: bool,
    open_kinds: Collection[str],
    today: date,
) -> dict[str, str]:
    """What is wrong with a request, by field; empty when it is sound. `open_kinds` wait for a decision on this commitment already."""
    found = unfit(commitment, kind=kind, until_on=until_on, until_precision=until_precision, today=today)
    if kind in open_kinds:
        found["kind"] = _("This was asked for already (%(kind)s) and waits for its decision. Withdraw that request first, if it is yours.") % {
            "kind": Kind(kind).label
        }
    if not reason.strip():
        found["reason"] = _("Say in a sentence or two why.")
    if kind == Kind.COMPLETION and not is_proved:
        found["proof_url"] = _("Show that it is done: give a link to the document, or add the document itself.")
    return found


def unfit(commitment: Commitment, *, kind: str, until_on: date | None, until_precision: str, today: date) -> dict[str, str]:
    """Why a request does not fit the commitment as it stands, by field; asked when it is made and again when it is approved."""
    if kind not in Kind.values:
        return {"kind": _("Choose what you ask for.")}
    if kind not in offered(commitment):
        return {"kind": _not_offered(commitment, kind)}
    if kind not in Request.UNTIL:
        return {}
    if until_on is None:
        sentence = _("Give the new due date that you ask for.") if kind == Kind.EXTENSION else _("A suspension needs the day on which it ends.")
        return {"until_on": sentence}
    if wrong := due.problem(until_on):
        return {"until_on": wrong}
    ends_on = due.period_end(until_on, until_precision)
    if ends_on < today:
        return {"until_on": _("This day is over. Give a later one.")}
    if kind == Kind.EXTENSION and ends_on <= commitment.due_ends_on:
        return {"until_on": _("The due date is %(day)s already. Give a later one.") % {"day": words.due(commitment.due_on, commitment.due_precision)}}
    return {}


def _not_offered(commitment: Commitment, kind: str) -> str:
    if commitment.is_closed:
        return _("This commitment is closed (%(lifecycle)s). Only its reopening can be asked for.") % {"lifecycle": commitment.get_lifecycle_display()}
    if kind == Kind.REOPENING:
        return _("This commitment is open, so there is nothing to reopen.")
    return _("This commitment has no due date that could be extended. Ask the desk to enter one.")


def decision_problems(
    request: Request, commitment: Commitment, *, verdict: str, reason: str, meeting: Meeting | None, decided_by: Person, today: date
) -> dict[str, str]:
    """What is wrong with a decision, by field; empty when it is sound. `commitment` is the request's, as it stands now."""
    if decided_by.pk == request.asked_by_id:
        return {"": _("You asked for this yourself, so somebody else decides it.")}
    found = {}
    if verdict not in (Decision.Verdict.APPROVED, Decision.Verdict.REFUSED):
        found["verdict"] = _("Choose: approve or refuse.")
    if not reason.strip():
        found["reason"] = _("Say in a sentence why; who asked will read it.")
    if meeting is not None and not may_agree(meeting, commitment):
        found["meeting"] = _("Choose a meeting of the body that pledged this.")
    elif meeting is not None and meeting.starts_on > today:
        found["meeting"] = _("This meeting has not begun yet. Choose one that was held, or leave it empty.")
    if verdict == Decision.Verdict.APPROVED:
        asked = {"kind": request.kind, "until_on": request.until_on, "until_precision": request.until_precision}
        if unfit_now := unfit(commitment, today=today, **asked):
            found["verdict"] = _("This can no longer be approved. %(why)s Refuse it, or let it be withdrawn.") % {"why": next(iter(unfit_now.values()))}
    return found


def may_agree(meeting: Meeting, commitment: Commitment) -> bool:
    """Whether a meeting is one at which a change of the commitment may be agreed: its body pledged it, or is the group that oversees it."""
    if meeting.body_id == commitment.body_id:
        return True
    founder_id = meeting.body.founded_by_id if meeting.body else None
    return founder_id is not None and founder_id == commitment.overseen_by_id


def named(request: Request) -> str:
    """“extension until 30 Jun 2027”."""
    if request.until_on is None:
        return str(request.get_kind_display())
    return _("%(kind)s until %(day)s") % {"kind": request.get_kind_display(), "day": words.due(request.until_on, request.until_precision)}


@dataclass(frozen=True, kw_only=True)
class Dated:
    """One date that was set, as the page of its commitment shows it."""

    row: DueDate
    holds: bool  # it is the date in force, or the party's newest forecast
    slip: int | None  # days after the original date; below zero when earlier, None for the original itself or where one is missing


def history(rows: Iterable[DueDate]) -> list[Dated]:
    """The dates of one commitment, given the oldest first, with what each means: the newest agreed one (or the original) is in force."""
    rows = list(rows)
    newest = {(row.kind == DueDate.Kind.FORECAST, row.party_id): row for row in rows}
    original_on = next((row.ends_on for row in rows if row.kind == DueDate.Kind.ORIGINAL), None)
    return [
        Dated(
            row=row,
            holds=row in newest.values(),
            slip=None if row.kind == DueDate.Kind.ORIGINAL else slippage(row.ends_on, original_on),
        )
        for row in rows
    ]


def slippage(ends_on: date | None, original_on: date | None) -> int | None:
    """By how many days a date lies after the original one; below zero where it is earlier, None where one of the two is missing."""
    return None if ends_on is None or original_on is None else (ends_on - original_on).days
