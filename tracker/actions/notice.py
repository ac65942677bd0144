"""Queue letters: for each person whose moment has come, one digest of what stands open and one reminder of what comes due."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value

from tracker.models import Clock, Decision, Notice, NoticeItem, Person, Responsibility
from tracker.models.clock import Rule
from tracker.models.insert import insert_from
from tracker.queries import letter as queries
from tracker.rules import notice as rules

HABITS = ("time_zone", "digest", "digest_weekday", "letter_hour")  # people of the same habits share their moments


@transaction.atomic
def queue(*, now: datetime) -> int:
    """Queue what is due at `now` and store each person's next moments; return how many letters were queued.

    Two sweeps at once, or one repeated, queue one letter per kind, person and period: the database refuses the second.
    """
    queued = 0
    for habits in _due("digest_at", now).values(*HABITS).distinct().order_by(*HABITS):
        people = _due("digest_at", now).filter(**habits)
        queued += _queue(Notice.Kind.DIGEST, people, queries.digest_subjects(), habits, habits["digest"], now)
        people.update(digest_at=_next(habits, habits["digest"], now))
    for habits in _due("reminder_at", now).values(*HABITS).distinct().order_by(*HABITS):
        people = _due("reminder_at", now).filter(**habits)
        queued += _queue(Notice.Kind.REMINDER, people, queries.reminder_subjects(), habits, Person.Digest.DAILY, now)
        people.update(reminder_at=_next(habits, Person.Digest.DAILY, now))
    return queued


def set_moments(person: Person, *, now: datetime) -> None:
    """Store a person's next letter moments from their own habits; the caller saves."""
    habits = {name: getattr(person, name) for name in HABITS}
    is_written_to = bool(person.email) and person.digest != Person.Digest.OFF
    person.digest_at = _next(habits, person.digest, now) if is_written_to else None
    person.reminder_at = _next(habits, Person.Digest.DAILY, now) if is_written_to else None


@transaction.atomic
def tell(*, decision: Decision, now: datetime) -> None:
    """Queue the letter that tells who asked what was decided, to go at once; told twice it is told once."""
    request = decision.request
    if not request.asked_by.email:
        return
    letter, is_new = Notice.objects.get_or_create(
        kind=Notice.Kind.DECISION,
        recipient=request.asked_by,
        period_key=rules.request_key(request),
        defaults={"queued_at": now, "next_attempt_at": now},
    )
    part = Responsibility.objects.filter(commitment=request.commitment_id, party=request.party_id).first()
    if is_new and part is not None:
        NoticeItem.objects.create(notice=letter, responsibility=part)


def _due(moment: str, now: datetime) -> QuerySet[Person]:
    return Person.objects.filter(**{f"{moment}__lte": now})


def _next(habits: dict, digest: str, now: datetime) -> datetime | None:
    return rules.next_at(digest=digest, weekday=habits["digest_weekday"], hour=habits["letter_hour"], zone=habits["time_zone"], after=now)


def _queue(kind: str, people: QuerySet[Person], subjects: QuerySet[Responsibility], habits: dict, digest: str, now: datetime) -> int:
    day = rules.last_day(digest=digest, weekday=habits["digest_weekday"], hour=habits["letter_hour"], zone=habits["time_zone"], now=now)
    period_key = rules.period_key(digest, day)
    told = people.filter(Exists(subjects.filter(focal_point=OuterRef("pk")))).exclude(email="")
    constants = {"state": Notice.State.QUEUED, "claim_token": "", "to_address": "", "subject": "", "text": "", "html": "", "last_error": ""}
    letters = told.order_by("pk").annotate(
        notice_kind=Value(kind),
        notice_recipient=F("pk"),
        notice_period_key=Value(period_key),
        notice_queued_at=Value(now),
        notice_next_attempt_at=Value(now),
        notice_attempts=Value(0),
        notice_unknown_outcomes=Value(0),
        **{f"notice_{name}": Value(text) for name, text in constants.items()},
    )
    fields = ["kind", "recipient", "period_key", "queued_at", "next_attempt_at", "attempts", "unknown_outcomes", *constants]
    queued = insert_from(Notice, fields, letters)
    if queued:
        _add_items(kind, subjects, people, period_key, now)
    return queued


def _add_items(kind: str, subjects: QuerySet[Responsibility], people: QuerySet[Person], period_key: str, now: datetime) -> None:
    """The responsibilities each letter just queued speaks of; one queued by an earlier sweep keeps its own."""
    letter = Notice.objects.filter(kind=kind, period_key=period_key, queued_at=now, recipient=OuterRef("focal_point"))
    clock = Clock.objects.filter(responsibility=OuterRef("pk"), rule=Rule.SILENT)
    rows = (
        subjects.filter(Exists(letter), focal_point__in=people.values("pk"))
        .order_by("pk")
        .annotate(item_notice=Subquery(letter.values("pk")[:1]), item_responsibility=F("pk"), item_due_on=Subquery(clock.values("due_on")[:1]))
    )
    insert_from(NoticeItem, ["notice", "responsibility", "due_on"], rows)
