"""Queue letters: for each person whose moment has come, one digest of what stands open and one reminder of what comes due."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from tracker.models import Clock, Notice, NoticeItem, Person, Responsibility
from tracker.models.clock import Rule
from tracker.models.insert import insert_from
from tracker.queries import letter as queries
from tracker.queries import post as posts
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


@transaction.atomic
def tell(*, kind: Notice.Kind, event: Model, recipient: Person, part: Responsibility | None, now: datetime) -> None:
    """Queue the letter that tells somebody of one event, about this party's part, to go at once; told twice it is told once."""
    if not recipient.email:
        return
    letter, is_new = Notice.objects.get_or_create(
        kind=kind,
        recipient=recipient,
        period_key=rules.event_key(event),
        defaults={"queued_at": now, "next_attempt_at": now},
    )
    if is_new and part is not None:
        NoticeItem.objects.create(notice=letter, responsibility=part)


@transaction.atomic
def hand_on(*, parts: QuerySet[Responsibility], holder: Person, successor: Person, now: datetime) -> int:
    """Let what waits to be told to `holder` about `parts` be told to `successor`, who takes them over; return how many letters that touched.

    The successor gets items of their own: a copy of the old letter may be out there, and its links must not answer in
    their name but say that the part was handed over. A letter that says nothing any more is skipped. Safe to repeat.
    """
    letters = list(posts.letters_about(parts, recipient_id=holder.pk).select_for_update().order_by("pk"))
    for letter in letters:
        items = list(letter.items.filter(responsibility__in=parts, report=None, request=None).order_by("pk"))
        _tell(successor, letter, items, now)
        moved = letter.items.filter(pk__in=[item.pk for item in items])
        if letter.items.exclude(pk__in=moved).exists():
            _write_anew(letter)
        else:
            reason = _("Handed over to %(person)s.") % {"person": successor.name}
            Notice.objects.filter(pk=letter.pk).update(state=Notice.State.SKIPPED, last_error=reason)
        if letter.message_id is None:  # never written, so no link to it exists
            moved.delete()
    return len(letters)


def _tell(successor: Person, letter: Notice, items: list[NoticeItem], now: datetime) -> None:
    """Add the items to the successor's letter that waits, or to one of their own; what goes out regularly may be of any period."""
    same = Notice.objects.filter(kind=letter.kind, recipient=successor)
    queued = same.filter(state=Notice.State.QUEUED).select_for_update().order_by("-queued_at", "-pk")
    theirs = (queued if letter.kind in rules.REGULAR else queued.filter(period_key=letter.period_key)).first()
    if theirs is None and same.filter(period_key=letter.period_key).exists():
        return  # theirs of this period has gone out: their next one tells it
    if theirs is None:
        theirs = Notice.objects.create(kind=letter.kind, recipient=successor, period_key=letter.period_key, queued_at=now, next_attempt_at=now)
    _write_anew(theirs)
    told = set(theirs.items.values_list("responsibility", flat=True))
    NoticeItem.objects.bulk_create(
        NoticeItem(notice=theirs, responsibility_id=item.responsibility_id, due_on=item.due_on) for item in items if item.responsibility_id not in told
    )


def _write_anew(letter: Notice) -> None:
    """Let a letter that was written but surely never left be written once more; of one that may have arrived every copy stays the same."""
    Notice.objects.filter(pk=letter.pk, unknown_outcomes=0).update(message_id=None)


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
