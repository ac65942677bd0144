"""One seeded record for every question of access: two parties of one commission, a third elsewhere, and all who look at it.

Velika is "A", Lorn is "B"; all of it is invented. Every free text that is written here carries a token of its own
(tests/access/canary.py), so that a page can be searched for words it must not hold.
"""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage

from tests.access.canary import Canaries
from tests.conftest import PASSWORD
from tracker.actions import body as body_actions
from tracker.actions import commitment as commitment_actions
from tracker.actions import heartbeat, outbox, sweep
from tracker.actions import meeting as meeting_actions
from tracker.actions import pack as pack_actions
from tracker.actions import party as party_actions
from tracker.actions import person as person_actions
from tracker.actions import progress as progress_actions
from tracker.actions.commitment import Part, Step
from tracker.actions.meeting import Seat
from tracker.models import (
    Acknowledgement,
    Assessment,
    Body,
    Commitment,
    Decision,
    Disowning,
    DueDate,
    Evidence,
    Funding,
    Indicator,
    IndicatorReading,
    MailQueue,
    Meeting,
    Notice,
    NoticeItem,
    Obstacle,
    ObstacleAnswer,
    Outcome,
    Pack,
    ParallelText,
    Party,
    Person,
    ProgressReport,
    Project,
    Rebaseline,
    Reply,
    Request,
    Review,
    Sweep,
    Terms,
    User,
)
from tracker.models.kind import Field, Kind
from tracker.queries.kind import READS
from tracker.views.blocks import BLOCKS

MET_AT = datetime(2026, 1, 15, 12, tzinfo=UTC)
REPORTED_AT = datetime(2026, 2, 2, 9, tzinfo=UTC)
NOW = datetime(2026, 8, 3, 9, tzinfo=UTC)  # a Monday: both sides are silent, and each focal point has a digest
SINCE = date(2020, 1, 1)

# What is on record: (body, parties, and who may see it).
RECORDS = {
    "a": ("X", "A", {}),
    "left": ("X", "A", {}),  # its focal point left the post and is still named
    "b": ("X", "B", {}),
    "shared": ("X", "AB", {}),
    "public": ("X", "B", {"visible_to": "public", "publish_on": date(2026, 2, 1)}),
    "embargoed": ("X", "B", {"visible_to": "public", "publish_on": date(2027, 1, 1)}),
    "draft": ("X", "AB", {"is_draft": True, "visible_to": "public"}),
    "desk_only": ("X", "AB", {"visible_to": "desk"}),
    "elsewhere": ("Y", "B", {}),
}
PLEDGED_AT = {"desk_only": "public"}  # a record whose commitment belongs to the meeting of another: who sees the meeting may not see all of it

# Who looks: (role, party, body, account); policy.toml says what each may do. None: nobody signed in.
ACTORS = {
    "anonymous": None,
    "deactivated": ("focal_point", "A", None, {}),
    "no_person": ("", None, None, {}),
    "no_post": ("", None, None, {}),
    "expired": ("focal_point", "A", None, {}),
    "coming": ("focal_point", "A", None, {}),
    "staff": ("", None, None, {"is_staff": True}),
    "reader": ("reader", None, None, {}),
    "reader_of_y": ("reader", None, "Y", {}),
    "focal_a": ("focal_point", "A", None, {}),
    "alternate_a": ("alternate", "A", None, {}),
    "validator_a": ("validator", "A", "X", {}),  # in one body: not of that body
    "desk_of_a": ("desk", "A", None, {}),
    "named_a": ("", None, None, {}),
    "focal_b": ("focal_point", "B", None, {}),
    "co_chair": ("co_chair", "A", "X", {}),
    "assessor": ("assessor", None, "X", {}),
    "assessor_of_all": ("assessor", None, None, {}),
    "desk_of_x": ("desk", None, "X", {}),
    "desk_of_y": ("desk", None, "Y", {}),
    "desk": ("desk", None, None, {"is_staff": True}),
    "admin": ("", None, None, {"is_staff": True, "is_superuser": True}),
}


EVERYTHING = Kind(  # a kind whose page shows whatever the page of any kind may show
    key="everything",
    label="everything",
    fields=(Field(name="noted", label="noted"),),
    step_fields=(Field(name="area", label="area"),),
    step_columns=("answering", "project", "baseline_on", "forecast_on"),
    reads=tuple(READS),
    blocks=tuple(BLOCKS),
    oversees=True,
    founds_body=True,
)


@dataclass
class World:
    canaries: Canaries = field(default_factory=Canaries)
    parties: dict[str, Party] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    users: dict[str, User | None] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)
    reports: dict[str, ProgressReport] = field(default_factory=dict)
    letters: list[EmailMessage] = field(default_factory=list)  # all that were sent
    packs: dict[str, Pack] = field(default_factory=dict)  # of each body

    def item(self, record: str) -> NoticeItem:
        """The item of the newest letter that speaks of this record."""
        return NoticeItem.objects.filter(responsibility__commitment=self.commitments[record]).latest("id")


def build() -> World:
    """Seed it all; within a transaction that is rolled back in the end."""
    world = World()
    _parties(world)
    for actor, post in ACTORS.items():
        _actor(world, actor, post)
    world.people["hidden"] = _person(world, "hidden", party=world.parties["B"])
    for body in world.bodies.values():
        Terms.objects.create(body=body, number=1, text="To meet twice a year.", adopted_on=SINCE, recorded_at=NOW)
    for record, (body, sides, seen_by) in RECORDS.items():
        _record(world, record, world.bodies[body], sides, seen_by)
    for now in (NOW - timedelta(days=1), NOW):  # so that a page of the day before knows of flags
        sweep.run(now=now)
    heartbeat.beat(now=NOW)
    outbox.send_due(now=NOW)
    world.letters = list(mail.outbox)
    _letters(world)
    _packs(world)
    return world


def _parties(world: World) -> None:
    for letter, name, code in (("A", "Velika", "VEL"), ("B", "Lorn", "LOR"), ("C", "Morr", "MOR")):
        world.parties[letter] = party_actions.record(fields={"name": name, "short_code": code, "kind": "state"})
    for letter, name, code, sides in (("X", "Velika–Lorn commission", "VLK", "AB"), ("Y", "Lorn–Morr commission", "LMK", "BC")):
        fields = {"name": name, "short_code": code, "cadence_days": 90, "grace_days": 14}
        world.bodies[letter] = body_actions.record(fields=fields, sides=[body_actions.Seat(party=world.parties[side]) for side in sides])


def _actor(world: World, actor: str, post) -> None:
    world.users[actor] = None
    if post is None:
        return
    role, party, body, account = post
    if actor == "no_person":
        world.users[actor] = User.objects.create_user(f"{world.canaries.email('account')}", PASSWORD)
        return
    person = world.people[actor] = _person(world, actor, party=world.parties.get(party))
    world.users[actor] = person_actions.give_account(person=person, password=PASSWORD, **account)
    if role:
        starts_on = {"coming": date(2027, 1, 1)}.get(actor, SINCE)
        ends_on = {"expired": date(2025, 12, 31), "alternate_a": date(2027, 12, 31)}.get(actor)
        place = {"party": world.parties.get(party), "body": world.bodies.get(body)}
        person_actions.give_post(person=person, role=role, starts_on=starts_on, ends_on=ends_on, now=MET_AT, **place)
    if actor == "named_a":  # what they did before is no post of A's that they left
        for role, before in (("validator", "A"), ("focal_point", "B")):
            person_actions.give_post(person=person, role=role, party=world.parties[before], starts_on=SINCE, ends_on=date(2025, 12, 31), now=MET_AT)
    if actor == "deactivated":
        world.users[actor].is_active = False
        world.users[actor].save(update_fields=["is_active"])


def _person(world: World, name: str, *, party: Party | None) -> Person:
    said = world.canaries
    fields = {"name": said.name(name), "position": said.name(name), "email": said.email(name), "party": party, "digest": "weekly"}
    return person_actions.record(fields=fields, now=MET_AT)


def _record(world: World, record: str, body: Body, sides: str, seen_by: dict) -> None:
    """A meeting, what was pledged there, and a word of each side with its evidence; the same people may see all of it."""
    said = world.canaries.of(record)
    parties = [world.parties[side] for side in sides]
    of_b = {"shared": world.people["focal_b"], "public": world.people["focal_b"], "embargoed": None}  # nobody answers for the last
    focal_points = {"A": world.people[{"a": "named_a", "left": "expired"}.get(record, "focal_a")], "B": of_b.get(record, world.people["hidden"])}
    quote = said("quote")
    source = {"source_title": said("source_title"), "source_url": said.address("source_url"), "source_text": f"{said('before')} {quote} {said('after')}"}
    world.meetings[record] = meeting = meeting_actions.record(
        fields={
            "title": said("meeting"),
            "body": body,
            "starts_on": MET_AT.date() + timedelta(days=record == "public"),  # before which the others of its body were open
            "place": said("place"),
            **source,
            **seen_by,
            "publish_on": None if record == "public" else seen_by.get("publish_on"),
        },
        seats=[Seat(party=party, head=focal_points[side]) for side, party in zip(sides, parties, strict=True)],
        now=MET_AT,
    )
    due = date(2026, 5, 1)
    pledged_at = world.meetings[PLEDGED_AT.get(record, record)]
    words = {"title": said("title"), "quote": quote if pledged_at == meeting else "", "description": said("description"), "proof": said("proof"), "due_on": due}
    priced = {"cost": 1000, "currency": "EUR", "sector": said("sector"), "place": said("project_place"), "description": said("project_description")}
    project = Project.objects.create(name=said("project"), **priced)
    Funding.objects.create(project=project, source=said("funding"), amount=10)
    world.commitments[record] = commitment = commitment_actions.record(
        fields={"meeting": pledged_at, "kind": EVERYTHING.key, **words, **seen_by},
        told={"noted": said("told")},
        projects=[project],
        parts=[Part(party=world.parties[side], focal_point=focal_points[side]) for side in sides],
        steps=[Step(title=said("milestone"), party=parties[-1], due_on=due, project=project, details={"area": said("area")})],
        now=MET_AT,
    )
    for part in commitment.responsibilities.order_by("id"):
        world.reports[record] = progress_actions.report(
            responsibility=part,
            author=part.focal_point,
            via=ProgressReport.Via.PAGE,
            status="in_progress",
            health="at_risk",
            done=said("done"),
            next_step=said("next_step"),
            links=[said.address("evidence")],
            files=[SimpleUploadedFile(f"{said('file_name')}.pdf", said("file_body").encode())],
            key=uuid.uuid4(),
            now=REPORTED_AT,
        )
    _beside(world, record, said)
    _of_its_kind(world, record, said)


def _beside(world: World, record: str, said) -> None:
    """What else is said about a commitment: requests, dates, grades, reviews, and words on its silence. Rows alone, without what follows from them."""
    commitment, by = (
        world.commitments[record],
        world.people[{"a": "focal_a", "left": "focal_a", "shared": "focal_a", "public": "focal_b"}.get(record, "hidden")],
    )
    part, report = commitment.responsibilities.order_by("id").last(), world.reports[record]
    document = SimpleUploadedFile(f"{uuid.uuid4().hex}.pdf", said("proof_body").encode())
    files = {"proof_url": said.address("proof_url"), "proof_name": said("proof_name"), "proof_file": document}
    asked = Request.objects.create(commitment=commitment, party=part.party, kind="drop", reason=said("request"), asked_by=by, asked_at=REPORTED_AT, **files)
    agreed_at = world.meetings["b"] if record == "public" else None  # which not everybody may see who sees the commitment
    Decision.objects.create(request=asked, verdict="refused", reason=said("decision"), meeting=agreed_at, decided_by=by, decided_at=REPORTED_AT)
    later = {"kind": "extension", "until_on": date(2027, 6, 1), "reason": said("open_request")}
    Request.objects.create(commitment=commitment, party=part.party, asked_by=by, asked_at=REPORTED_AT, **later)
    dated = {"kind": "forecast", "party": part.party, "on": date(2027, 5, 1), "ends_on": date(2027, 5, 1)}
    DueDate.objects.create(commitment=commitment, reason=said("due_date"), recorded_at=REPORTED_AT, **dated)
    graded = {"scale": "ogp", "grade": "limited", "assessor": by, "assessed_at": REPORTED_AT, "evidence_url": said.address("assessment_url")}
    first = Assessment.objects.create(commitment=commitment, reasoning=said("first_reasoning"), **graded)
    second = Assessment.objects.create(commitment=commitment, reasoning=said("reasoning"), corrects=first, correction=said("correction"), **graded)
    Reply.objects.create(assessment=second, party=part.party, words=said("reply"), author=by, replied_at=REPORTED_AT)
    Review.objects.create(report=report, is_accepted=True, reason=said("review"), reviewer=by, reviewed_at=REPORTED_AT)
    for own in commitment.responsibilities.filter(party=world.parties["A"]):
        waits = {"status": "in_progress", "done": said("waiting"), "author": by, "reported_at": REPORTED_AT, "needs_review": True}
        waiting = ProgressReport.objects.create(responsibility=own, **waits)
        early = ContentFile(said("early_body").encode(), f"{uuid.uuid4().hex}.pdf")
        Evidence.objects.create(report=waiting, file=early, name=f"{said('waiting_name')}.pdf")
    Acknowledgement.objects.create(responsibility=part, until_on=date(2026, 9, 1), note=said("acknowledgement"), person=by, at=REPORTED_AT)
    Disowning.objects.create(responsibility=part, note=said("disowning"), person=by, at=REPORTED_AT)


def _of_its_kind(world: World, record: str, said) -> None:
    """What blocks of the page show: indicators, obstacles, changed baselines, texts in a language, what a session said."""
    commitment, meeting = world.commitments[record], world.meetings[record]
    party = commitment.responsibilities.order_by("id").last().party
    by = world.people[{"a": "focal_a", "left": "focal_a", "shared": "focal_a", "public": "focal_b"}.get(record, "hidden")]
    indicator = Indicator.objects.create(commitment=commitment, title=said("indicator"), unit=said("unit"))
    read = {"on": REPORTED_AT.date(), "value": 5, "source": said("reading")}
    IndicatorReading.objects.create(commitment=commitment, indicator=indicator, recorded_at=REPORTED_AT, **read)
    owed = {"party": party, "cause": "permit", "answer_due_on": date(2026, 5, 1), "raised_at": REPORTED_AT, "raised_by": by}
    obstacle = Obstacle.objects.create(commitment=commitment, title=said("obstacle"), description=said("obstacle_description"), **owed)
    goes_on = {"is_solved": False, "next_due_on": date(2026, 5, 9), "answered_at": REPORTED_AT, "author": by}
    ObstacleAnswer.objects.create(obstacle=obstacle, words=said("obstacle_answer"), **goes_on)
    agreed_at = world.meetings["b"] if record == "public" else None  # which not everybody may see who sees the commitment
    moved = {"before_on": date(2026, 5, 1), "after_on": date(2026, 6, 1), "recorded_at": REPORTED_AT, "set_by": by, "meeting": agreed_at}
    Rebaseline.objects.create(commitment=commitment, stage=said("stage"), reason=said("rebaseline"), **moved)
    for of, place in (({"commitment": commitment}, "text"), ({"meeting": meeting}, "minutes")):
        ParallelText.objects.create(**of, language="fa", title=said(f"{place}_title"), text=said(place), recorded_at=REPORTED_AT, recorded_by=by)
    spoken = {"recorded_by": world.people["desk"], "recorded_at": REPORTED_AT, "applied_at": REPORTED_AT}
    said_there = {"kind": "noted", "words": said("outcome"), "proof_url": said.address("outcome_url")}
    Outcome.objects.create(meeting=commitment.meeting, commitment=commitment, **said_there, **spoken)


def _letters(world: World) -> None:
    """A letter that failed and quotes its recipient's address, and letters of records that nobody is told of any more."""
    hidden = world.people["hidden"]
    refused = f"550 5.1.1 <{hidden.email}>: no such mailbox"
    failed = {"state": "failed", "last_error": refused, "last_error_at": NOW, "to_address": hidden.email, "message_id": "<failed@example.org>"}
    Notice.objects.create(kind="digest", recipient=hidden, period_key="failed", queued_at=NOW, next_attempt_at=NOW, **failed)
    for record in ("draft", "desk_only"):
        queued = {"recipient": world.people["focal_a"], "queued_at": NOW, "next_attempt_at": NOW + timedelta(days=1)}
        notice = Notice.objects.create(kind="digest", period_key=record, **queued)
        NoticeItem.objects.create(notice=notice, responsibility=world.commitments[record].responsibilities.get(party=world.parties["A"]))
    MailQueue.objects.get_or_create()
    Sweep.objects.create(at=NOW, started_at=NOW, error=f"failed on {hidden.email}")


def _packs(world: World) -> None:
    """One of each body, of a time before anything was pledged: what a pack tells, it tells all sides."""
    for name, body in world.bodies.items():
        asked = {"meeting": None, "since_on": date(2025, 12, 1), "as_of": date(2025, 12, 31), "language": "en", "by": world.people["desk"]}
        world.packs[name] = pack_actions.ask(body=body, **asked, now=NOW)
        pack_actions.make(pack_id=world.packs[name].pk, now=NOW)
