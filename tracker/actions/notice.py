"""Queue letters: for each person whose moment has come, one digest of what stands open and one reminder of what comes due."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value

from tracker.models import Clock, Notice, NoticeItem, Person, Responsibility
from tracker.models.clock import Rule
from tracker.models.insert import insert_from
from tracker.queries import letter as queries
from tracker.rules import notice as rules


@dataclass(kw_only=True)
class Quota:
    """How many letters one sweep may queue (None: any number), and how many it left to the next."""

    left: int | None = None
    held: int = 0

    def take(self, count: int) -> bool:
        """Whether there is room for so many letters more; those without are counted as held."""
        if self.left is not None and count > self.left:
            self.held += count
            return False
        self.left = None if self.left is None else self.left - count
        return True


HABITS = ("time_zone", "digest", "digest_weekday", "letter_hour")  # people of the same habits share their moments


@transaction.atomic
def queue(*, now: datetime, quota: Quota | None = None) -> int:
    """Queue what is due at `now` and store each person's next moments; return how many letters were queued.

    People beyond the quota keep their moment, so that the next sweep writes to them.

    Two sweeps at once, or one repeated, queue one letter per kind, person and period: the database refuses the second.
    """
    queued, quota = 0, quota or Quota()
    for habits in _due("digest_at", now).values(*HABITS).distinct().order_by(*HABITS):
        subjects = queries.digest_subjects()
        people = _within(quota, _due("digest_at", now).filter(**habits), subjects)
        queued += _queue(Notice.Kind.DIGEST, people, subjects, habits, habits["digest"], now)
        people.update(digest_at=_next(habits, habits["digest"], now))
    for habits in _due("reminder_at", now).values(*HABITS).distinct().order_by(*HABITS):
        subjects = queries.reminder_subjects()
        people = _within(quota, _due("reminder_at", now).filter(**habits), subjects)
        queued += _queue(Notice.Kind.REMINDER, people, subjects, habits, Person.Digest.DAILY, now)
        people.update(reminder_at=_next(habits, Person.Digest.DAILY, now))
    return queued


def set_moments(person: Person, *, now: datetime) -> None:
    """Store a person's next letter moments from their own habits; the caller saves."""
    habits = {name: getattr(person, name) for name in HABITS}
    is_written_to = bool(person.email) and person.digest != Person.Digest.OFF
    person.digest_at = _next(habits, person.digest, now) if is_written_to else None
    person.reminder_at = _next(habits, Person.Digest.DAILY, now) if is_written_to else None


def _due(moment: str, now: datetime) -> QuerySet[Person]:
    return Person.objects.filter(**{f"{moment}__lte": now})


def _next(habits: dict, digest: str, now: datetime) -> datetime | None:
    return rules.next_at(digest=digest, weekday=habits["digest_weekday"], hour=habits["letter_hour"], zone=habits["time_zone"], after=now)


def _within(quota: Quota, people: QuerySet[Person], subjects: QuerySet[Responsibility]) -> QuerySet[Person]:
    """The people whose turn it is in this sweep: all, or those up to the last letter that the quota has room for."""
    if quota.left is None:
        return people
    told = _told(people, subjects)
    count = told.count()
    if quota.take(count):
        return people
    quota.held -= quota.left  # of those counted as held, so many go now
    kept, quota.left = list(told.order_by("pk").values_list("pk", flat=True)[: quota.left]), 0
    return people.exclude(pk__in=told.exclude(pk__in=kept).values("pk"))


def _told(people: QuerySet[Person], subjects: QuerySet[Responsibility]) -> QuerySet[Person]:
    """Those to whom there is something to say."""
    return people.filter(Exists(subjects.filter(focal_point=OuterRef("pk")))).exclude(email="")


def _queue(kind: str, people: QuerySet[Person], subjects: QuerySet[Responsibility], habits: dict, digest: str, now: datetime) -> int:
    day = rules.last_day(digest=digest, weekday=habits["digest_weekday"], hour=habits["letter_hour"], zone=habits["time_zone"], now=now)
    period_key = rules.period_key(digest, day)
    told = _told(people, subjects)
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
