"""Record and revise commitments, with the parts of their parties and their milestones."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tracker.actions import clock, ledger, search
from tracker.models import Commitment, DueDate, Flag, LedgerEntry, Meeting, Milestone, Party, Person, Project, Rebaseline, Responsibility
from tracker.models.change import Code
from tracker.models.commitment import Precision
from tracker.models.kind import Kind
from tracker.queries import renewal as renewals
from tracker.rules import commitment as rules
from tracker.rules import details, due, renewal
from tracker.rules.refusal import Refused, Stale, refuse

FIELDS = (
    "title",
    "kind",
    "meeting",
    "quote",
    "description",
    "lifecycle",
    "due_on",
    "due_precision",
    "cadence_days",
    "grace_days",
    "overseen_by",
    "renews",
    "implements",
    "is_draft",
    "visible_to",
    "publish_on",
    "names_action",
    "names_deliverable",
    "is_measurable",
    "proof",
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One party's responsibility as a form or a seed gives it."""

    party: Party
    role: str = Responsibility.Role.LEAD
    focal_point: Person | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """One milestone as a form or a seed gives it; `id` names the row it changes. `details` are the values that its kind declares."""

    title: str
    party: Party | None = None
    due_on: date | None = None
    due_precision: str = Precision.DAY
    done_on: date | None = None
    id: int | None = None
    step: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    answering: tuple[Party, ...] = ()
    project: Project | None = None
    baseline_on: date | None = None
    forecast_on: date | None = None


STEP_COLUMNS = ("title", "party", "due_on", "due_precision", "done_on", "step", "project", "baseline_on", "forecast_on")


def as_steps(commitment: Commitment) -> list[Step]:
    """The milestones as they stand, so that a change of one can be given with all the others."""
    rows = commitment.milestones.select_related("party", "project").prefetch_related("answering").order_by("position", "id")
    return [as_step(row, commitment.own_kind) for row in rows]


def as_step(row: Milestone, kind: Kind) -> Step:
    """A milestone of a commitment of this kind as it stands; one that is not saved yet too."""
    return Step(
        id=row.pk,
        details=details.all_of(row.details, kind.step_fields),
        answering=tuple(row.answering.all()) if row.pk else (),
        **{name: getattr(row, name) for name in STEP_COLUMNS},
    )


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why the due date (or the baseline of a stage) changes, and the meeting at which that was agreed."""

    code: str = Code.CORRECTION
    reason: str = ""
    meeting: Meeting | None = None


@transaction.atomic
def record(
    *,
    fields: dict[str, Any],
    parts: list[Part],
    steps: list[Step] = (),
    told: dict[str, Any] | None = None,
    projects: Iterable[Project] = (),
    reference: str = "",
    key: uuid.UUID | None = None,
    by: Person | None = None,
    now: datetime,
) -> Commitment:
    """Record a commitment pledged at a meeting; without a `reference` it gets the next one of its body and year.

    `fields` are those of FIELDS, all but `title` and `meeting` optional; `told` are the values of the fields that its kind declares.
    The same `key` again returns the first and changes nothing.
    """
    if key and (earlier := Commitment.objects.filter(key=key).first()):
        return earlier
    commitment = Commitment(recorded_at=now, reference=reference, key=key or uuid.uuid4())
    _assign(commitment, fields, told or {})
    _refuse_unsound(commitment, parts, steps, lifecycle_before=None)
    commitment.reference = reference or _next_reference(commitment.meeting)
    if Commitment.objects.filter(reference=commitment.reference).exists():
        raise Refused({"reference": _("Another commitment has this reference.")})
    commitment.save(force_insert=True)
    commitment.projects.set(projects)
    _set_parts(commitment, parts)
    _set_steps(commitment, steps, now)
    search.index([commitment.pk])
    commitment = clock.locked(commitment.pk)
    ledger.note_state(commitment=commitment, kind=LedgerEntry.Kind.RECORDED, actor=by, now=now)
    if commitment.due_on is not None:
        _note_date(commitment, Cause(code="", meeting=commitment.meeting), by, now)
    clock.restart(commitment, cleared_by=Flag.ClearedBy.CHANGE, now=now)
    return commitment


@transaction.atomic
def revise(
    *,
    commitment: Commitment,
    version: int,
    fields: dict[str, Any],
    parts: list[Part] | None = None,
    steps: list[Step] | None = None,
    told: dict[str, Any] | None = None,
    projects: Iterable[Project] | None = None,
    cause: Cause | None = None,
    by: Person | None = None,
    now: datetime,
) -> Commitment:
    """Change a commitment as it stood at `version`; Stale if somebody changed it since.

    `parts`, `steps` and `projects`, when given, are the whole new set: a row that is not in it goes, unless something was said on it.
    `told`, when given, are all values of the fields that its kind declares. `cause` says why the due date or a baseline changes, if
    it does; without one, the record is corrected. Nothing is closed, suspended or reopened here: that is asked for and decided
    (actions.change).
    """
    commitment = clock.locked(commitment.pk)
    if commitment.version != version:
        raise Stale({"": _("Somebody changed this commitment while you were writing. Your text is kept below; look at the page again, then save.")})
    lifecycle_before, date_before = commitment.lifecycle, _date(commitment)
    _assign(commitment, fields, told)
    _refuse_unsound(commitment, parts or [], steps or [], lifecycle_before=lifecycle_before)
    commitment.version = F("version") + 1
    commitment.save()
    if projects is not None:
        commitment.projects.set(projects)
    if parts is not None:
        _set_parts(commitment, parts)
    rebaselined = _set_steps(commitment, steps, now) if steps is not None else []
    search.index([commitment.pk])
    commitment = clock.locked(commitment.pk)
    if _date(commitment) != date_before:
        _note_date(commitment, cause or Cause(), by, now)
    if rebaselined:
        _note_baselines(commitment, rebaselined, cause or Cause(), by, now)
    clock.restart(commitment, cleared_by=Flag.ClearedBy.CHANGE, now=now)
    ledger.note_state(commitment=commitment, kind=LedgerEntry.Kind.REVISED, actor=by, now=now)
    return commitment


def _date(commitment: Commitment) -> tuple[date, str] | None:
    return commitment.due_on and (commitment.due_on, commitment.due_precision)


def _note_date(commitment: Commitment, cause: Cause, by: Person | None, now: datetime) -> None:
    """Add the due date as it now is: the first that a commitment has is its original one. Forecasts count anew from an agreed date."""
    is_original = not DueDate.objects.filter(commitment=commitment, kind=DueDate.Kind.ORIGINAL).exists()
    row = DueDate.objects.create(
        commitment=commitment,
        kind=DueDate.Kind.ORIGINAL if is_original else DueDate.Kind.AGREED,
        on=commitment.due_on,
        precision=commitment.due_precision,
        ends_on=commitment.due_ends_on,
        code=cause.code,
        reason=cause.reason.strip(),
        meeting=cause.meeting,
        set_by=by,
        recorded_at=now,
    )
    if not is_original:
        Responsibility.objects.filter(commitment=commitment).update(forecast_moves=0)
    ledger.note(commitment=commitment, kind=LedgerEntry.Kind.DATED, rows=[row], actor=by, now=now)


def _note_baselines(commitment: Commitment, changes: list[tuple[str, date, date | None]], cause: Cause, by: Person | None, now: datetime) -> None:
    """Add what became of the baseline of each stage (its title, the day before, the day after)."""
    common = {"commitment": commitment, "reason": cause.reason.strip(), "meeting": cause.meeting, "set_by": by, "recorded_at": now}
    rows = [Rebaseline.objects.create(stage=stage, before_on=before_on, after_on=after_on, **common) for stage, before_on, after_on in changes]
    ledger.note(commitment=commitment, kind=LedgerEntry.Kind.REBASELINED, rows=rows, actor=by, now=now)


def _assign(commitment: Commitment, fields: dict[str, Any], told: dict[str, Any] | None) -> None:
    """`told` is None where what the kind declares stays as it is; a new kind keeps what it declares too."""
    for name in FIELDS:
        if name in fields:
            setattr(commitment, name, fields[name])
    declared = commitment.own_kind.fields
    commitment.details = details.kept(details.all_of(commitment.details, declared) if told is None else told, declared)
    commitment.body = commitment.meeting.body
    commitment.due_ends_on = commitment.due_on and due.period_end(commitment.due_on, commitment.due_precision)
    found = rules.find_quote(commitment.quote, commitment.meeting.source_text)
    if found:
        commitment.quote, commitment.quote_start = found
    elif not commitment.quote.strip():
        commitment.quote, commitment.quote_start = "", None


def _refuse_unsound(commitment: Commitment, parts: list[Part], steps: list[Step], *, lifecycle_before: str | None) -> None:
    problems = rules.problems(
        meeting=commitment.meeting,
        quote=commitment.quote,
        lifecycle=commitment.lifecycle,
        lifecycle_before=lifecycle_before,
        due_on=commitment.due_on,
        overseen_by=commitment.overseen_by,
        reference=commitment.reference,
    )
    links = {"renews": commitment.renews, "implements": commitment.implements}
    problems |= renewal.problems(commitment_id=commitment.pk, meeting=commitment.meeting, **links, behind=renewals.leads_to(**links))
    problems |= rules.repeated_parties([part.party for part in parts])
    for step in steps:
        if wrong := due.problem(step.due_on, not_before=commitment.meeting.starts_on):
            problems["milestones"] = f"{step.title}: {wrong}"
    refuse(problems)


def _next_reference(meeting: Meeting) -> str:
    """BODY-2025-01 and so on; the meeting (or its body) is locked, so that two desks never get the same one."""
    if meeting.body_id:
        type(meeting.body).objects.select_for_update(no_key=True).get(pk=meeting.body_id)
        stem = f"{meeting.body.short_code}-{meeting.starts_on.year}-"
    else:
        Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
        stem = f"M{meeting.pk}-{meeting.starts_on.year}-"
    taken = Commitment.objects.filter(reference__startswith=stem).values_list("reference", flat=True)
    numbers = [int(reference.removeprefix(stem)) for reference in taken if reference.removeprefix(stem).isdecimal()]
    return f"{stem}{max(numbers, default=0) + 1:02d}"


def _set_parts(commitment: Commitment, parts: list[Part]) -> None:
    """A party has one part, so its row is found by the party; a part on which something was said or asked stays."""
    said = {part.party.pk for part in parts}
    for row in commitment.responsibilities.select_related("party").exclude(party__in=said):
        if row.reports.exists():
            raise Refused({"responsibilities": _("%(party)s has already reported, so its part stays on record.") % {"party": row.party.name}})
        if row.acknowledgements.exists() or row.disownings.exists() or commitment.requests.filter(party=row.party).exists():
            raise Refused({"responsibilities": _("%(party)s has answered here, so its part stays on record.") % {"party": row.party.name}})
        row.delete()
    for part in parts:
        defaults = {"role": part.role, "focal_point": part.focal_point}
        # Somebody else is named: what the one before said of "not mine" is dealt with.
        commitment.responsibilities.filter(party=part.party).exclude(focal_point=part.focal_point).update(disowned_at=None)
        Responsibility.objects.update_or_create(commitment=commitment, party=part.party, defaults=defaults)


def _set_steps(commitment: Commitment, steps: list[Step], now: datetime) -> list[tuple[str, date, date | None]]:
    """Make `steps` the milestones; returned is each baseline that changed: title of the stage, day before, day after."""
    known, rebaselined = {row.pk: row for row in commitment.milestones.all()}, []
    for row in [row for pk, row in known.items() if pk not in {step.id for step in steps}]:
        if row.reports.exists():
            raise Refused({"milestones": _("“%(title)s” was reported on, so it stays on record.") % {"title": row.title}})
        row.delete()
    for position, step in enumerate(steps):
        row = known.get(step.id) or Milestone(commitment=commitment)
        if step.done_on != row.done_on:
            _note_movement(commitment, step.party, now)
        if row.baseline_on and step.baseline_on != row.baseline_on:
            rebaselined.append((step.title, row.baseline_on, step.baseline_on))
        for name in STEP_COLUMNS:
            setattr(row, name, getattr(step, name))
        row.details = details.kept(step.details, commitment.own_kind.step_fields)
        row.due_ends_on = step.due_on and due.period_end(step.due_on, step.due_precision)
        row.position = position
        row.save()
        row.answering.set(step.answering)
    return rebaselined


def _note_movement(commitment: Commitment, party: Party | None, now: datetime) -> None:
    """A milestone reached (or taken back) moves its party's part; one of all sides moves every part."""
    parts = commitment.responsibilities.filter(party=party) if party else commitment.responsibilities.all()
    parts.filter(moved_at__isnull=False).update(moved_at=now, unmoved_reports=0)
