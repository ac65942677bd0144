"""What a seed file may say: its entries as plain dataclasses, each field with its type and the choices it has.

A day is a date (2025-10-23) or a number of days from the day of loading (-640).
"""

from collections.abc import Iterable
from dataclasses import MISSING, dataclass, field
from datetime import date, timedelta
from typing import Any

from tracker.kinds import KINDS
from tracker.models import Body, Decision, Meeting, Outcome, Party, Person, Post, ProgressReport, Request, Responsibility
from tracker.models.assessment import Scale
from tracker.models.change import Code
from tracker.models.commitment import Precision

Day = date | int
SIGN_INS = ("desk officer", "focal point", "validator", "principal", "assessor", "administrator")


def among(choices: Iterable, default: Any = MISSING):
    """A field that takes one of `choices`."""
    return field(default=default, metadata={"choices": tuple(choices)})


@dataclass(frozen=True, kw_only=True)
class PartyEntry:
    code: str
    name: str
    kind: str = among(Party.Kind.values)
    parent: str = ""
    time_zone: str = "UTC"
    names: dict = field(default_factory=dict)  # by the code of their language


@dataclass(frozen=True, kw_only=True)
class PersonEntry:
    """`post` is held for `party` (a focal point, say) or for `body`, or for both (a co-chair); `sign_in` opens a demo account of that role."""

    key: str
    name: str
    position: str = ""
    email: str = ""
    party: str = ""
    post: str = among(("", *Post.Role.values), "")
    body: str = ""
    sign_in: str = among(("", *SIGN_INS), "")
    time_zone: str = "UTC"
    digest: str = among(Person.Digest.values, Person.Digest.WEEKLY)
    digest_weekday: int = among(Person.Weekday.values, Person.Weekday.MONDAY)
    letter_hour: int = among(range(24), 8)


@dataclass(frozen=True, kw_only=True)
class BodyEntry:
    """`needs_review`: reports of parties that have a validator count once they are accepted, some days later."""

    code: str
    name: str
    sides: list
    parent: str = ""
    cadence_days: int = Body._meta.get_field("cadence_days").default
    grace_days: int = Body._meta.get_field("grace_days").default
    time_zone: str = "UTC"
    scale: str = among(Scale.values, Body._meta.get_field("scale").default)
    needs_review: bool = False


@dataclass(frozen=True, kw_only=True)
class ReportEntry:
    """Written as [day, party, status, health, done, {next_step, obstacle, forecast, links, measures}], or [day, party, nothing]."""

    day: Day
    party: str
    status: str = among(("", *Responsibility.Status.values), "")
    health: str = among(("", *Responsibility.Health.values), "")
    done: str = ""
    next_step: str = ""
    obstacle: str = among(("", *ProgressReport.Obstacle.values), "")
    forecast: Day | None = None
    links: list = field(default_factory=list)
    measures: list = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        return not self.done


@dataclass(frozen=True, kw_only=True)
class MilestoneEntry:
    """`step` names the kind's own step that it is, `own` holds what its kind declares, `answering` the codes of who carries it out."""

    title: str
    party: str = ""
    due: Day | None = None
    precision: str = among(Precision.values, Precision.DAY)
    done: Day | None = None
    step: str = ""
    own: dict = field(default_factory=dict)
    answering: list = field(default_factory=list)
    project: str = ""
    baseline: Day | None = None


@dataclass(frozen=True, kw_only=True)
class MoveEntry:
    """On `day` the stage called `stage` got another forecast or baseline; written as [day, stage, {…}]."""

    day: Day
    stage: str
    forecast: Day | None = None
    baseline: Day | None = None
    reason: str = ""
    agreed_at: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadingEntry:
    """Written as [day, value, source]."""

    day: Day
    value: int | float
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class IndicatorEntry:
    """Written as [title, unit, baseline, target, year, {readings}]; a year below 100 is counted from the year of loading."""

    title: str
    unit: str = ""
    baseline: int | float | None = None
    target: int | float | None = None
    year: int | None = None
    readings: list = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class AnswerEntry:
    """Written as [day, words] where it solves the obstacle, else with {next}: the day on which the next answer is owed."""

    day: Day
    words: str
    next: Day | None = None


@dataclass(frozen=True, kw_only=True)
class ObstacleEntry:
    """Written as [day, title, party, due, {cause, description, answers}]."""

    day: Day
    title: str
    party: str
    due: Day
    cause: str = among(ProgressReport.Obstacle.values, ProgressReport.Obstacle.OTHER)
    description: str = ""
    answers: list = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class GroupEntry:
    """The body that a group becomes on `day`; its sides are the commitment's parties. `members`, `secretariats` and `co_chairs` go by a side's code."""

    day: Day
    code: str
    name: str
    meets_every_days: int | None = None
    mandate_ends: Day | None = None
    languages: str = ""
    time_zone: str = "UTC"
    members: dict = field(default_factory=dict)
    secretariats: dict = field(default_factory=dict)
    co_chairs: dict = field(default_factory=dict)
    terms: list = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class TextEntry:
    """Written as [day, language, title, text, {authentic}]."""

    day: Day
    language: str
    title: str
    text: str
    authentic: bool = False


@dataclass(frozen=True, kw_only=True)
class ProjectEntry:
    """`funding` maps a source to what it gives."""

    name: str
    sector: str = ""
    place: str = ""
    cost: int | None = None
    currency: str = ""
    description: str = ""
    funding: dict = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class OutcomeEntry:
    """What a session decided of an item: [commitment, outcome, words, {until, proof}]; the commitment by its key or title."""

    commitment: str
    kind: str = among(Outcome.Kind.values)
    words: str = ""
    until: Day | None = None
    proof: str = ""


@dataclass(frozen=True, kw_only=True)
class RequestEntry:
    """Asked by the focal point of `party` (of the first part, if none is named), answered by the desk of the file on the same day
    or on `decided`; written as [day, kind, {…}] or [day, kind, until, {reason, answer, …}]. One of no verdict stands open.

    `agreed_at` is the title of the meeting that agreed to it, `proof` the link that a completion needs.
    """

    day: Day
    kind: str = among(Request.Kind.values)
    reason: str
    until: Day | None = None
    precision: str = among(Precision.values, Precision.DAY)
    party: str = ""
    code: str = among(Code.values, Code.OTHER)
    proof: str = ""
    verdict: str = among(("", Decision.Verdict.APPROVED, Decision.Verdict.REFUSED), Decision.Verdict.APPROVED)
    answer: str = ""
    decided: Day | None = None
    agreed_at: str = ""


@dataclass(frozen=True, kw_only=True)
class ReplyEntry:
    """Written as [day, party, words]."""

    day: Day
    party: str
    words: str


@dataclass(frozen=True, kw_only=True)
class AssessmentEntry:
    """Written as [day, assessor, grade, reasoning, {evidence_url, correction, replies}]. With a `correction`, which says why, it
    takes the place of the one above it. `assessor` is a person's key, `grade` a key of the body's scale."""

    day: Day
    assessor: str
    grade: str
    reasoning: str
    evidence_url: str = ""
    correction: str = ""
    replies: list = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class CommitmentEntry:
    """`parts` maps a party's code to its role; `overseen_by` is the key of another commitment of the file;
    `marks` are those that the editor ticks (rules.quality.TICKED)."""

    title: str
    parts: dict
    key: str = ""
    kind: str = among(KINDS)
    quote: str = ""
    description: str = ""
    due: Day | None = None
    precision: str = among(Precision.values, Precision.DAY)
    cadence_days: int | None = None
    grace_days: int | None = None
    overseen_by: str = ""
    milestones: list = field(default_factory=list)
    requests: list = field(default_factory=list)
    reports: list = field(default_factory=list)
    assessments: list = field(default_factory=list)
    proof: str = ""
    marks: list = field(default_factory=list)
    own: dict = field(default_factory=dict)
    renews: str = ""
    implements: str = ""
    projects: list = field(default_factory=list)
    moves: list = field(default_factory=list)
    indicators: list = field(default_factory=list)
    obstacles: list = field(default_factory=list)
    group: GroupEntry | None = None
    texts: list = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class MeetingEntry:
    """`parties` maps a party's code to the key of the person who led its delegation, or to nothing; `signed` to the day on which it
    signed the minutes. `body` is the code of a body, or of a group that an earlier commitment became."""

    title: str
    body: str
    starts: Day
    parties: dict
    ends: Day | None = None
    ordinal: int | None = None
    place: str = ""
    host: str = ""
    form: str = among(Meeting.Form.values, Meeting.Form.IN_PERSON)
    minutes: str = among(Meeting.Minutes.values, Meeting.Minutes.NONE)
    source_title: str = ""
    source_url: str = ""
    source_text: str = ""
    commitments: list = field(default_factory=list)
    state: str = among(Meeting.State.values, Meeting.State.HELD)
    signed: dict = field(default_factory=dict)
    next: Day | None = None
    next_precision: str = among(Precision.values, Precision.MONTH)
    next_host: str = ""
    outcomes: list = field(default_factory=list)
    texts: list = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Seed:
    """One file. `name` is the file's name without its ending; rows it brings carry it."""

    name: str
    parties: list[PartyEntry]
    people: list[PersonEntry]
    bodies: list[BodyEntry]
    meetings: list[MeetingEntry]
    projects: list[ProjectEntry] = field(default_factory=list)

    @property
    def groups(self) -> list[GroupEntry]:
        """The bodies that commitments of the file become."""
        return [pledge.group for meeting in self.meetings for pledge in meeting.commitments if pledge.group]


def on(day: Day | None, today: date) -> date | None:
    """The date of a day; one counted from today that falls on a weekend is moved back to the Friday."""
    if not isinstance(day, int):
        return day
    counted = today + timedelta(days=day)
    return counted - timedelta(days=max(counted.weekday() - 4, 0))


def in_year(year: int | None, today: date) -> int | None:
    """The year that is meant: a small number counts from this one."""
    return today.year + year if year is not None and year < 100 else year
