"""The silence strip: one party's reporting periods on one commitment, counted in cadences from the meeting day.

A report belongs to the period in which it came, or to the one before if it came within the grace after that one's end
and the period had no report of its own: the watch would not have called the party silent either.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

PERIODS, FUTURE = 9, 2  # shown in all, and those of them after the current one
REPORTED, NOTHING, SILENT, DUE, WAITING, COMING, PAUSED, DONE = "reported", "nothing", "silent", "due", "waiting", "future", "paused", "done"


@dataclass(frozen=True, kw_only=True)
class Period:
    starts_on: date
    ends_on: date  # the last day
    state: str


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """What decides a period without a report: the commitment's pace, and what excuses a party from reporting."""

    meeting_day: date
    cadence_days: int
    grace_days: int
    suspended_until: date | None = None  # the last day of a suspension
    completed_on: date | None = None  # the day the party reported "completed": it owes nothing after it
    closed_on: date | None = None  # the day the commitment was closed: the strip ends there


def periods(rhythm: Rhythm, reports: Iterable[tuple[date, bool]], today: date, count: int = PERIODS) -> list[Period]:
    """The newest `count` periods, oldest first; `reports` are (day, nothing_to_report) in any order.

    The two last lie in the future unless the commitment is closed. Younger commitments have fewer periods.
    """
    last_day = today if rhythm.closed_on is None else min(today, rhythm.closed_on)
    current = (last_day - rhythm.meeting_day).days // rhythm.cadence_days
    said = answers(rhythm, reports, last_day)
    newest = current if rhythm.closed_on else max(current, -1) + FUTURE
    oldest = max(0, current + FUTURE - count + 1)
    return [_period(rhythm, index, said, last_day) for index in range(oldest, newest + 1)]


def answers(rhythm: Rhythm, reports: Iterable[tuple[date, bool]], today: date) -> dict[int, bool]:
    """Which periods (counted from the meeting, 0 first) have an answer, and whether it is only "nothing to report"."""
    said: dict[int, bool] = {}
    for day, is_nothing in sorted(report for report in reports if rhythm.meeting_day <= report[0] <= today):
        index, offset = divmod((day - rhythm.meeting_day).days, rhythm.cadence_days)
        if index and offset <= rhythm.grace_days and index - 1 not in said:
            index -= 1
        said[index] = said.get(index, True) and is_nothing
    return said


def _period(rhythm: Rhythm, index: int, said: dict[int, bool], today: date) -> Period:
    starts_on = rhythm.meeting_day + timedelta(days=index * rhythm.cadence_days)
    ends_on = starts_on + timedelta(days=rhythm.cadence_days - 1)
    if index in said:
        state = NOTHING if said[index] else REPORTED
    elif _is_excused(rhythm, starts_on, ends_on):
        state = DONE
    elif rhythm.suspended_until is not None and index > max(said, default=-1) and starts_on <= rhythm.suspended_until:
        state = PAUSED  # as the watch has it: a suspension moves what was due after the last report to its last day
    else:
        state = _owed(rhythm, starts_on, ends_on, today)
    return Period(starts_on=starts_on, ends_on=ends_on, state=state)


def _is_excused(rhythm: Rhythm, starts_on: date, ends_on: date) -> bool:
    is_closed_in_it = rhythm.closed_on is not None and starts_on <= rhythm.closed_on <= ends_on
    return is_closed_in_it or (rhythm.completed_on is not None and ends_on >= rhythm.completed_on)


def _owed(rhythm: Rhythm, starts_on: date, ends_on: date, today: date) -> str:
    due_on = ends_on + timedelta(days=1)
    if starts_on > today:
        return COMING
    if due_on > today:
        return WAITING
    return SILENT if today > due_on + timedelta(days=rhythm.grace_days) else DUE


def runs(shown: Iterable[Period]) -> Iterator[Period]:
    """Neighbours of one state joined into one period, for saying a strip in words."""
    run = None
    for period in shown:
        if run is not None and run.state == period.state:
            run = Period(starts_on=run.starts_on, ends_on=period.ends_on, state=run.state)
            continue
        if run is not None:
            yield run
        run = period
    if run is not None:
        yield run
