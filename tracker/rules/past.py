"""What was known at a moment gone by: commitments as they stood, from their state in the ledger and from rows that are never changed.

The instances are those of the models, unsaved, with their relations filled, so that pages and rules read them like any other.
Names (of parties, people, meetings and bodies) are those of today.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from tracker.models import Body, Clock, Commitment, Flag, Indicator, Meeting, Milestone, Party, Person, ProgressReport, Project, Responsibility
from tracker.models.clock import Rule
from tracker.models.commitment import NEVER
from tracker.models.flag import SEVERE
from tracker.rules import clock
from tracker.rules.due import over_at
from tracker.rules.ledger import HIDDEN

LINKED = ("reference", "title", "lifecycle", "overseen_by_id", "renews_id", "implements_id")
MOMENT = timedelta(microseconds=1)  # the least that databases tell apart


@dataclass(frozen=True, kw_only=True)
class Past:
    """A day gone by, and the last moment of it by the clock of whoever asks; what was recorded until then was known."""

    day: date
    moment: datetime


def end_of(day: date, zone: str) -> Past:
    return Past(day=day, moment=over_at(day, zone) - MOMENT)


class Word(NamedTuple):
    """A report, as far as it decides what its party had stated; `counts_since` is when it began to count."""

    part_id: int
    pk: int
    reported_at: datetime
    counts_since: datetime
    is_nothing: bool
    status: str
    health: str


class Stated(NamedTuple):
    status: str = ""
    health: str = ""
    last: Word | None = None


def stated(words: Iterable[Word]) -> Stated:
    """What a party stated after these words, in the order in which they began to count: as actions.progress writes it down.

    A word that began to count after a newer one changes nothing; "nothing to report" keeps what stood before.
    """
    found = Stated()
    for word in sorted(words, key=lambda word: (word.counts_since, word.reported_at, word.pk)):
        if found.last and (word.reported_at, word.pk) < (found.last.reported_at, found.last.pk):
            continue
        keeps = word.is_nothing and found.status
        found = Stated(*((found.status, found.health) if keeps else (word.status, word.health)), word)
    return found


@dataclass(kw_only=True)
class Beside:
    """What stands beside the states, by primary key: today's names, and the rows that are never changed, up to the moment."""

    moment: datetime
    parties: dict[int, Party] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    meetings: dict[int, Meeting] = field(default_factory=dict)
    bodies: dict[int, Body] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)
    words: dict[int, list[Word]] = field(default_factory=dict)  # of a responsibility
    reports: dict[int, ProgressReport] = field(default_factory=dict)
    flags: dict[int, list[Flag]] = field(default_factory=dict)  # of a commitment


def rebuilt(pk: int, recorded_at: datetime, facts: dict[str, Any], texts: dict[str, str], beside: Beside) -> Commitment:
    """The commitment of this entry's state (rules.ledger.state), with `open_flags` and `all_flags`, and each part's `silence` clock and `words`.

    `begun_at` is the later moment of which the state tells, where the ledger of an older record began with it; else None.
    """
    state, begun_at = facts["state"], datetime.fromisoformat(facts["begun_at"]) if "begun_at" in facts else None
    hidden = {name: texts.get(name, "") for name in HIDDEN}  # the state holds their hashes
    row = Commitment(pk=pk, recorded_at=recorded_at, **_columns(Commitment, state) | hidden)
    row.begun_at = begun_at if begun_at and begun_at > beside.moment else None
    row.cadence_days, row.grace_days = state["pace"]["cadence_days"], state["pace"]["grace_days"]
    row.body = beside.bodies.get(row.body_id)
    row.meeting = _meeting(row.meeting_id, state["meeting"], beside.meetings)
    steps = [_step(row, told, beside) for told in state["steps"]]
    fill(row, "milestones", steps)
    parts = [_part(row, told, beside) for told in state["parts"]]
    fill(row, "responsibilities", parts)
    fill(row, "indicators", [Indicator(commitment=row, **_columns(Indicator, told)) for told in state.get("indicators", [])])
    fill(row, "projects", [beside.projects[pk] for pk in state.get("projects", []) if pk in beside.projects])
    _read_clocks(row, parts, steps, beside.moment)
    titles = {step.pk: step for step in steps}
    row.all_flags = sorted((_flag(flag, titles, beside.moment) for flag in beside.flags.get(pk, [])), key=_to_read)
    row.open_flags = [flag for flag in row.all_flags if flag.cleared_at is None]
    return row


def link(pk: int, state: dict[str, Any], meetings: dict[int, Meeting]) -> Commitment:
    """Of a commitment what a link to it says, by its state: its reference, title and lifecycle, its meeting, and to what it links itself."""
    told = _columns(Commitment, {name: state[name] for name in LINKED if name in state})
    return Commitment(pk=pk, **told | {"meeting": _meeting(state["meeting_id"], state["meeting"], meetings)})


def _read_clocks(row: Commitment, parts: list[Responsibility], steps: list[Milestone], now: datetime) -> None:
    """The reporting clock of each part, and the order of urgency that dates give."""
    pace, zone = clock.pace(row), row.body.time_zone if row.body else "UTC"
    readings = [clock.overdue(row.due_ends_on, pace, zone=zone, now=now)]
    readings += [clock.overdue(step.due_ends_on, pace, is_done=step.done_on is not None, zone=zone, now=now) for step in steps]
    for part in parts:
        reading = clock.silent(part, pace, meeting_day=row.meeting.last_day, now=now)
        part.silence = [Clock(rule=Rule.SILENT, commitment=row, responsibility_id=part.pk, party=part.party, **vars(reading))]
        readings.append(reading)
    row.attention_at = min((reading.flag_at for reading in readings if reading.flag_at), default=NEVER)


def _columns(model: type[models.Model], told: dict[str, Any]) -> dict[str, Any]:
    """The values of JSON as the model's columns hold them."""
    return {column.attname: column.to_python(told[column.attname]) for column in model._meta.concrete_fields if column.attname in told}


def _meeting(pk: int, days: dict[str, str | None], meetings: dict[int, Meeting]) -> Meeting:
    """The meeting with the days it had then."""
    known = meetings.get(pk)
    row = copy.copy(known) if known else Meeting(pk=pk, title=_("a meeting that is not open to you"))
    for name, value in _columns(Meeting, days).items():
        setattr(row, name, value)
    return row


def _party(pk: int, beside: Beside) -> Party:
    return beside.parties.get(pk) or Party(pk=pk, name=_("a party that is no longer recorded"), short_code="—")


def _part(row: Commitment, told: dict[str, Any], beside: Beside) -> Responsibility:
    words = beside.words.get(told["id"], [])
    said = stated(words)
    part = Responsibility(commitment=row, **_columns(Responsibility, told), stated_status=said.status, health=said.health)
    part.party = copy.copy(_party(told["party_id"], beside))
    part.party.time_zone = told["zone"]
    part.focal_point = beside.people.get(told["focal_point_id"])
    part.words = words
    if said.last:
        part.last_reported_at, part.last_report = said.last.reported_at, beside.reports.get(said.last.pk)
    return part


def _step(row: Commitment, told: dict[str, Any], beside: Beside) -> Milestone:
    step = Milestone(commitment=row, **_columns(Milestone, told))
    step.party = _party(step.party_id, beside) if step.party_id else None
    step.project = beside.projects.get(step.project_id)
    fill(step, "answering", [_party(pk, beside) for pk in told.get("answering", [])])
    return step


def _flag(flag: Flag, steps: dict[int, Milestone], moment: datetime) -> Flag:
    """The flag before it was cleared, if that came later; its milestone by the name it had."""
    flag = copy.copy(flag)
    if flag.cleared_at and flag.cleared_at > moment:
        flag.cleared_at, flag.cleared_by = None, ""
    if flag.milestone_id in steps:
        flag.milestone = steps[flag.milestone_id]
    return flag


def _to_read(flag: Flag) -> tuple:
    """The order of FlagQuerySet.to_read."""
    return (
        flag.cleared_at is not None,
        -(flag.cleared_at or flag.raised_at).timestamp() if flag.cleared_at else 0,
        flag.rule not in SEVERE,
        flag.raised_at,
        flag.pk,
    )


def fill(row: Commitment, relation: str, rows: list) -> None:
    """Let `row.<relation>.all()` answer with these, as after a prefetch."""
    manager = getattr(row, relation)
    found = manager.get_queryset()
    found._result_cache, found._prefetch_done = rows, True
    row._prefetched_objects_cache = getattr(row, "_prefetched_objects_cache", {}) | {relation: found}
