"""The watch: look at the clocks whose moment has come, raise and clear in sets, then queue the letters that are due."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from tracker.actions import escalation, notice
from tracker.models import Clock, Flag, Person, Sweep
from tracker.models.clock import Rule
from tracker.models.insert import insert_from
from tracker.queries import sweep as queries
from tracker.rules import sweep as rules

NAMED = 20  # flags and people that a preview names
BATCH = 500  # clocks a transaction: SQLite's one writer is never held long
COPIED = ("rule", "commitment", "responsibility", "milestone", "party", "has_reported", "due_on", "basis_on", "threshold", "cause", "about")
State = Clock.State


@dataclass(kw_only=True)
class Counts:
    """What one sweep did. `seconds` is its own duration."""

    looked_at: int = 0
    raised: int = 0
    cleared: int = 0
    queued: int = 0
    held: int = 0
    seconds: float = 0.0


def run_on_time(*, now: datetime) -> Counts:
    """The sweep that beat asks for: as run(), unless the clock cannot be trusted; then nothing is touched and the row says why."""
    if wrong := rules.distrust(now, database_now=queries.database_now(), last_started_at=queries.last_started_at()):
        Sweep.objects.create(at=now, started_at=now, error=wrong)
        return Counts()
    return run(now=now)


def run(*, now: datetime, started_at: datetime | None = None) -> Counts:
    """One sweep for the moment `now`, leaving its row even when it fails. A late or repeated sweep finds the same.

    `started_at` is the clock, where `now` is another moment that a person asked for.
    """
    row = Sweep.objects.create(at=now, started_at=started_at or now)
    begun = time.monotonic()
    counts = Counts()
    try:
        look(now=now, counts=counts)
        _write(now, counts)
    except Exception as error:
        row.error = f"{type(error).__name__}: {error}"
        raise
    finally:
        counts.seconds = round(time.monotonic() - begun, 3)
        row.looked, row.raised, row.cleared, row.queued = counts.looked_at, counts.raised, counts.cleared, counts.queued
        row.held, row.seconds = counts.held, counts.seconds
        if not row.error:
            row.finished_at = row.started_at + timedelta(seconds=counts.seconds)
        row.save()
    return counts


@dataclass(kw_only=True)
class Forecast(Counts):
    """What a sweep would do, and of whom: each list names at most NAMED, the counts all. `mailed` counts people."""

    mailed: int = 0
    raises: list[Flag] = field(default_factory=list)
    clears: list[Flag] = field(default_factory=list)
    mails: list[Person] = field(default_factory=list)


def preview(*, now: datetime, change: Callable[[], object] = lambda: None) -> Forecast:
    """What a sweep at `now` would do, after a `change` (a call of an action) if one is given: the same work, taken back.

    Told are the flags raised and cleared, by the change or by the sweep, and everybody who would be written to because of
    them: by a letter queued now, or, of a flag raised now, by their next digest. Refused if the change is.
    """
    begun = time.monotonic()
    told = Forecast()
    with transaction.atomic():
        before = queries.newest_ids()
        cleared_before = list(queries.cleared_at(now).values_list("pk", flat=True))
        change()
        look(now=now, counts=told)
        _write(now, told)
        raised, cleared, mailed = queries.raised_since(before), queries.cleared_at(now).exclude(pk__in=cleared_before), queries.mailed_since(before)
        told.raised, told.cleared, told.mailed = raised.count(), cleared.count(), mailed.count()
        told.raises, told.clears, told.mails = list(raised[:NAMED]), list(cleared[:NAMED]), list(mailed[:NAMED])
        transaction.set_rollback(True)
    told.seconds = round(time.monotonic() - begun, 3)
    return told


def look(*, now: datetime, counts: Counts) -> None:
    """Raise and clear until no clock is due, a batch a transaction."""
    if not Clock.objects.filter(check_at__lte=now).exists():
        return  # nothing due: one read of the partial index, no transaction, no writer's lock
    while _look_at_batch(now, counts):
        pass


def _write(now: datetime, counts: Counts) -> None:
    """Take the steps of the ladders and queue the letters, no more of them than one sweep may."""
    quota = notice.Quota(left=settings.LETTERS_PER_SWEEP or None)
    counts.queued += escalation.climb(now=now, quota=quota)
    counts.queued += notice.queue(now=now, quota=quota)
    counts.held = quota.held


@transaction.atomic
def _look_at_batch(now: datetime, counts: Counts) -> bool:
    due = Clock.objects.filter(check_at__lte=now).order_by("check_at", "id")
    # Two sweeps at once share the work on PostgreSQL; on SQLite the second waits at BEGIN IMMEDIATE.
    claim = due.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
    claimed = claim.values_list("id", "flag_at")[:BATCH]
    true = sorted(id for id, flag_at in claimed if flag_at and flag_at <= now)
    untrue = sorted(id for id, flag_at in claimed if not flag_at or flag_at > now)
    counts.looked_at += len(claimed)
    if true:
        counts.raised += _raise(Clock.objects.filter(id__in=true), now)
        raised = Flag.objects.open().filter(raised_at=now, commitment__in=Clock.objects.filter(id__in=true).values("commitment"))
        escalation.begin(flags=raised, now=now)
    if untrue:
        counts.cleared += _clear(Clock.objects.filter(id__in=untrue), now)
    if claimed:
        _advance(Clock.objects.filter(id__in=[*true, *untrue]), now)
    return len(claimed) == BATCH


def _raise(true: QuerySet[Clock], now: datetime) -> int:
    """One open flag per subject and rule: the constraint passes over what is flagged already."""
    columns = {f"flag_{name}": F(name) for name in COPIED}
    rows = true.order_by("id").annotate(**columns, flag_since_at=F("flag_at"), flag_raised_at=Value(now), flag_cleared_by=Value(""))
    return insert_from(Flag, [*COPIED, "since_at", "raised_at", "cleared_by"], rows)


def _clear(untrue: QuerySet[Clock], now: datetime) -> int:
    """A change of pace or date may have made a standing flag untrue."""
    subject = Q(responsibility=OuterRef("responsibility")) | Q(milestone=OuterRef("milestone"))
    whole = Q(responsibility__isnull=True, milestone__isnull=True, commitment=OuterRef("commitment"))
    clock = untrue.filter(subject | whole, rule=OuterRef("rule"))
    flags = Flag.objects.open().filter(Exists(clock), commitment__in=untrue.values("commitment"))
    return flags.update(cleared_at=now, cleared_by=Flag.ClearedBy.CHANGE)


def _advance(clocks: QuerySet[Clock], now: datetime) -> None:
    """Move each clock to the state its moments say, and to the next moment at which to look."""
    is_true, is_reminding = Q(flag_at__lte=now), Q(remind_at__lte=now)
    is_silence = Q(rule=Rule.SILENT)
    clocks.update(
        state=Case(
            When(Q(state=State.CLOSED), then=Value(State.CLOSED)),
            When(is_silence & is_true & Q(has_reported=True), then=Value(State.SILENT)),
            When(is_silence & is_true, then=Value(State.NEVER_REPORTED)),
            When(is_silence & is_reminding, then=Value(State.DUE)),
            When(is_silence, then=Value(State.UP_TO_DATE)),
            When(is_true, then=Value(State.FLAGGED)),
            default=Value(State.WAITING),
        ),
        check_at=Case(
            When(Q(flag_at__isnull=True) | is_true, then=Value(None)),
            When(Q(remind_at__gt=now), then=F("remind_at")),
            default=F("flag_at"),
        ),
    )
