"""What happened to a commitment, in words, the newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from tracker.models import (
    Acknowledgement,
    Assessment,
    Commitment,
    Decision,
    Disowning,
    DueDate,
    EscalationStep,
    Evidence,
    Flag,
    Milestone,
    Outcome,
    ProgressReport,
    Reply,
    Request,
)
from tracker.rules import change, words
from tracker.rules import flag as flag_rules
from tracker.rules import scale as scales
from tracker.rules.due import local_day, starts_at

WORDS = 30  # of a report's text


@dataclass(frozen=True, kw_only=True)
class Event:
    at: datetime  # a milestone is reached when its day begins
    on: date
    text: str
    sub: str = ""
    tone: str = ""  # "" a word of a party, bad a flag raised, good a flag cleared or a milestone reached, quiet the rest
    evidence: tuple[Evidence, ...] = ()


def events(
    commitment: Commitment,
    *,
    reports: Iterable[ProgressReport],
    flags: Iterable[Flag],
    milestones: Iterable[Milestone],
    assessments: Iterable[Assessment] = (),
    ladder: Iterable[EscalationStep | Acknowledgement | Disowning] = (),
    requests: Iterable[Request] = (),
    dates: Iterable[DueDate] = (),
    outcomes: Iterable[Outcome] = (),
    zone: str,
    names_people: bool,
) -> list[Event]:
    """Days are those of `zone`; outsiders are told no names of people and get no files.

    Reports need party, author and evidence loaded; flags their party and milestone; assessments their assessor, what they
    correct, and replies; requests and dates as queries.change gives them; outcomes as
    queries.session.applied does. `ladder` holds what queries.escalation.history gives.
    """
    found = [_recorded(commitment, zone), *(_reported(report, zone, names_people) for report in reports)]
    found += [LADDER[type(row)](row, zone) for row in ladder]  # before the flags: what was done at once stands above what it answers
    for flag in flags:
        found.append(_raised(flag, zone))
        if flag.cleared_at:
            found.append(_cleared(flag, zone))
    for assessment in assessments:
        found += [_assessed(assessment, zone, names_people), *(_replied(reply, zone) for reply in assessment.replies.all())]
    found += [_reached(step, zone) for step in milestones if step.done_on]
    for request in requests:
        found.append(_asked(request, zone, names_people))
        if request.answer is not None:
            found.append(_decided(request, request.answer, zone, names_people))
    found += [_decided_at(outcome, zone) for outcome in outcomes]
    # The original date is part of the record, a forecast of its report, and one that came by a request of its decision.
    found += [_dated(row, zone, names_people) for row in dates if row.kind == DueDate.Kind.AGREED and row.request_id is None]
    return sorted(found, key=lambda event: event.at, reverse=True)


def _recorded(commitment: Commitment, zone: str) -> Event:
    return Event(at=commitment.recorded_at, on=local_day(commitment.recorded_at, zone), text=_("Recorded"), tone="quiet")


def _reported(report: ProgressReport, zone: str, names_people: bool) -> Event:
    party = report.responsibility.party.name
    if report.nothing_to_report:
        text = _("%(party)s: nothing to report") % {"party": party}
    else:
        said = ", ".join(str(word) for word in (report.get_status_display(), report.get_health_display()) if word)
        text = _("%(party)s reports: %(said)s") % {"party": party, "said": said}
    forecast = _("expects to be done on %(day)s") % {"day": words.due(report.forecast_on)} if report.forecast_on else ""
    author = report.author.name if report.author and names_people else ""
    sub = " · ".join(part for part in (Truncator(report.done).words(WORDS), forecast, author) if part)
    tone = "quiet" if report.nothing_to_report else ""
    evidence = tuple(item for item in report.evidence.all() if names_people or item.url)
    return Event(at=report.reported_at, on=local_day(report.reported_at, zone), text=text, sub=sub, tone=tone, evidence=evidence)


def _raised(flag: Flag, zone: str) -> Event:
    on = local_day(flag.raised_at, zone)
    return Event(at=flag.raised_at, on=on, text=_("Flag raised: %(flag)s") % {"flag": _named(flag)}, sub=flag_rules.sentence(flag, on), tone="bad")


def _cleared(flag: Flag, zone: str) -> Event:
    text = _("Flag cleared: %(flag)s") % {"flag": _named(flag)}
    return Event(
        at=flag.cleared_at, on=local_day(flag.cleared_at, zone), text=text, sub=_("by %(what)s") % {"what": flag.get_cleared_by_display()}, tone="good"
    )


def _reached(step: Milestone, zone: str) -> Event:
    text = _("Milestone reached: %(milestone)s") % {"milestone": step.title}
    return Event(at=starts_at(step.done_on, zone), on=step.done_on, text=text, sub=step.party.name if step.party else "", tone="good")


def _asked(request: Request, zone: str, names_people: bool) -> Event:
    facts = {"who": request.party.name if request.party else _("The desk"), "what": change.named(request)}
    sub = " · ".join(part for part in (Truncator(request.reason).words(WORDS), request.asked_by.name if names_people else "") if part)
    return Event(at=request.asked_at, on=local_day(request.asked_at, zone), text=_("%(who)s asks: %(what)s") % facts, sub=sub)


def _decided(request: Request, decision: Decision, zone: str, names_people: bool) -> Event:
    text = _("%(what)s: %(verdict)s") % {"what": capfirst(change.named(request)), "verdict": decision.get_verdict_display()}
    agreed = _("agreed at %(meeting)s") % {"meeting": decision.meeting} if decision.meeting else ""
    by = decision.decided_by.name if names_people else ""
    sub = " · ".join(part for part in (Truncator(decision.reason).words(WORDS), agreed, by) if part)
    tone = {Decision.Verdict.APPROVED: "good", Decision.Verdict.REFUSED: "bad", Decision.Verdict.WITHDRAWN: "quiet"}[decision.verdict]
    return Event(at=decision.decided_at, on=local_day(decision.decided_at, zone), text=text, sub=sub, tone=tone)


def _decided_at(outcome: Outcome, zone: str) -> Event:
    facts = {"meeting": outcome.session or _("A meeting that is not open to you"), "outcome": outcome.get_kind_display()}
    if outcome.until_on:
        facts["outcome"] = _("%(kind)s until %(day)s") % {"kind": outcome.get_kind_display(), "day": words.due(outcome.until_on, outcome.until_precision)}
    text = _("%(meeting)s: %(outcome)s") % facts
    return Event(at=outcome.applied_at, on=local_day(outcome.applied_at, zone), text=text, sub=Truncator(outcome.words).words(WORDS))


def _dated(row: DueDate, zone: str, names_people: bool) -> Event:
    text = _("Due date set to %(day)s") % {"day": words.due(row.on, row.precision)} if row.on else _("Due date taken away")
    inside = (Truncator(row.reason).words(WORDS), row.set_by.name if row.set_by else "") if names_people else ()
    sub = " · ".join(str(part) for part in (row.get_code_display(), row.meeting or "", *inside) if part)
    return Event(at=row.recorded_at, on=local_day(row.recorded_at, zone), text=text, sub=sub, tone="quiet")


def _assessed(assessment: Assessment, zone: str, names_people: bool) -> Event:
    grade = scales.label(assessment.scale, assessment.grade)
    if assessment.corrects is None:
        text, words = _("Assessed: %(grade)s") % {"grade": grade}, assessment.reasoning
    else:
        was = scales.label(assessment.corrects.scale, assessment.corrects.grade)
        text, words = _("Assessment corrected from “%(was)s” to “%(grade)s”") % {"was": was, "grade": grade}, assessment.correction
    sub = " · ".join(part for part in (Truncator(words).words(WORDS), assessment.assessor.name if names_people else "") if part)
    tone = "bad" if scales.finds_no_evidence(assessment.scale, assessment.grade) else "quiet"
    return Event(at=assessment.assessed_at, on=local_day(assessment.assessed_at, zone), text=text, sub=sub, tone=tone)


def _replied(reply: Reply, zone: str) -> Event:
    text = _("%(party)s replies to the assessment") % {"party": reply.party.name}
    return Event(at=reply.replied_at, on=local_day(reply.replied_at, zone), text=text, sub=Truncator(reply.words).words(WORDS))


def _named(flag: Flag) -> str:
    """“silent, Velika”."""
    return f"{flag.get_rule_display()}, {flag.party.name}" if flag.party else str(flag.get_rule_display())


def _escalated(step: EscalationStep, zone: str) -> Event:
    facts = {"party": step.flag.party.name, "rung": step.get_rung_display(), "outcome": step.get_outcome_display()}
    text = _("Silence of %(party)s: %(rung)s %(outcome)s") % facts
    return Event(at=step.at, on=local_day(step.at, zone), text=text, sub=step.recipient.name if step.recipient else "", tone="quiet")


def _acknowledged(promise: Acknowledgement, zone: str) -> Event:
    facts = {"party": promise.responsibility.party.name, "day": date_format(promise.until_on, "j F Y")}
    sub = " · ".join(part for part in (promise.note, promise.person.name) if part)
    return Event(at=promise.at, on=local_day(promise.at, zone), text=_("%(party)s: there will be word by %(day)s") % facts, sub=sub)


def _disowned(refusal: Disowning, zone: str) -> Event:
    facts = {"party": refusal.responsibility.party.name, "name": refusal.person.name}
    return Event(at=refusal.at, on=local_day(refusal.at, zone), text=_("%(party)s: %(name)s says “not mine”") % facts, sub=refusal.note, tone="bad")


LADDER = {EscalationStep: _escalated, Acknowledgement: _acknowledged, Disowning: _disowned}
