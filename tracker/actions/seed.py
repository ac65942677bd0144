"""Tell what a seed file says through the verbs, each at the moment it speaks of."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
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
from tracker.actions.commitment import Part, Step
from tracker.actions.meeting import Seat
from tracker.actions.notice import Quota
from tracker.exchange.entry import AssessmentEntry, CommitmentEntry, MeetingEntry, ReplyEntry, ReportEntry, RequestEntry, Seed, on
from tracker.models import Assessment, Body, Clock, Commitment, Escalation, Meeting, Notice, Party, Person, Post, ProgressReport, Request, Responsibility
from tracker.rules import due, quality
from tracker.rules.refusal import Refused

IN_POST_DAYS = 1100  # people hold their posts since so long before the loading
NOON, EVENING = timedelta(hours=12), timedelta(hours=17)
REVIEW_DAYS = timedelta(days=5)  # after so long a validator accepts a report; what came later still waits
REPORT_MINUTES = 8 * 60  # reports come at any minute of a working day that begins at nine


@dataclass(kw_only=True)
class _Told:
    """The seed being told, what stands already, by the names the file uses, and what is yet to happen."""

    seed: Seed
    today: date
    parties: dict[str, Party] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    events: list[tuple[datetime, Callable]] = field(default_factory=list)

    def at(self, day, zone: str, hour: timedelta) -> datetime:
        """The moment at `hour` on `day` by the clock of `zone`."""
        return due.starts_at(on(day, self.today), zone) + hour

    def focal_point(self, code: str) -> Person | None:
        return self.holder(Post.Role.FOCAL_POINT, code)

    def holder(self, post: str, code: str) -> Person | None:
        """The first person of the file who holds the post for a party."""
        named = (entry for entry in self.seed.people if entry.party == code and entry.post == post)
        return next((self.people[entry.key] for entry in named), None)

    @property
    def desk(self) -> Person:
        """Who decides requests: the first person of the file with a desk post."""
        return next(self.people[entry.key] for entry in self.seed.people if entry.post == Post.Role.DESK)


@transaction.atomic
def tell(*, seed: Seed, now: datetime) -> None:
    """Record what the seed says, each event through its verb at its own moment, up to `now`.

    The watch runs in between as it would have, so that flags have their history; no letters are queued for the past.
    """
    told = _Told(seed=seed, today=due.local_day(now, "UTC"))
    _bring_parties(told)
    _bring_people(told, now)
    _bring_bodies(told)
    _give_posts(told, now)
    for entry in seed.meetings:
        zone = told.bodies[entry.body].time_zone
        told.events.append((told.at(entry.ends or entry.starts, zone, EVENING), partial(_hold_meeting, told, entry)))
    _live_through(told, now)


def _bring_parties(told: _Told) -> None:
    for entry in told.seed.parties:
        row = Party.objects.filter(short_code=entry.code).first()
        columns = {"name": entry.name, "short_code": entry.code, "kind": entry.kind, "time_zone": entry.time_zone}
        told.parties[entry.code] = row or parties.record(fields=columns | {"parent": told.parties.get(entry.parent)}, seed=told.seed.name)


def _bring_people(told: _Told, now: datetime) -> None:
    for entry in told.seed.people:
        if entry.email and Person.objects.filter(email__iexact=entry.email).exists():
            raise Refused({"": _("%(email)s is the address of a person entered by hand. Change one of the two.") % {"email": entry.email}})
        columns = {name: value for name, value in asdict(entry).items() if name in people.FIELDS}
        person = people.record(fields=columns | {"party": told.parties.get(entry.party)}, seed=told.seed.name, now=now)
        told.people[entry.key] = person


def _give_posts(told: _Told, now: datetime) -> None:
    starts_on = told.today - timedelta(days=IN_POST_DAYS)
    for entry in told.seed.people:
        if entry.post:
            person = told.people[entry.key]
            # A co-chair chairs the body for a party; whoever reads or keeps a body's record does so for all of its parties.
            party = None if entry.body and entry.post != Post.Role.CO_CHAIR else person.party
            people.give_post(person=person, role=entry.post, party=party, body=told.bodies.get(entry.body), starts_on=starts_on, now=now)


def _bring_bodies(told: _Told) -> None:
    for entry in told.seed.bodies:
        if Body.objects.filter(short_code=entry.code).exists() or Body.objects.filter(name=entry.name).exists():
            raise Refused({"": _("The body %(code)s, %(name)s, was entered by hand. Rename one of the two.") % {"code": entry.code, "name": entry.name}})
        columns = {name: value for name, value in asdict(entry).items() if name in bodies.FIELDS}
        columns |= {"short_code": entry.code, "parent": told.bodies.get(entry.parent)}
        told.bodies[entry.code] = bodies.record(fields=columns, sides=[told.parties[code] for code in entry.sides], seed=told.seed.name)


def _live_through(told: _Told, now: datetime) -> None:
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


def _hold_meeting(told: _Told, entry: MeetingEntry, *, now: datetime) -> None:
    columns = {name: value for name, value in vars(entry).items() if name in meetings.FIELDS}
    columns |= {"body": told.bodies[entry.body], "host": told.parties.get(entry.host)}
    columns |= {"starts_on": on(entry.starts, told.today), "ends_on": on(entry.ends, told.today)}
    seats = [Seat(party=told.parties[code], head=told.people.get(key)) for code, key in entry.parties.items()]
    meeting = meetings.record(fields=columns, seats=seats, seed=told.seed.name, now=now)
    told.meetings[entry.title] = meeting
    for pledge in entry.commitments:
        _pledge(told, meeting, pledge, now)
    for pledge in entry.commitments:  # a group may stand below what it oversees
        if pledge.overseen_by:
            _revise(told.commitments[pledge.title], fields={"overseen_by": told.commitments[pledge.overseen_by]}, now=now)


def _pledge(told: _Told, meeting: Meeting, entry: CommitmentEntry, now: datetime) -> None:
    columns = {name: value for name, value in vars(entry).items() if name in commitments.FIELDS and name != "overseen_by"}
    columns |= {"meeting": meeting, "due_on": on(entry.due, told.today), "due_precision": entry.precision}
    columns |= {column: name in entry.marks for name, column in quality.TICKED.items()}
    parts = [Part(party=told.parties[code], role=role, focal_point=told.focal_point(code)) for code, role in entry.parts.items()]
    steps = [
        Step(title=step.title, party=told.parties.get(step.party), due_on=on(step.due, told.today), due_precision=step.precision) for step in entry.milestones
    ]
    commitment = commitments.record(fields=columns, parts=parts, steps=steps, now=now)
    told.commitments[entry.key] = told.commitments[entry.title] = commitment
    _foresee_progress(told, commitment, entry)


def _foresee_progress(told: _Told, commitment: Commitment, entry: CommitmentEntry) -> None:
    zone = commitment.body.time_zone
    for request in entry.requests:
        told.events.append((told.at(request.day, zone, NOON), partial(_ask, told, commitment, entry, request)))
    for position, step in enumerate(entry.milestones):
        if step.done is not None:
            told.events.append((told.at(step.done, zone, NOON), partial(_reach, commitment, position, on(step.done, told.today))))
    for number, report in enumerate(entry.reports):
        minutes = 9 * 60 + (commitment.pk * 97 + number * 211) % REPORT_MINUTES  # any spread will do, but the same one each time
        at = told.at(report.day, told.parties[report.party].time_zone, timedelta(minutes=minutes))
        told.events.append((at, partial(_report, told, commitment, report)))
    for assessment in entry.assessments:
        told.events.append((told.at(assessment.day, zone, NOON), partial(_assess, told, commitment, assessment)))


def _report(told: _Told, commitment: Commitment, entry: ReportEntry, *, now: datetime) -> None:
    part = Responsibility.objects.select_related("focal_point").get(commitment=commitment, party=told.parties[entry.party])
    said = {"status": entry.status, "health": entry.health, "done": entry.done, "next_step": entry.next_step, "obstacle": entry.obstacle}
    written = progress.report(
        responsibility=part,
        author=part.focal_point,
        via=ProgressReport.Via.SEED,
        now=now,
        nothing_to_report=entry.is_nothing,
        forecast_on=on(entry.forecast, told.today),
        links=entry.links,
        **said,
    )
    accepted_at = now + REVIEW_DAYS
    if written.is_waiting and due.local_day(accepted_at, "UTC") <= told.today:
        told.events.append((accepted_at, partial(review.accept, report=written, reviewer=told.holder(Post.Role.VALIDATOR, entry.party))))


def _assess(told: _Told, commitment: Commitment, entry: AssessmentEntry, *, now: datetime) -> None:
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
        told.events.append((told.at(reply.day, told.parties[reply.party].time_zone, NOON), partial(_reply, told, written, reply)))


def _reply(told: _Told, assessment: Assessment, entry: ReplyEntry, *, now: datetime) -> None:
    assessments.reply(assessment=assessment, party=told.parties[entry.party], words=entry.words, author=told.focal_point(entry.party), now=now)


def _ask(told: _Told, commitment: Commitment, pledge: CommitmentEntry, entry: RequestEntry, *, now: datetime) -> None:
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
        told.events.append((at, partial(_decide, told, request, entry)))


def _decide(told: _Told, request: Request, entry: RequestEntry, *, now: datetime) -> None:
    meeting = told.meetings[entry.agreed_at] if entry.agreed_at else None
    changes.decide(request=request, verdict=entry.verdict, reason=entry.answer, meeting=meeting, decided_by=told.desk, now=now)


def _reach(commitment: Commitment, position: int, done_on: date, *, now: datetime) -> None:
    rows = commitment.milestones.select_related("party").order_by("position")
    steps = [
        Step(
            id=row.pk,
            title=row.title,
            party=row.party,
            due_on=row.due_on,
            due_precision=row.due_precision,
            done_on=done_on if row.position == position else row.done_on,
        )
        for row in rows
    ]
    _revise(commitment, fields={}, steps=steps, now=now)


def _revise(commitment: Commitment, **change) -> None:
    commitments.revise(commitment=commitment, version=Commitment.objects.values_list("version", flat=True).get(pk=commitment.pk), **change)
