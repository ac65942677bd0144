"""Tell what a seed file says through the verbs, each at the moment it speaks of."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Min
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from tracker.actions import assessment as assessments
from tracker.actions import body as bodies
from tracker.actions import change as changes
from tracker.actions import commitment as commitments
from tracker.actions import escalation, progress, review, sweep
from tracker.actions import meeting as meetings
from tracker.actions import party as parties
from tracker.actions import person as people
from tracker.actions import seed_kinds as kinds
from tracker.actions import session as sessions
from tracker.actions.commitment import Part, Step
from tracker.actions.meeting import Seat
from tracker.actions.notice import Quota
from tracker.actions.seed_told import EVENING, NOON, Told
from tracker.exchange.entry import (
    AssessmentEntry,
    CommitmentEntry,
    MeetingEntry,
    MilestoneEntry,
    OutcomeEntry,
    ReplyEntry,
    ReportEntry,
    RequestEntry,
    Seed,
    on,
)
from tracker.kinds import KINDS
from tracker.models import (
    Assessment,
    Body,
    Clock,
    Commitment,
    Escalation,
    Meeting,
    Notice,
    Party,
    Person,
    Post,
    ProgressReport,
    Request,
    Responsibility,
)
from tracker.models.kind import Field, Kind, Type
from tracker.rules import due, quality
from tracker.rules.refusal import Refused

IN_POST_DAYS = 1100  # people hold their posts since so long before the loading
REVIEW_DAYS = timedelta(days=5)  # after so long a validator accepts a report; what came later still waits
REPORT_MINUTES = 8 * 60  # reports come at any minute of a working day that begins at nine


@transaction.atomic
def tell(*, seed: Seed, now: datetime) -> None:
    """Record what the seed says, each event through its verb at its own moment, up to `now`.

    The watch runs in between as it would have, so that flags have their history; no letters are queued for the past.
    """
    told = Told(seed=seed, today=due.local_day(now, "UTC"))
    _bring_parties(told)
    _bring_people(told, now)
    _bring_bodies(told)
    kinds.bring_projects(told)
    _give_posts(told, now)
    for entry in seed.meetings:
        zones = {body.code: body.time_zone for body in (*seed.bodies, *seed.groups)}
        told.foresee(told.at(entry.ends or entry.starts, zones[entry.body], EVENING), partial(_hold_meeting, told, entry))
    _live_through(told, now)


def _bring_parties(told: Told) -> None:
    for entry in told.seed.parties:
        row = Party.objects.filter(short_code=entry.code).first()
        columns = {"name": entry.name, "short_code": entry.code, "kind": entry.kind, "time_zone": entry.time_zone, "names": entry.names}
        told.parties[entry.code] = row or parties.record(fields=columns | {"parent": told.parties.get(entry.parent)}, seed=told.seed.name)


def _bring_people(told: Told, now: datetime) -> None:
    for entry in told.seed.people:
        if entry.email and Person.objects.filter(email__iexact=entry.email).exists():
            raise Refused({"": _("%(email)s is the address of a person entered by hand. Change one of the two.") % {"email": entry.email}})
        columns = {name: value for name, value in asdict(entry).items() if name in people.FIELDS}
        person = people.record(fields=columns | {"party": told.parties.get(entry.party)}, seed=told.seed.name, now=now)
        told.people[entry.key] = person


def _give_posts(told: Told, now: datetime) -> None:
    starts_on = told.today - timedelta(days=IN_POST_DAYS)
    for entry in told.seed.people:
        if entry.post:
            person = told.people[entry.key]
            # A co-chair chairs the body for a party; whoever reads or keeps a body's record does so for all of its parties.
            party = None if entry.body and entry.post != Post.Role.CO_CHAIR else person.party
            people.give_post(person=person, role=entry.post, party=party, body=told.bodies.get(entry.body), starts_on=starts_on, now=now)


def _bring_bodies(told: Told) -> None:
    for entry in told.seed.bodies:
        if Body.objects.filter(short_code=entry.code).exists() or Body.objects.filter(name=entry.name).exists():
            raise Refused({"": _("The body %(code)s, %(name)s, was entered by hand. Rename one of the two.") % {"code": entry.code, "name": entry.name}})
        columns = {name: value for name, value in asdict(entry).items() if name in bodies.FIELDS}
        columns |= {"short_code": entry.code, "parent": told.bodies.get(entry.parent)}
        told.bodies[entry.code] = bodies.record(fields=columns, sides=[bodies.Seat(party=told.parties[code]) for code in entry.sides], seed=told.seed.name)


def _live_through(told: Told, now: datetime) -> None:
    """Let everything happen in its order: a meeting adds what follows from its commitments to what is yet to happen."""
    while told.events:
        told.events.sort(key=lambda event: event[0])
        at, happen = told.events.pop(0)
        at = min(at, now)
        _watch(at)
        happen(now=at)
    _watch(now)
    sweep.look(now=now, counts=sweep.Counts())  # and the states that no flag goes with
    past = Notice.objects.filter(kind=Notice.Kind.ESCALATION, state=Notice.State.QUEUED, queued_at__lte=now)
    past.update(state=Notice.State.SKIPPED, last_error=_("Letters of sample data's past are not sent."))


def _watch(until: datetime) -> None:
    """Raise, and climb, as the hourly sweep would have by `until`; hours in which nothing came true are passed over."""
    awake = Clock.objects.filter(flag_at__isnull=False, check_at__isnull=False)  # PostgreSQL's GREATEST passes over NULL
    coming = awake.annotate(true_at=Greatest("flag_at", "check_at")).filter(true_at__lte=until)
    steps = Escalation.objects.filter(next_at__lte=until)
    while moments := [first for first in (coming.aggregate(first=Min("true_at"))["first"], steps.aggregate(first=Min("next_at"))["first"]) if first]:
        hour = min(moments).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        sweep.look(now=min(hour, until), counts=sweep.Counts())
        escalation.climb(now=min(hour, until), quota=Quota())


def _hold_meeting(told: Told, entry: MeetingEntry, *, now: datetime) -> None:
    columns = {name: value for name, value in vars(entry).items() if name in meetings.FIELDS}
    columns |= {"body": told.bodies[entry.body], "host": told.parties.get(entry.host)}
    columns |= {"starts_on": on(entry.starts, told.today), "ends_on": on(entry.ends, told.today)}
    columns |= {"next_on": on(entry.next, told.today), "next_host": told.parties.get(entry.next_host)}
    seats = [Seat(party=told.parties[code], head=told.people.get(key)) for code, key in entry.parties.items()]
    meeting = meetings.record(fields=columns, seats=seats, seed=told.seed.name, now=now)
    told.meetings[entry.title] = meeting
    for code, day in entry.signed.items():
        told.foresee(told.at(day, meeting.body.time_zone, NOON), partial(_sign, told, meeting, code, on(day, told.today)), after=now)
    for text in entry.texts:
        told.foresee(told.at(text.day, meeting.body.time_zone, NOON), partial(kinds.add_text, told, text, meeting=meeting), after=now)
    for pledge in entry.commitments:
        _pledge(told, meeting, pledge, now)
    for pledge in entry.commitments:  # a group may stand below what it oversees
        if pledge.overseen_by:
            told.revise(told.commitments[pledge.title], fields={"overseen_by": told.commitments[pledge.overseen_by]}, now=now)
    for outcome in entry.outcomes:
        _note(told, meeting, outcome, now)
    if entry.outcomes:  # the first head of a delegation is the second person
        by = next(told.people[key] for key in entry.parties.values() if key)
        told.foresee(now, partial(sessions.apply, meeting=meeting, by=by, via=Request.Via.SEED))


def _note(told: Told, meeting: Meeting, entry: OutcomeEntry, now: datetime) -> None:
    sessions.note(
        meeting=meeting,
        commitment=told.commitments[entry.commitment],
        kind=entry.kind,
        words=entry.words,
        until_on=on(entry.until, told.today),
        proof_url=entry.proof,
        by=told.desk,
        now=now,
    )


def _pledge(told: Told, meeting: Meeting, entry: CommitmentEntry, now: datetime) -> None:
    columns = {name: value for name, value in vars(entry).items() if name in commitments.FIELDS and name != "overseen_by"}
    columns |= {"meeting": meeting, "due_on": on(entry.due, told.today), "due_precision": entry.precision}
    columns |= {column: name in entry.marks for name, column in quality.TICKED.items()}
    columns |= {name: told.commitments.get(getattr(entry, name)) for name in ("renews", "implements")}
    parts = [Part(party=told.parties[code], role=role, focal_point=told.focal_point(code)) for code, role in entry.parts.items()]
    kind = KINDS[entry.kind]
    commitment = commitments.record(
        fields=columns,
        parts=parts,
        steps=[_step(told, step, kind) for step in entry.milestones],
        told=_own(told, entry.own, kind.fields),
        projects=[told.projects[name] for name in entry.projects],
        now=now,
    )
    told.commitments |= {name: commitment for name in (entry.key, entry.title) if name}
    _foresee_progress(told, commitment, entry)


def _step(told: Told, entry: MilestoneEntry, kind: Kind) -> Step:
    return Step(
        title=entry.title,
        party=told.parties.get(entry.party),
        due_on=on(entry.due, told.today),
        due_precision=entry.precision,
        step=entry.step,
        details=_own(told, entry.own, kind.step_fields),
        answering=tuple(told.parties[code] for code in entry.answering),
        project=told.projects.get(entry.project),
        baseline_on=on(entry.baseline, told.today),
    )


def _own(told: Told, values: dict, declared: Iterable[Field]) -> dict:
    """What the kind declares, with days counted from the loading as dates."""
    days = {field.name for field in declared if field.type == Type.DAY}
    return {name: on(value, told.today) if name in days else value for name, value in values.items()}


def _foresee_progress(told: Told, commitment: Commitment, entry: CommitmentEntry) -> None:
    zone = commitment.body.time_zone
    for request in entry.requests:
        told.foresee(told.at(request.day, zone, NOON), partial(_ask, told, commitment, entry, request))
    for position, step in enumerate(entry.milestones):
        if step.done is not None:
            reach = partial(_reach, told, commitment, position, on(step.done, told.today))
            told.foresee(told.at(step.done, zone, NOON), reach, after=commitment.recorded_at)
    for number, report in enumerate(entry.reports):
        minutes = 9 * 60 + (commitment.pk * 97 + number * 211) % REPORT_MINUTES  # any spread will do, but the same one each time
        at = told.at(report.day, told.parties[report.party].time_zone, timedelta(minutes=minutes))
        told.foresee(at, partial(_report, told, commitment, report))
    kinds.foresee(told, commitment, entry, zone)
    for assessment in entry.assessments:
        told.foresee(told.at(assessment.day, zone, NOON), partial(_assess, told, commitment, assessment))


def _sign(told: Told, meeting: Meeting, code: str, day: date, *, now: datetime) -> None:
    """Sign the minutes for one party; once all have, they are signed."""
    meeting.refresh_from_db()
    rows = list(meeting.attendances.select_related("party", "head").order_by("id"))
    signed = {row.pk: day if row.party.short_code == code else row.minutes_signed_on for row in rows}
    seats = [Seat(party=row.party, head=row.head, minutes_signed_on=signed[row.pk], minutes_exchanged_on=row.minutes_exchanged_on) for row in rows]
    fields = {"minutes": Meeting.Minutes.SIGNED} if None not in signed.values() else {}
    meetings.revise(meeting=meeting, version=meeting.version, fields=fields, seats=seats, now=now)


def _report(told: Told, commitment: Commitment, entry: ReportEntry, *, now: datetime) -> None:
    part = Responsibility.objects.select_related("focal_point").get(commitment=commitment, party=told.parties[entry.party])
    said = {"status": entry.status, "health": entry.health, "done": entry.done, "next_step": entry.next_step, "obstacle": entry.obstacle}
    written = progress.report(
        responsibility=part,
        author=part.focal_point,
        via=ProgressReport.Via.SEED,
        now=now,
        nothing_to_report=entry.is_nothing,
        forecast_on=on(entry.forecast, told.today),
        measures=commitment.milestones.filter(title__in=entry.measures),
        links=entry.links,
        **said,
    )
    accepted_at = now + REVIEW_DAYS
    if written.is_waiting and due.local_day(accepted_at, "UTC") <= told.today:
        told.foresee(accepted_at, partial(review.accept, report=written, reviewer=told.holder(Post.Role.VALIDATOR, entry.party)))


def _assess(told: Told, commitment: Commitment, entry: AssessmentEntry, *, now: datetime) -> None:
    """A correction takes the place of the newest."""
    written = assessments.assess(
        commitment=commitment,
        grade=entry.grade,
        reasoning=entry.reasoning,
        evidence_url=entry.evidence_url,
        assessor=told.people[entry.assessor],
        corrects=commitment.assessments.first() if entry.correction else None,
        is_told=False,
        correction=entry.correction,
        now=now,
    )
    for reply in entry.replies:
        told.foresee(told.at(reply.day, told.parties[reply.party].time_zone, NOON), partial(_reply, told, written, reply))


def _reply(told: Told, assessment: Assessment, entry: ReplyEntry, *, now: datetime) -> None:
    assessments.reply(assessment=assessment, party=told.parties[entry.party], words=entry.words, author=told.focal_point(entry.party), now=now)


def _ask(told: Told, commitment: Commitment, pledge: CommitmentEntry, entry: RequestEntry, *, now: datetime) -> None:
    code = entry.party or next(iter(pledge.parts))
    request = changes.ask(
        commitment=commitment,
        party=told.parties[code],
        kind=entry.kind,
        until_on=on(entry.until, told.today),
        until_precision=entry.precision,
        code=entry.code,
        reason=entry.reason,
        proof_url=entry.proof,
        asked_by=told.focal_point(code),
        via=Request.Via.SEED,
        now=now,
    )
    if entry.verdict:
        at = told.at(entry.day if entry.decided is None else entry.decided, commitment.body.time_zone, EVENING)
        told.foresee(at, partial(_decide, told, request, entry))


def _decide(told: Told, request: Request, entry: RequestEntry, *, now: datetime) -> None:
    meeting = told.meetings[entry.agreed_at] if entry.agreed_at else None
    changes.decide(request=request, verdict=entry.verdict, reason=entry.answer, meeting=meeting, decided_by=told.desk, now=now)


def _reach(told: Told, commitment: Commitment, position: int, done_on: date, *, now: datetime) -> None:
    steps = [replace(step, done_on=done_on) if place == position else step for place, step in enumerate(commitments.as_steps(commitment))]
    told.revise(commitment, fields={}, steps=steps, now=now)
