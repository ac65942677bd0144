"""Tell what a seed file says because of the kinds of its commitments: groups, indicators, obstacles, moves of stages, texts, projects."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial

from tracker.actions import commitment as commitments
from tracker.actions import group as groups
from tracker.actions import indicator as indicators
from tracker.actions import obstacle as obstacles
from tracker.actions import parallel as texts
from tracker.actions import project as projects
from tracker.actions.commitment import Cause
from tracker.actions.seed_told import EVENING, NOON, Told
from tracker.exchange.entry import (
    AnswerEntry,
    CommitmentEntry,
    Day,
    GroupEntry,
    IndicatorEntry,
    MoveEntry,
    ObstacleEntry,
    ReadingEntry,
    TextEntry,
    in_year,
    on,
)
from tracker.models import Commitment, Meeting, Obstacle


def bring_projects(told: Told) -> None:
    for entry in told.seed.projects:
        columns = {name: value for name, value in vars(entry).items() if name in projects.FIELDS}
        told.projects[entry.name] = projects.record(fields=columns, funding=list(entry.funding.items()), seed=told.seed.name)


def foresee(told: Told, commitment: Commitment, entry: CommitmentEntry, zone: str) -> None:
    """What happens to a commitment because of its kind."""

    def at(day: Day, happen: Callable, *what) -> None:
        told.foresee(told.at(day, zone, NOON), partial(happen, told, commitment, *what), after=commitment.recorded_at)

    if entry.indicators:
        _define(told, commitment, entry, now=commitment.recorded_at)
    for indicator in entry.indicators:
        for reading in indicator.readings:
            at(reading.day, _read, indicator, reading)
    for obstacle in entry.obstacles:
        at(obstacle.day, _hinder, obstacle)
    for move in entry.moves:
        at(move.day, _move, move)
    for text in entry.texts:
        at(text.day, _translate, text)
    if entry.group is not None:
        at(entry.group.day, _constitute, entry.group)


def add_text(told: Told, entry: TextEntry, *, commitment: Commitment | None = None, meeting: Meeting | None = None, now: datetime) -> None:
    said = {"language": entry.language, "title": entry.title, "text": entry.text, "is_authentic": entry.authentic}
    texts.add(commitment=commitment, meeting=meeting, by=told.desk, now=now, **said)


def _define(told: Told, commitment: Commitment, entry: CommitmentEntry, *, now: datetime) -> None:
    rows = [
        indicators.Row(
            title=said.title,
            unit=said.unit,
            baseline=_decimal(said.baseline),
            target=_decimal(said.target),
            target_year=in_year(said.year, told.today),
        )
        for said in entry.indicators
    ]
    indicators.define(commitment=commitment, version=commitment.version, rows=rows, by=None, now=now)


def _decimal(value: int | float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _read(told: Told, commitment: Commitment, entry: IndicatorEntry, reading: ReadingEntry, *, now: datetime) -> None:
    row = commitment.indicators.get(title=entry.title)
    indicators.read(indicator=row, on=on(reading.day, told.today), value=_decimal(reading.value), source=reading.source, by=told.desk, now=now)


def _hinder(told: Told, commitment: Commitment, entry: ObstacleEntry, *, now: datetime) -> None:
    obstacle = obstacles.record(
        commitment=commitment,
        title=entry.title,
        cause=entry.cause,
        description=entry.description,
        party=told.parties[entry.party],
        answer_due_on=on(entry.due, told.today),
        by=told.desk,
        now=now,
    )
    for answer in entry.answers:
        told.foresee(told.at(answer.day, obstacle.party.time_zone, NOON), partial(_answer, told, obstacle, answer), after=now)


def _answer(told: Told, obstacle: Obstacle, entry: AnswerEntry, *, now: datetime) -> None:
    by = told.focal_point(obstacle.party.short_code)
    obstacles.answer(obstacle=obstacle, words=entry.words, is_solved=entry.next is None, next_due_on=on(entry.next, told.today), by=by, now=now)


def _move(told: Told, commitment: Commitment, entry: MoveEntry, *, now: datetime) -> None:
    changed = {"forecast_on": on(entry.forecast, told.today)} if entry.forecast is not None else {}
    changed |= {"baseline_on": on(entry.baseline, told.today)} if entry.baseline is not None else {}
    steps = [replace(step, **changed) if step.title == entry.stage else step for step in commitments.as_steps(commitment)]
    cause = Cause(reason=entry.reason, meeting=told.meetings.get(entry.agreed_at))
    told.revise(commitment, fields={}, steps=steps, cause=cause, by=told.desk, now=now)


def _constitute(told: Told, commitment: Commitment, entry: GroupEntry, *, now: datetime) -> None:
    seats = [
        groups.Seat(
            party=part.party,
            members=tuple(told.parties[code] for code in entry.members.get(part.party.short_code, [])),
            secretariat=entry.secretariats.get(part.party.short_code, ""),
            co_chair=told.people.get(entry.co_chairs.get(part.party.short_code)),
        )
        for part in commitment.responsibilities.select_related("party").order_by("id")
    ]
    fields = {
        "name": entry.name,
        "short_code": entry.code,
        "constituted_on": on(entry.day, told.today),
        "mandate_ends_on": on(entry.mandate_ends, told.today),
        "meets_every_days": entry.meets_every_days,
        "languages": entry.languages,
        "time_zone": entry.time_zone,
    }
    body = told.bodies[entry.code] = groups.constitute(commitment=commitment, fields=fields, seats=seats, by=told.desk, now=now)
    for day, text in entry.terms:
        adopt = partial(groups.adopt_terms, body=body, text=text, adopted_on=on(day, told.today), by=told.desk)
        told.foresee(told.at(day, body.time_zone, EVENING), adopt, after=now)


def _translate(told: Told, commitment: Commitment, entry: TextEntry, *, now: datetime) -> None:
    add_text(told, entry, commitment=commitment, now=now)
