"""Raise what stands in the way of a commitment, and answer it."""

import uuid
from datetime import date, datetime

from django.db import transaction

from tracker.actions import clock, ledger
from tracker.models import Commitment, Flag, LedgerEntry, Obstacle, ObstacleAnswer, Party, Person, Responsibility
from tracker.rules import due
from tracker.rules import obstacle as rules
from tracker.rules.refusal import refuse


@transaction.atomic
def record(
    *,
    commitment: Commitment,
    title: str,
    cause: str,
    party: Party,
    answer_due_on: date,
    description: str = "",
    by: Person | None,
    key: uuid.UUID | None = None,
    now: datetime,
) -> Obstacle:
    """Raise an obstacle, of which `party` owes an answer by a day; the same `key` again returns the first and changes nothing."""
    commitment = clock.locked(commitment.pk)
    if key and (earlier := Obstacle.objects.filter(key=key).first()):
        return earlier
    parties = list(Responsibility.objects.filter(commitment=commitment).values_list("party", flat=True))
    refuse(rules.problems(commitment, party_id=party.pk, parties=parties, answer_due_on=answer_due_on, today=due.local_day(now, party.time_zone)))
    obstacle = Obstacle.objects.create(
        commitment=commitment,
        title=title.strip(),
        cause=cause,
        description=description.strip(),
        party=party,
        answer_due_on=answer_due_on,
        raised_by=by,
        raised_at=now,
        key=key or uuid.uuid4(),
    )
    _note(commitment, LedgerEntry.Kind.HINDERED, obstacle, by, now)
    return obstacle


@transaction.atomic
def answer(
    *, obstacle: Obstacle, words: str, is_solved: bool, next_due_on: date | None = None, by: Person | None, key: uuid.UUID | None = None, now: datetime
) -> ObstacleAnswer:
    """Answer an obstacle: it is solved, or the next answer is due on a day. The same `key` again returns the first and changes nothing."""
    commitment = clock.locked(obstacle.commitment_id)
    if key and (earlier := ObstacleAnswer.objects.filter(key=key).first()):
        return earlier
    next_due_on = None if is_solved else next_due_on
    today = due.local_day(now, obstacle.party.time_zone)
    is_open = not ObstacleAnswer.objects.filter(obstacle=obstacle, is_solved=True).exists()
    refuse(rules.answer_problems(words=words, is_solved=is_solved, next_due_on=next_due_on, is_open=is_open, today=today))
    said = {"words": words.strip(), "is_solved": is_solved, "next_due_on": next_due_on, "author": by, "answered_at": now, "key": key or uuid.uuid4()}
    written = ObstacleAnswer.objects.create(obstacle=obstacle, **said)
    _note(commitment, LedgerEntry.Kind.ANSWERED, written, by, now)
    return written


def _note(commitment: Commitment, kind: str, row: Obstacle | ObstacleAnswer, by: Person | None, now: datetime) -> None:
    ledger.note(commitment=commitment, kind=kind, rows=[row], actor=by, now=now)
    clock.restart(commitment, cleared_by=Flag.ClearedBy.CHANGE, now=now)
