"""A second record in plain Python, kept beside the real one: what anybody could have known after each step, and what a page of a past day must say.

It shares nothing with the product but the words of its choices: days, clocks and flags are worked out here anew.
"""

import calendar
import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DATED = ("overdue", "milestone_overdue", "slipping")
CLOSED = ("completed", "superseded", "dropped")


def midnight_after(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) + timedelta(days=1)


def day_of(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def last_day(on: date | None, precision: str) -> date | None:
    if on is None or precision == "day":
        return on
    month = {"month": on.month, "quarter": (on.month + 2) // 3 * 3, "year": 12}[precision]
    return date(on.year, month, calendar.monthrange(on.year, month)[1])


@dataclass
class Report:
    pk: int
    said_at: datetime
    status: str
    health: str
    words: str
    forecast: date | None
    is_nothing: bool


@dataclass
class Part:
    uid: int
    party: str
    role: str
    focal: str
    status: str = ""
    health: str = ""
    words: str = ""
    said_at: datetime | None = None
    moved_at: datetime | None = None
    unmoved: int = 0
    idle: int = 0
    forecast: date | None = None
    forecast_moves: int = 0
    last: int = 0  # the report that was heard last
    waiting: list[Report] = field(default_factory=list)
    was_returned: bool = False

    @property
    def was_spoken_of(self) -> bool:
        return bool(self.said_at or self.waiting or self.was_returned)

    def hear(self, report: Report) -> bool:
        """Let a report count, unless a newer one does already."""
        if self.said_at and (report.said_at, report.pk) < (self.said_at, self.last):
            return False
        keeps = report.is_nothing and self.status
        status, health = (self.status, self.health) if keeps else (report.status, report.health)
        self.unmoved = 0 if status != self.status else self.unmoved + 1
        self.moved_at = report.said_at if status != self.status else self.moved_at
        self.idle = self.idle + 1 if report.is_nothing else 0
        if report.forecast and report.forecast != self.forecast:
            self.forecast_moves += bool(self.forecast and report.forecast > self.forecast)
            self.forecast = report.forecast
        self.status, self.health, self.words, self.said_at, self.last = status, health, report.words, report.said_at, report.pk
        return True


@dataclass
class Step:
    uid: int
    title: str
    party: str = ""
    due: date | None = None
    precision: str = "day"
    done: date | None = None


@dataclass
class Pledge:
    reference: str
    title: str
    kind: str
    meeting: str
    recorded_at: datetime
    description: str = ""
    lifecycle: str = "not_started"
    closed_on: date | None = None
    suspended_until: date | None = None
    due: date | None = None
    precision: str = "day"
    original: date | None = None  # the last day of the first due period it had
    asked: list[tuple[datetime, str, str]] = field(default_factory=list)  # moment, kind, decision
    cadence: int | None = None
    grace: int | None = None
    overseen_by: str = ""
    is_draft: bool = False
    visible_to: str = "parties"
    parts: dict[str, Part] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)


@dataclass
class Flag:
    reference: str
    rule: str
    uid: int  # of the part or milestone; 0 of the commitment
    party: str
    basis: date
    due: date | None  # of the rules that speak of dates: such a flag is raised anew when they change
    raised: datetime
    cleared: datetime | None = None


@dataclass
class Context:
    """What a pledge takes from elsewhere: paces, days, zones."""

    cadence: int
    grace: int
    zone: str
    body: str
    days: tuple[date, date]
    zones: dict[str, str]


class Model:
    def __init__(self):
        self.zones: dict[str, str] = {}  # of parties
        self.bodies: dict[str, list] = {}  # code -> cadence, grace, zone
        self.meetings: dict[str, list] = {}  # title -> first day, last day, body
        self.pledges: dict[str, Pledge] = {}
        self.flags: list[Flag] = []
        self.notes: dict[str, list[tuple[datetime, Pledge, Context]]] = {}

    def note(self, reference: str, now: datetime, *, is_sweep: bool = False) -> None:
        """After a step: flags that are no longer true are cleared (a sweep raises them too), and the pledge is put down as it is."""
        pledge, context = self.pledges[reference], self.context(self.pledges[reference])
        true = self.true(pledge, context, now)
        standing = {(flag.rule, flag.uid): flag for flag in self.flags if flag.reference == reference and flag.cleared is None}
        for subject, flag in standing.items():
            if subject not in true or (flag.rule in DATED and (flag.party, flag.basis, flag.due) != true[subject]):
                flag.cleared = now
        if is_sweep:
            self.flags += [Flag(reference, *subject, *true[subject], raised=now) for subject in true if subject not in standing or standing[subject].cleared]
        self.notes.setdefault(reference, []).append((now, copy.deepcopy(pledge), context))

    def context(self, pledge: Pledge) -> Context:
        first, last, body = self.meetings[pledge.meeting]
        cadence, grace, zone = self.bodies[body]
        own = (cadence if pledge.cadence is None else pledge.cadence, grace if pledge.grace is None else pledge.grace)
        return Context(*own, zone, body, (first, last), dict(self.zones))

    def true(self, pledge: Pledge, context: Context, now: datetime) -> dict[tuple[str, int], tuple[str, date, date | None]]:
        """(rule, subject) -> (party, day counted from, due day) of all that is wrong now."""
        if pledge.lifecycle in CLOSED or pledge.is_draft:
            return {}
        found = {}
        for part in pledge.parts.values():
            zone = context.zones[part.party]
            if self.rests(pledge, zone, now):
                continue
            state, basis, _due = self.reporting(pledge, context, part, now)
            if state in ("silent", "never_reported"):
                found["silent", part.uid] = part.party, basis, None
            if not part.focal and part.status != "completed":
                found["unreachable", part.uid] = part.party, day_of(pledge.recorded_at, zone), None
            due = last_day(pledge.due, pledge.precision)
            is_late = part.forecast and due and part.forecast > due
            if part.status != "completed" and (is_late or part.forecast_moves >= 2):
                found["slipping", part.uid] = part.party, part.forecast, due
            if part.idle >= 2:
                found["nothing_done", part.uid] = part.party, day_of(part.said_at, zone), None
            if part.unmoved >= 2 and part.status != "completed":
                moved = day_of(part.moved_at, zone)
                if midnight_after(moved + timedelta(days=3 * context.cadence), zone) <= now:
                    found["stalled", part.uid] = part.party, moved, None
        dated = [("overdue", 0, "", last_day(pledge.due, pledge.precision))]
        dated += [("milestone_overdue", step.uid, step.party, last_day(step.due, step.precision)) for step in pledge.steps if not step.done]
        for rule, uid, party, due in dated:
            if due and midnight_after(due, context.zone) <= now and not self.rests(pledge, context.zone, now):
                found[rule, uid] = party, pledge.original if rule == "overdue" else due, due
        return found

    @staticmethod
    def rests(pledge: Pledge, zone: str, now: datetime) -> bool:
        return pledge.lifecycle == "suspended" and now < midnight_after(pledge.suspended_until, zone)

    def reporting(self, pledge: Pledge, context: Context, part: Part, now: datetime) -> tuple[str, date | None, date | None]:
        """The reporting state, the day counted from and the day of the next report."""
        if pledge.lifecycle in CLOSED or pledge.is_draft:
            return ("closed" if pledge.lifecycle in CLOSED else "paused"), None, None
        if part.status == "completed":
            return "up_to_date", None, None
        zone = context.zones[part.party]
        basis = day_of(part.said_at, zone) if part.said_at else context.days[1]
        due = basis + timedelta(days=context.cadence)
        if pledge.lifecycle == "suspended":
            due = max(due, pledge.suspended_until)
        if self.rests(pledge, zone, now):
            return "paused", basis, due
        if midnight_after(due + timedelta(days=context.grace), zone) <= now:
            return ("silent" if part.said_at else "never_reported"), basis, due
        return ("due" if midnight_after(due - timedelta(days=8), zone) <= now else "up_to_date"), basis, due

    def known(self, reference: str, moment: datetime) -> tuple[Pledge, Context] | None:
        found = [(pledge, context) for at, pledge, context in self.notes[reference] if at <= moment]
        return found[-1] if found else None

    def stood(self, moment: datetime) -> dict[str, tuple[Pledge, Context]]:
        return {reference: known for reference in sorted(self.notes) if (known := self.known(reference, moment))}

    def raised(self, moment: datetime) -> list[Flag]:
        return [flag for flag in self.flags if flag.raised <= moment]
