"""A few known people, as in a story: the Velika-Lorn commission (invented), its desk, and one focal point a side."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.actions import assessment as assessment_actions
from tracker.actions import body as body_actions
from tracker.actions import change as change_actions
from tracker.actions import commitment as commitment_actions
from tracker.actions import meeting as meeting_actions
from tracker.actions import party as party_actions
from tracker.actions import person as person_actions
from tracker.actions.commitment import Part
from tracker.actions.meeting import Seat
from tracker.models import Person, Post, guard

MEETING_DAY = date(2026, 1, 15)
MEETING_AT = datetime(2026, 1, 15, 12, tzinfo=UTC)
SOURCE = (
    "The sides agreed to draw up a roadmap for customs cooperation. They will establish a joint working group to oversee it, "
    "and to bring the northern section of the rail corridor to construction ahead of the earlier schedule."
)
PASSWORD = "a long and quiet password"


def days(count: int, *, after: datetime = MEETING_AT) -> datetime:
    """The moment `count` days after the meeting."""
    return after + timedelta(days=count)


@pytest.fixture(autouse=True)
def guards_lifted_before_the_flush(request):
    """A test of real transactions ends by emptying every table, which the guards refuse; emptying puts them up again."""
    marker = request.node.get_closest_marker("django_db")
    is_flushed = {"transactional_db", "live_server"} & set(request.fixturenames) or (marker and marker.kwargs.get("transaction"))
    if is_flushed:
        request.getfixturevalue("transactional_db")  # set up before this fixture, so torn down after it
    yield
    if is_flushed:
        guard.lift()


@pytest.fixture
def velika(db):
    return party_actions.record(fields={"name": "Velika", "short_code": "VEL", "kind": "state", "time_zone": "Europe/Paris"})


@pytest.fixture
def lorn(db):
    return party_actions.record(fields={"name": "Lorn", "short_code": "LOR", "kind": "state", "time_zone": "Asia/Kathmandu"})


@pytest.fixture
def commission(velika, lorn):
    return body_actions.record(
        fields={"name": "Velika–Lorn commission", "short_code": "VLK", "cadence_days": 90, "grace_days": 14},
        sides=[body_actions.Seat(party=party) for party in (velika, lorn)],
    )


@pytest.fixture
def meeting(commission, velika, lorn):
    return meeting_actions.record(
        fields={"title": "Third session", "body": commission, "ordinal": 3, "starts_on": MEETING_DAY, "place": "Velika City", "source_text": SOURCE},
        seats=[Seat(party=velika), Seat(party=lorn)],
        now=MEETING_AT,
    )


def person_of(name: str, party=None, role: str | None = None, **account):
    """A person with an account (and, with a `role`, a post) since long before the meeting."""
    email = f"{name.split()[0].lower()}@example.org"
    person = person_actions.record(fields={"name": name, "email": email, "party": party}, now=MEETING_AT)
    person_actions.give_account(person=person, password=PASSWORD, **account)
    if role:
        person_actions.give_post(person=person, role=role, party=party, starts_on=date(2020, 1, 1), now=MEETING_AT)
    return person


@pytest.fixture
def vera(velika):
    """Velika's focal point."""
    return person_of("Vera Orel", velika, Post.Role.FOCAL_POINT)


@pytest.fixture
def lars(lorn):
    """Lorn's focal point."""
    return person_of("Lars Dahl", lorn, Post.Role.FOCAL_POINT)


@pytest.fixture
def dora(db):
    """The desk officer."""
    return person_of("Dora Desk", None, Post.Role.DESK, is_staff=True)


@pytest.fixture
def paul(db):
    """The principal, who reads."""
    return person_of("Paul Principal", None, Post.Role.READER)


@pytest.fixture
def pledge(meeting, velika, lorn, vera, lars):
    """Record a commitment of the third session in which both sides have a part; fields may be given.

    One of a closed or suspended `lifecycle` is asked for and decided at once.
    """

    def record(title="Roadmap for customs cooperation", steps=(), now=MEETING_AT, lifecycle="not_started", **fields):
        recorded = commitment_actions.record(
            fields={"title": title, "meeting": meeting} | fields,
            parts=[Part(party=velika, focal_point=vera), Part(party=lorn, role="co_lead", focal_point=lars)],
            steps=list(steps),
            now=now,
        )
        return recorded if lifecycle == "not_started" else close(recorded, lifecycle, now)

    return record


KINDS = {"completed": "completion", "dropped": "drop", "superseded": "supersession", "suspended": "suspension", "in_progress": "reopening"}


def close(commitment, how, now, until_on=None):
    """Take a commitment to the lifecycle `how` in the one way there is: Vera asks, the desk officer approves."""
    vera = Person.objects.get(name="Vera Orel")
    officer = Person.objects.filter(name="Olga Officer").first() or person_of("Olga Officer", None, Post.Role.DESK)
    request = change_actions.ask(
        commitment=commitment,
        party=vera.party,
        kind=KINDS[how],
        until_on=until_on,
        reason="Both sides agree.",
        proof_url="https://example.org/act",
        asked_by=vera,
        via="seed",  # nobody is written to
        now=now,
    )
    change_actions.decide(request=request, verdict="approved", reason="As agreed.", decided_by=officer, now=now)
    commitment.refresh_from_db()
    return commitment


@pytest.fixture
def ada(db):
    """The assessor of every body."""
    return person_of("Ada Assessor", None, Post.Role.ASSESSOR)


@pytest.fixture
def assess(ada):
    """Grade a commitment as Ada does, so many days after the meeting; anything may be given."""

    def write(commitment, grade="limited", *, at=100, **said):
        said = {"reasoning": "The registers of both customs services were read.", "assessor": ada} | said
        return assessment_actions.assess(commitment=commitment, grade=grade, now=days(at), **said)

    return write
