"""A seed file: YAML in, plain dataclasses out, or a refusal that names the file, the entry and what to do."""

import zoneinfo
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from typing import Any, get_args

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tracker.exchange.entry import (
    AnswerEntry,
    AssessmentEntry,
    BodyEntry,
    CommitmentEntry,
    GroupEntry,
    IndicatorEntry,
    MeetingEntry,
    MilestoneEntry,
    MoveEntry,
    ObstacleEntry,
    OutcomeEntry,
    PartyEntry,
    PersonEntry,
    ProjectEntry,
    ReadingEntry,
    ReplyEntry,
    ReportEntry,
    RequestEntry,
    Seed,
    TextEntry,
)
from tracker.kinds import KINDS
from tracker.models import Post, Responsibility
from tracker.models.assessment import Scale
from tracker.models.party import validate_code, validate_names
from tracker.rules.commitment import find_quote
from tracker.rules.quality import TICKED
from tracker.rules.refusal import Refused
from tracker.rules.scale import GRADES

TEXT = ("day", "language", "title", "text")  # the order of a compact row
NOTHING = "nothing"  # in place of a report's words


def read(path: Path) -> Seed:
    """The file as a Seed, checked in itself; Refused with one sentence that says where and what to do."""
    try:
        sections = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused({"": _("%(file)s cannot be read: %(error)s") % {"file": path, "error": error}}) from None
    except yaml.YAMLError as error:
        raise Refused({"": _("%(file)s is not YAML: %(error)s") % {"file": path.name, "error": error}}) from None
    expected = ["parties", "people", "bodies", "meetings"]
    if not isinstance(sections, dict) or sorted(sections.keys() - {"projects"}) != sorted(expected):
        raise _refusal(path.name, _("the file needs exactly these sections: %(names)s.") % {"names": ", ".join(expected)})
    seed = Seed(
        name=path.stem,
        parties=_rows(PartyEntry, sections, "parties", path.name),
        people=_rows(PersonEntry, sections, "people", path.name),
        bodies=_rows(BodyEntry, sections, "bodies", path.name),
        meetings=[_meeting(*numbered) for numbered in _numbered(sections, "meetings", path.name)],
        projects=_rows(ProjectEntry, sections, "projects", path.name),
    )
    _check_names(seed, path.name)
    for number, meeting in enumerate(seed.meetings, 1):
        _check_commitments(seed, meeting, f"{path.name}, meetings {number}")
    return seed


def _meeting(where: str, entry: Any) -> MeetingEntry:
    lists = {
        "commitments": [_commitment(*numbered) for numbered in _numbered(entry, "commitments", where)],
        "outcomes": _rows(OutcomeEntry, entry, "outcomes", where, order=("commitment", "kind", "words")),
        "texts": _rows(TextEntry, entry, "texts", where, order=TEXT),
    }
    return _entry(MeetingEntry, entry | lists, where)


def _commitment(where: str, entry: Any) -> CommitmentEntry:
    lists = {
        "milestones": _rows(MilestoneEntry, entry, "milestones", where),
        "requests": _rows(RequestEntry, entry, "requests", where, order=("day", "kind", "until")),
        "reports": _rows(ReportEntry, entry, "reports", where, order=("day", "party", "status", "health", "done")),
        "assessments": [_assessment(*numbered) for numbered in _numbered(entry, "assessments", where)],
        "moves": _rows(MoveEntry, entry, "moves", where, order=("day", "stage")),
        "indicators": [_indicator(*numbered) for numbered in _numbered(entry, "indicators", where)],
        "obstacles": [_obstacle(*numbered) for numbered in _numbered(entry, "obstacles", where)],
        "texts": _rows(TextEntry, entry, "texts", where, order=TEXT),
    }
    if "group" in entry:
        lists["group"] = _entry(GroupEntry, entry["group"], f"{where}, group")
    return _entry(CommitmentEntry, entry | lists, where)


def _indicator(where: str, row: Any) -> IndicatorEntry:
    entry = _spelled_out(row, ("title", "unit", "baseline", "target", "year")) if isinstance(row, list) else row
    return _entry(IndicatorEntry, entry | {"readings": _rows(ReadingEntry, entry, "readings", where, order=("day", "value", "source"))}, where)


def _obstacle(where: str, row: Any) -> ObstacleEntry:
    entry = _spelled_out(row, ("day", "title", "party", "due")) if isinstance(row, list) else row
    return _entry(ObstacleEntry, entry | {"answers": _rows(AnswerEntry, entry, "answers", where, order=("day", "words"))}, where)


def _assessment(where: str, row: Any) -> AssessmentEntry:
    entry = _spelled_out(row, ("day", "assessor", "grade", "reasoning")) if isinstance(row, list) else row
    replies = _rows(ReplyEntry, entry, "replies", where, order=("day", "party", "words"))
    return _entry(AssessmentEntry, entry | {"replies": replies}, where)


def _numbered(section: Any, name: str, where: str) -> list[tuple[str, Any]]:
    if not isinstance(section, dict):
        raise _refusal(where, _("write it as “name: value” lines."))
    rows = section.get(name) or []
    if not isinstance(rows, list):
        raise _refusal(where, _("“%(name)s” must be a list.") % {"name": name})
    return [(f"{where}, {name} {number}{_called(row)}", row) for number, row in enumerate(rows, 1)]


def _rows(kind: type, section: Any, name: str, where: str, order: tuple[str, ...] = ()) -> list:
    return [_entry(kind, _spelled_out(row, order) if isinstance(row, list) else row, place) for place, row in _numbered(section, name, where)]


def _spelled_out(row: list, order: tuple[str, ...]) -> Any:
    """A compact row with its names; "nothing" in place of a report's words says that there is nothing to report."""
    extras = row[-1] if row and isinstance(row[-1], dict) else {}
    values = row[:-1] if extras else row
    if len(values) > len(order):
        return row
    return {name: value for name, value in zip(order, values, strict=False) if value != NOTHING} | extras


def _entry(kind: type, entry: Any, where: str) -> Any:
    if not isinstance(entry, dict):
        raise _refusal(where, _("write it as “name: value” lines."))
    known = {f.name: f for f in fields(kind)}
    for name in entry:
        if name not in known:
            raise _refusal(where, _("“%(name)s” is unknown. Use: %(names)s.") % {"name": name, "names": ", ".join(known)})
    for name, spec in known.items():
        if name not in entry:
            if spec.default is MISSING and spec.default_factory is MISSING:
                raise _refusal(where, _("add “%(name)s”.") % {"name": name})
        elif not isinstance(entry[name], spec.type) or (isinstance(entry[name], bool) and spec.type is not bool):
            raise _refusal(where, _("“%(name)s” is %(value)r; write %(type)s.") % {"name": name, "value": entry[name], "type": _type_name(spec.type)})
        elif "choices" in spec.metadata and entry[name] not in spec.metadata["choices"]:
            names = ", ".join(str(choice) for choice in spec.metadata["choices"] if choice != "")
            raise _refusal(where, _("“%(name)s” is “%(value)s”; choose from: %(names)s.") % {"name": name, "value": entry[name], "names": names})
    return kind(**entry)


def _check_names(seed: Seed, file: str) -> None:
    """Every name that refers to another entry refers to one, and none is given twice."""
    codes, bodies, people = [p.code for p in seed.parties], [b.code for b in seed.bodies], [p.key for p in seed.people]
    _check_once(codes, f"{file}, parties")
    _check_once(bodies, f"{file}, bodies")
    _check_once(people, f"{file}, people")
    _check_once([p.email for p in seed.people if p.email], f"{file}, people")
    _check_once([c.key for meeting in seed.meetings for c in meeting.commitments if c.key], f"{file}, commitments")
    for entry in (*seed.parties, *seed.people, *seed.bodies):
        if entry.time_zone not in zoneinfo.available_timezones():
            raise _refusal(f"{file}, {entry.name}", _("“%(zone)s” is not a time zone. Write it as in Europe/Minsk.") % {"zone": entry.time_zone})
    for entry in (*seed.parties, *seed.bodies):
        if not validate_code.regex.match(entry.code):
            raise _refusal(f"{file}, {entry.name}", f"“{entry.code}”: {validate_code.message}")
    for entry in seed.parties:
        try:
            validate_names(entry.names)
        except ValidationError as error:
            raise _refusal(f"{file}, {entry.name}", error.message) from None
    for entry in seed.people:
        _check_known([entry.party], codes, f"{file}, {entry.name}")
        _check_known([entry.body], bodies, f"{file}, {entry.name}")
        if entry.sign_in and not entry.email:
            raise _refusal(f"{file}, {entry.name}", _("a person who signs in needs an e-mail address. Add “email”."))
    for entry in seed.bodies:
        _check_known(entry.sides, codes, f"{file}, {entry.name}")
    _check_once([*bodies, *(group.code for group in seed.groups)], f"{file}, bodies")
    _check_once([project.name for project in seed.projects], f"{file}, projects")
    for entry in seed.meetings:
        _check_known([entry.body], [*bodies, *(group.code for group in seed.groups)], f"{file}, {entry.title}")
        _check_known([entry.host, entry.next_host, *entry.parties, *entry.signed], codes, f"{file}, {entry.title}")
        _check_known([head for head in entry.parties.values() if head], people, f"{file}, {entry.title}")
    _check_parents(seed.parties, file)
    _check_parents(seed.bodies, file)


def _check_once(names: list[str], where: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise _refusal(where, _("“%(name)s” stands twice. Give each its own.") % {"name": name})


def _check_parents(entries: list, file: str) -> None:
    """A parent stands above its children in the file, so that it is recorded before them."""
    above = []
    for entry in entries:
        _check_known([entry.parent], above, f"{file}, {entry.name}")
        above.append(entry.code)


def _check_known(named: list[str], known: list[str], where: str) -> None:
    for name in named:
        if name and name not in known:
            raise _refusal(where, _("“%(name)s” is not in this file, or not above this entry. Add it, or correct the name.") % {"name": name})


def _check_commitments(seed: Seed, meeting: MeetingEntry, where: str) -> None:
    codes = [party.code for party in seed.parties]
    meetings_so_far = seed.meetings[: seed.meetings.index(meeting) + 1]
    keys = [entry.key for earlier in meetings_so_far for entry in earlier.commitments]
    titles = [entry.title for earlier in meetings_so_far for entry in earlier.commitments]
    _check_known([outcome.commitment for outcome in meeting.outcomes], [*keys, *titles], f"{where}, outcomes")
    for number, entry in enumerate(meeting.commitments, 1):
        place = f"{where}, commitments {number}{_called({'title': entry.title})}"
        _check_known([entry.overseen_by, entry.renews, entry.implements], keys, place)
        _check_known([*entry.parts, *(step.party for step in entry.milestones)], codes, place)
        _check_kind(seed, entry, codes, place)
        if entry.quote and find_quote(entry.quote, meeting.source_text) is None:
            raise _refusal(place, _("the quote does not stand in the meeting's source_text. Copy its words from there."))
        for role in entry.parts.values():
            if role not in Responsibility.Role.values:
                raise _refusal(place, _("“%(role)s” is not a role; choose from: %(names)s.") % {"role": role, "names": ", ".join(Responsibility.Role.values)})
        for report in entry.reports:
            _check_known([report.party], list(entry.parts), f"{place}, parts")
            _check_known(report.measures, [step.title for step in entry.milestones], f"{place}, milestones")
            if report.done and not report.status:
                raise _refusal(place, _("the report of %(party)s on day %(day)s needs a status.") % {"party": report.party, "day": report.day})
        _check_assessments(seed, meeting, entry, place)
        for mark in entry.marks:
            if mark not in TICKED:
                raise _refusal(place, _("“%(mark)s” is not a mark; choose from: %(names)s.") % {"mark": mark, "names": ", ".join(TICKED)})
        for request in entry.requests:
            _check_known([request.party], list(entry.parts), f"{place}, parts")
            _check_known([request.agreed_at], [earlier.title for earlier in seed.meetings], place)
            if request.verdict and not any(person.post == Post.Role.DESK for person in seed.people):
                raise _refusal(place, _("requests are decided by the desk. Add a person with “post: desk”."))
        told = [*(report.day for report in entry.reports), *_days_of(entry.requests), *(step.done for step in entry.milestones)]
        told += [day for grade in entry.assessments for day in (grade.day, *(reply.day for reply in grade.replies))]
        told += _days_of_kind(entry)
        if late := [day for day in told if isinstance(day, int) and day > 0]:
            raise _refusal(
                place,
                _("day %(day)s has not come yet. What is told lies in the past; only due days, forecasts and planned sessions lie ahead.") % {"day": late[0]},
            )


def _check_kind(seed: Seed, entry: CommitmentEntry, codes: list[str], place: str) -> None:
    """What the kind declares, and the projects, parties and stages that are named."""
    kind, projects = KINDS[entry.kind], [project.name for project in seed.projects]
    _check_known([*entry.projects, *(step.project for step in entry.milestones)], projects, place)
    _check_known([code for step in entry.milestones for code in step.answering], codes, place)
    _check_known([obstacle.party for obstacle in entry.obstacles], list(entry.parts), f"{place}, parts")
    _check_known([step.step for step in entry.milestones], [step.key for step in kind.steps], f"{place}, steps of the kind")
    _check_known([move.stage for move in entry.moves], [step.title for step in entry.milestones], f"{place}, milestones")
    _check_known([move.agreed_at for move in entry.moves], [meeting.title for meeting in seed.meetings], place)
    for named, declared in ((entry.own, kind.fields), *((step.own, kind.step_fields) for step in entry.milestones)):
        _check_known(list(named), [field.name for field in declared], f"{place}, own")
    if entry.group is not None:
        told = entry.group
        _check_known([*told.members, *told.secretariats, *told.co_chairs], list(entry.parts), f"{place}, parts")
        _check_known([code for members in told.members.values() for code in members], codes, place)
        _check_known(list(told.co_chairs.values()), [person.key for person in seed.people], place)


def _check_assessments(seed: Seed, meeting: MeetingEntry, entry: CommitmentEntry, place: str) -> None:
    grades = dict(GRADES[next((body.scale for body in seed.bodies if body.code == meeting.body), Scale.OGP)])
    for number, assessment in enumerate(entry.assessments, 1):
        _check_known([assessment.assessor], [person.key for person in seed.people if person.post == Post.Role.ASSESSOR], f"{place}, assessors")
        _check_known([reply.party for reply in assessment.replies], list(entry.parts), f"{place}, parts")
        if assessment.grade not in grades:
            raise _refusal(
                place, _("“%(grade)s” is not a grade of the body's scale; choose from: %(names)s.") % {"grade": assessment.grade, "names": ", ".join(grades)}
            )
        if assessment.correction and number == 1:
            raise _refusal(place, _("the first assessment corrects none. Take its “correction” away."))


def _days_of(requests: list[RequestEntry]) -> list[Any]:
    return [day for request in requests for day in (request.day, request.decided)]


def _days_of_kind(entry: CommitmentEntry) -> list[Any]:
    told = [reading.day for indicator in entry.indicators for reading in indicator.readings]
    told += [day for obstacle in entry.obstacles for day in (obstacle.day, *(answer.day for answer in obstacle.answers))]
    told += [row.day for row in (*entry.moves, *entry.texts)]
    return told + ([entry.group.day, *(day for day, _words in entry.group.terms)] if entry.group else [])


def _called(row: Any) -> str:
    """How a refusal names an entry besides its number."""
    name = next((row[key] for key in ("title", "name", "key") if key in row), "") if isinstance(row, dict) else ""
    return f" (“{name}”)" if name else ""


def _type_name(kind: Any) -> str:
    names = {
        str: _("text"),
        int: _("a whole number"),
        bool: _("true or false"),
        date: _("a date such as 2025-10-23"),
        list: _("a list"),
        dict: _("“name: value” lines"),
    }
    return " / ".join(names[part] for part in get_args(kind) or (kind,) if part in names)


def _refusal(where: str, sentence: str) -> Refused:
    return Refused({"": f"{where}: {sentence}"})
