"""The session pack: what was done, moved, fell silent and was asked for between one session of a body and a day.

A snapshot holds plain values (keys, days, names, words that were said), never sentences, so that it can be set in any language
later. The same record, body, session and days give the same snapshot, and so the same fingerprint.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tracker.models import Body, Clock, Commitment, DueDate, Meeting, Milestone, Obstacle, ParallelText, Party, ProgressReport, Request, Responsibility
from tracker.rules import clock, spread
from tracker.rules.due import local_day, over_at
from tracker.rules.due import problem as day_problem
from tracker.rules.ledger import canonical
from tracker.rules.party import side_of
from tracker.rules.past import Past, end_of, stated
from tracker.rules.session import held

FORMAT = 1
NO_REPORT = (Clock.State.SILENT, Clock.State.NEVER_REPORTED)
ROLES = list(Responsibility.Role)  # the first of these that has a part speaks first
Facts = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a pack is about. The body has its sides, their parties and those parties' parents loaded."""

    body: Body
    meeting: Meeting | None  # the session it is made for
    since_on: date
    past: Past

    @property
    def since_at(self) -> datetime:
        """The first moment of which the pack tells."""
        return over_at(self.since_on, self.body.time_zone)

    @property
    def time(self) -> str | None:
        """The time of day by the body's clock, where the pack was made before its day was over."""
        if self.past == end_of(self.past.day, self.body.time_zone):
            return None
        return self.past.moment.astimezone(ZoneInfo(self.body.time_zone)).strftime("%H:%M")

    def day(self, moment: datetime) -> str:
        return local_day(moment, self.body.time_zone).isoformat()


@dataclass(kw_only=True)
class Beside:
    """What stands beside one commitment, as it was known then."""

    reports: list[ProgressReport] = field(default_factory=list)  # those that began to count since the last session, the oldest first
    requests: list[Request] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)  # with answers
    original: DueDate | None = None
    texts: list[ParallelText] = field(default_factory=list)  # the newest of each language


class Told(NamedTuple):
    """One commitment, and the parties it names, by code."""

    facts: Facts
    parties: dict[str, Facts]


def problems(*, body: Body, meeting: Meeting | None, since_on: date, as_of: date, language: str, languages: Iterable[str], today: date) -> dict[str, str]:
    """What is wrong with what somebody asks a pack for, by field; empty when it is sound. `today` is the body's day."""
    found = {}
    if wrong := day_problem(as_of):
        found["as_of"] = wrong
    elif as_of > today:
        found["as_of"] = _("This day has not come yet. Give today or a day gone by.")
    if wrong := day_problem(since_on):
        found["since_on"] = wrong
    elif since_on > as_of and "as_of" not in found:
        found["since_on"] = _("This is after the day whose record is shown. Give an earlier day.")
    if meeting is not None and meeting.body_id != body.pk:
        found["meeting"] = _("Choose a session of this body.")
    if language not in languages:
        found["language"] = _("Choose one of the languages that are offered.")
    return found


def moment_of(as_of: date, *, zone: str, now: datetime) -> datetime:
    """The last moment of the record that a pack shows: the end of its day, or now while the day lasts."""
    return min(end_of(as_of, zone).moment, now)


def told(row: Commitment, beside: Beside, frame: Frame) -> Told:
    """One commitment as queries.past rebuilt it."""
    zone, now = frame.body.time_zone, frame.past.moment
    pace, parts, steps = clock.pace(row), list(row.responsibilities.all()), list(row.milestones.all())
    late = [step for step in steps if clock.overdue(step.due_ends_on, pace, is_done=step.done_on is not None, zone=zone, now=now).is_true(now)]
    reached = [step for step in steps if step.done_on and frame.since_on < step.done_on <= frame.past.day]
    facts = {
        "reference": row.reference,
        "title": row.title,
        "texts": {text.language: {"title": text.title, "text": text.text, "is_authentic": text.is_authentic} for text in beside.texts},
        "kind": row.kind,
        "lifecycle": row.lifecycle,
        "closed_on": _iso(row.closed_on),
        "suspended_until": _iso(row.suspended_until) if row.lifecycle == Commitment.Lifecycle.SUSPENDED else None,
        "due": _due(row),
        "original": _original(row, beside.original),
        "is_overdue": clock.overdue(row.due_ends_on, pace, zone=zone, now=now).is_true(now),
        "is_new": _is_new(row, frame),
        "meeting": _meeting(row.meeting),
        "quote": row.quote,
        "renews": row.renews_id,
        "parts": [_part(part, frame) for part in sorted(parts, key=lambda part: (ROLES.index(part.role), part.pk))],
        "differs": spread.differs(part.stated_status for part in parts),
        "said": [_said(report, parts) for report in beside.reports],
        "steps": {"done": sum(step.done_on is not None for step in steps), "of": len(steps)},
        "reached": [_step(step) for step in reached],
        "late": [_step(step) for step in late],
        "requests": [_request(request, frame) for request in beside.requests if _is_news(request, frame)],
        "obstacles": [_obstacle(row, frame) for row in beside.obstacles if not any(answer.is_solved for answer in row.answers.all())],
    }
    parties = [part.party for part in parts] + [step.party for step in reached + late if step.party]
    parties += [request.party for request in beside.requests if request.party] + [obstacle.party for obstacle in beside.obstacles]
    return Told(facts, {party.short_code: _party(party) for party in parties})


def snapshot(frame: Frame, commitments: Iterable[Told], renewals: Mapping[int, Facts], parents: Mapping[str, Party]) -> Facts:
    """The whole pack. `renewals` are the commitments that others renew, by primary key (each with `renews` of its own); `parents` the parties
    by code, with their parents loaded."""
    commitments = list(commitments)
    sides = [side.party for side in frame.body.sides.all()]
    parties = {side.short_code: _party(side) for side in sides}
    for one in commitments:
        parties |= {code: facts for code, facts in one.parties.items() if code not in parties}
    for code, facts in parties.items():
        side = side_of(parents.get(code), sides)
        facts["side"] = side.short_code if side else None
    rows = {one.facts["reference"]: one.facts | {"renews": _renewed(one.facts["renews"], renewals)} for one in commitments}
    rows = dict(sorted(rows.items()))
    order = [side.short_code for side in sides]
    return {
        "format": FORMAT,
        "body": {"code": frame.body.short_code, "name": frame.body.name, "sides": order},
        "meeting": _meeting(frame.meeting) | {"place": frame.meeting.place} if frame.meeting else None,
        "since_on": frame.since_on.isoformat(),
        "as_of": frame.past.day.isoformat(),
        "at": frame.time,
        "as_of_at": frame.past.moment.astimezone(UTC).isoformat(),
        "parties": parties,
        "commitments": rows,
        "sections": sections(rows, frame.since_on.isoformat(), ranked(parties, order)),
    }


def fingerprint(snapshot: Facts) -> str:
    """SHA-256 of the snapshot in canonical JSON."""
    return hashlib.sha256(canonical(snapshot).encode()).hexdigest()


def ranked(parties: Mapping[str, Facts], sides: list[str]) -> list[str]:
    """The codes of the parties: each side, then those below it; at last those of no side."""

    def place(code: str) -> tuple:
        side = parties[code]["side"]
        return (sides.index(side) if side in sides else len(sides), code != side, parties[code]["name"], code)

    return sorted(parties, key=place)


def sections(rows: Mapping[str, Facts], since_on: str, order: list[str]) -> Facts:
    """What stands in which section of the paper, by reference. `order` are the parties' codes as they follow each other."""
    closed = {ref: row for ref, row in rows.items() if row["lifecycle"] in Commitment.CLOSED}
    live = {ref: row for ref, row in rows.items() if ref not in closed}
    lately = {ref: row for ref, row in closed.items() if row["closed_on"] > since_on}
    moved = {ref: row for ref, row in live.items() if row["reached"] or any(not said["is_nothing"] for said in row["said"])}
    silent = [(ref, part) for ref, row in live.items() for part in row["parts"] if part["reporting"] in NO_REPORT]
    return {
        "open": len(live),
        "done": [ref for ref, row in lately.items() if row["lifecycle"] == Commitment.Lifecycle.COMPLETED],
        "ended": [ref for ref, row in lately.items() if row["lifecycle"] != Commitment.Lifecycle.COMPLETED],
        "moved": list(moved),
        "unchanged": [ref for ref, row in live.items() if row["said"] and ref not in moved],
        "silent": [[ref, part["party"]] for ref, part in sorted(silent, key=lambda pair: (order.index(pair[1]["party"]), pair[1]["due_on"], pair[0]))],
        "overdue": sorted((ref for ref, row in live.items() if row["is_overdue"]), key=lambda ref: (live[ref]["due"]["ends_on"], ref)),
        "late": [ref for ref, row in live.items() if row["late"]],
        "new": [ref for ref, row in rows.items() if row["is_new"]],
        "asked": [[ref, number] for ref, row in rows.items() for number, request in enumerate(row["requests"]) if not request["decision"]],
        "decided": [[ref, number] for ref, row in rows.items() for number, request in enumerate(row["requests"]) if request["decision"]],
        "obstacles": _obstacles(live),
        "carried": [ref for ref, row in live.items() if row["renews"]],
        "differ": [ref for ref, row in live.items() if row["differs"]],
        "voices": _voices(live, order),
    }


def _obstacles(live: Mapping[str, Facts]) -> list[Facts]:
    """By cause, the most frequent first: the obstacles that stand open, and the parts whose last word names the cause."""
    found: dict[str, Facts] = {cause: {"cause": cause, "open": [], "named": []} for cause in ProgressReport.Obstacle.values}
    for ref, row in live.items():
        for number, obstacle in enumerate(row["obstacles"]):
            found[obstacle["cause"]]["open"].append([ref, number])
        for part in row["parts"]:
            if part["words"] and part["words"]["obstacle"]:
                found[part["words"]["obstacle"]]["named"].append([ref, part["party"]])
    told = [cause for cause in found.values() if cause["open"] or cause["named"]]
    return sorted(told, key=lambda cause: -len(cause["open"]) - len(cause["named"]))


def _voices(live: Mapping[str, Facts], order: list[str]) -> list[Facts]:
    """For each party the open commitments in which it has the first part, told in full, and those told in full under another party."""
    full, also = defaultdict(list), defaultdict(list)
    for ref, row in live.items():
        codes = [part["party"] for part in row["parts"]]
        for code in codes[:1]:
            full[code].append(ref)
        for code in codes[1:]:
            also[code].append(ref)
    return [{"party": code, "full": full[code], "also": also[code]} for code in order if full[code] or also[code]]


def _iso(day: date | None) -> str | None:
    return day and day.isoformat()


def _due(row: Commitment | Milestone) -> Facts | None:
    return row.due_on and {"on": row.due_on.isoformat(), "precision": row.due_precision, "ends_on": row.due_ends_on.isoformat()}


def _original(row: Commitment, original: DueDate | None) -> Facts | None:
    """The first date, where another is in force."""
    if original is None or original.on is None or original.ends_on == row.due_ends_on:
        return None
    return {"on": original.on.isoformat(), "precision": original.precision, "ends_on": original.ends_on.isoformat()}


def _is_new(row: Commitment, frame: Frame) -> bool:
    """Pledged after the last session, or at it and entered into the record later."""
    day = row.meeting.last_day
    return day > frame.since_on or (day == frame.since_on and row.recorded_at >= frame.since_at)


def _meeting(meeting: Meeting) -> Facts:
    return {"title": meeting.title, "ordinal": meeting.ordinal, "on": meeting.starts_on.isoformat(), "ends_on": meeting.last_day.isoformat()}


def _party(party: Party) -> Facts:
    return {"name": party.name, "names": party.names, "kind": party.kind}


def _part(part: Responsibility, frame: Frame) -> Facts:
    silence = part.silence[0]
    before = stated(word for word in part.words if word.counts_since < frame.since_at)
    return {
        "party": part.party.short_code,
        "role": part.role,
        "status": part.stated_status,
        "before": before.status,
        "health": part.health,
        "reporting": silence.state,
        "since_on": _iso(silence.basis_on),
        "due_on": _iso(silence.due_on),
        "words": _words(part.last_report, part.party.time_zone) if part.last_report else None,
    }


def _words(report: ProgressReport, zone: str) -> Facts:
    return {
        "on": local_day(report.reported_at, zone).isoformat(),
        "is_nothing": report.nothing_to_report,
        "done": report.done,
        "next_step": report.next_step,
        "obstacle": report.obstacle,
        "forecast_on": _iso(report.forecast_on),
    }


def _said(report: ProgressReport, parts: list[Responsibility]) -> Facts:
    party = next(part.party for part in parts if part.pk == report.responsibility_id)
    return {"party": party.short_code, "status": report.status} | _words(report, party.time_zone)


def _step(step: Milestone) -> Facts:
    return {"title": step.title, "party": step.party and step.party.short_code, "due": _due(step), "done_on": _iso(step.done_on)}


def _is_news(request: Request, frame: Frame) -> bool:
    return request.answer is None or request.answer.decided_at >= frame.since_at


def _request(request: Request, frame: Frame) -> Facts:
    decision = request.answer
    return {
        "kind": request.kind,
        "until": request.until_on and {"on": request.until_on.isoformat(), "precision": request.until_precision},
        "party": request.party and request.party.short_code,
        "code": request.code,
        "reason": request.reason,
        "on": frame.day(request.asked_at),
        "decision": decision and {"verdict": decision.verdict, "on": frame.day(decision.decided_at), "reason": decision.reason},
    }


def _obstacle(obstacle: Obstacle, frame: Frame) -> Facts:
    answers = list(obstacle.answers.all())
    return {
        "title": obstacle.title,
        "cause": obstacle.cause,
        "party": obstacle.party.short_code,
        "on": frame.day(obstacle.raised_at),
        "due_on": _iso(next((answer.next_due_on for answer in reversed(answers) if answer.next_due_on), obstacle.answer_due_on)),
        "answer": {"on": frame.day(answers[-1].answered_at), "words": answers[-1].words} if answers else None,
    }


def _renewed(pk: int | None, renewals: Mapping[int, Facts]) -> Facts | None:
    """What a commitment renews, where the chain of renewals began, and how often the pledge was made anew."""
    seen, chain = set(), []
    while pk in renewals and pk not in seen:
        seen.add(pk)
        chain.append(renewals[pk])
        pk = renewals[pk]["renews"]
    if not chain:
        return None
    first = chain[-1]
    return {"reference": chain[0]["reference"], "first": {"reference": first["reference"], "meeting": first["meeting"]}, "times": len(chain)}


def since(sessions: Iterable[Meeting], today: date) -> date | None:
    """The last day of the last session that was held; None before there was one."""
    return max((session.last_day for session in held(sessions) if session.last_day <= today), default=None)


def next_session(sessions: Iterable[Meeting], today: date) -> Meeting | None:
    """The planned session that comes next."""
    planned = [session for session in sessions if session.state == Meeting.State.PLANNED and session.last_day >= today]
    return min(planned, key=lambda session: (session.starts_on, session.pk), default=None)
