"""Climb the ladders of open silences: ask the next person, pass over whom nothing reaches, and leave a row of every step.

A step locks its commitment, as every writer does, so a report that comes first ends the silence and no step follows.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet, Value

from tracker.actions import clock, ledger
from tracker.actions.escalation_letters import EscalationLetters
from tracker.actions.notice import Quota
from tracker.models import Acknowledgement, Commitment, Disowning, Escalation, EscalationStep, Flag, LedgerEntry, Person, Responsibility
from tracker.models.clock import Rule
from tracker.models.insert import insert_from
from tracker.queries import escalation as queries
from tracker.rules import escalation as rules
from tracker.rules.due import local_day
from tracker.rules.refusal import refuse

BATCH = 500  # ladders a transaction


def begin(*, flags: QuerySet[Flag], now: datetime) -> None:
    """Put the silences among `flags`, just raised, at the foot of their ladders; those that stand there stay."""
    raised = flags.filter(rule=Rule.SILENT).order_by("pk")
    rows = raised.annotate(escalation_flag=F("pk"), escalation_position=Value(0), escalation_next_at=Value(now))
    insert_from(Escalation, ["flag", "position", "next_at"], rows)


def climb(*, now: datetime, quota: Quota) -> int:
    """Take every step that is due at `now`; return how many letters were queued for it. With nothing due it is one read of an index.

    A silence whose letters the quota leaves no room for waits, as it stands, for the next sweep.
    """
    due = list(Escalation.objects.filter(next_at__lte=now).order_by("next_at", "flag_id").values_list("flag", flat=True))
    return sum(_climb(due[start : start + BATCH], now, quota) for start in range(0, len(due), BATCH))


@transaction.atomic
def acknowledge(*, responsibility: Responsibility, person: Person, until_on: date | None, note: str = "", now: datetime) -> Acknowledgement:
    """Take a party's "you will hear by `until_on`": it holds the ladder until that day is over. The same word again changes nothing."""
    commitment = clock.locked(responsibility.commitment_id)
    part = Responsibility.objects.select_related("party", "commitment").get(pk=responsibility.pk)
    last = part.acknowledgements.select_related("person").last()
    if last is not None and (last.person_id, last.until_on, last.note) == (person.pk, until_on, note.strip()):
        return last
    refuse(rules.problems(part, until_on, local_day(now, part.party.time_zone)))
    said = Acknowledgement.objects.create(responsibility=part, person=person, until_on=until_on, note=note.strip(), at=now)
    ledger.note(commitment=commitment, kind=LedgerEntry.Kind.ACKNOWLEDGED, rows=[said], actor=person, now=now)
    Responsibility.objects.filter(pk=part.pk).update(acknowledged_until=until_on)
    clock.restart(commitment, cleared_by=Flag.ClearedBy.CHANGE, now=now)
    return said


@transaction.atomic
def disown(*, responsibility: Responsibility, person: Person, note: str = "", now: datetime) -> Disowning:
    """Take a person's "not mine": nobody waits for them any longer, and their own promise to report holds nothing. Once is enough."""
    commitment = clock.locked(responsibility.commitment_id)
    part = Responsibility.objects.select_related("commitment").get(pk=responsibility.pk)
    last = part.disownings.filter(person=person).last()
    if last is not None and rules.still_stands(last, part) and note.strip() in ("", last.note):
        return last
    refuse(rules.closed(part))
    said = Disowning.objects.create(responsibility=part, person=person, note=note.strip(), at=now)
    ledger.note(commitment=commitment, kind=LedgerEntry.Kind.DISOWNED, rows=[said], actor=person, now=now)
    if part.focal_point_id in (None, person.pk):
        part.disowned_at = now
    promise = part.acknowledgements.last()
    if promise is not None and promise.person_id == person.pk:
        part.acknowledged_until = None
    part.save(update_fields=["disowned_at", "acknowledged_until"])
    clock.restart(commitment, cleared_by=Flag.ClearedBy.CHANGE, now=now)
    return said


@transaction.atomic
def _climb(pks: list[int], now: datetime, quota: Quota) -> int:
    """Climb the ladders of these flags, as far as the quota has letters for."""
    commitments = Commitment.objects.filter(pk__in=Flag.objects.filter(pk__in=pks).values("commitment"))
    locked = commitments.select_for_update(no_key=True).order_by("pk").in_bulk()
    due = [row for row in queries.escalations(pks) if row.next_at is not None and row.next_at <= now]
    silences = queries.silences(queries.told(row.flag for row in due))
    posts = queries.posts(silences.values())
    planned = {pk: rules.climb(silence, posts[pk], now=now) for pk, silence in silences.items()}
    letters = EscalationLetters([step for steps in planned.values() for step in steps], now=now, quota=quota)
    taken: list[EscalationStep] = []
    for row in due:
        silence = silences.get(row.flag_id)
        if silence is None:
            row.next_at = None  # the flag was cleared, or no letter may speak of it: clock.restart wakes the ladder when that changes
        elif letters.take(planned[row.flag_id]):
            taken += planned[row.flag_id]
            climbed = replace(silence, taken=(*silence.taken, *planned[row.flag_id]))
            row.position, row.next_at = climbed.position, climbed.next_at
    queued = letters.queue()
    _keep(taken, locked, now)
    Escalation.objects.bulk_update(due, ["position", "next_at"], batch_size=BATCH)
    return queued


def _keep(taken: list[EscalationStep], locked: dict[int, Commitment], now: datetime) -> None:
    """Save the steps and enter them in the ledgers of their commitments."""
    of_commitment: dict[Commitment, list[EscalationStep]] = defaultdict(list)
    for step in EscalationStep.objects.bulk_create(taken):
        of_commitment[locked[step.flag.commitment_id]].append(step)
    ledger.note_each(kind=LedgerEntry.Kind.ESCALATED, rows=of_commitment, actor=None, now=now)
