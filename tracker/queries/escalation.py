"""Silences with all that their ladders depend on, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from tracker.models import Acknowledgement, Commitment, Disowning, Escalation, EscalationStep, Flag, LadderStep, Person, Post, Responsibility
from tracker.models.clock import Rule
from tracker.models.escalation import Rung
from tracker.queries import known_rows
from tracker.queries.known_rows import Known
from tracker.rules import access
from tracker.rules.due import local_day, over_at
from tracker.rules.escalation import DEFAULT, Silence, Step, still_stands

SHOWN = 100
NEEDED = ("responsibility__party", "responsibility__focal_point__user", "responsibility__commitment__body")


def silences(flags: Iterable[Flag]) -> dict[int, Silence]:
    """Flag id -> its silence; `flags` were read with NEEDED. Three queries."""
    flags = list(flags)
    ladders = _ladders({flag.responsibility.commitment.body_id for flag in flags} - {None})
    taken, disownings = defaultdict(list), defaultdict(list)
    for step in EscalationStep.objects.filter(flag__in=flags).select_related("recipient").order_by("at", "id"):
        taken[step.flag_id].append(step)
    for row in Disowning.objects.filter(responsibility__in={flag.responsibility_id for flag in flags}).order_by("at", "id"):
        disownings[row.responsibility_id].append(row)
    return {
        flag.pk: Silence(
            flag=flag,
            ladder=ladders.get(flag.responsibility.commitment.body_id, DEFAULT),
            taken=tuple(taken[flag.pk]),
            disownings=tuple(disownings[flag.responsibility_id]),
        )
        for flag in flags
    }


def escalations(flag_ids: Iterable[int]) -> list[Escalation]:
    """Where these flags stand on their ladders, with what silences() needs."""
    rows = Escalation.objects.filter(flag__in=flag_ids).select_related(*(f"flag__{name}" for name in NEEDED))
    return list(rows.order_by("next_at", "flag_id"))


def told(flags: Iterable[Flag]) -> list[Flag]:
    """Those that are open and of which letters may speak."""
    flags = list(flags)
    kept = set(Flag.objects.open().filter(access.told("commitment"), pk__in=[flag.pk for flag in flags]).values_list("pk", flat=True))
    return [flag for flag in flags if flag.pk in kept]


def posts(silences: Iterable[Silence]) -> dict[int, list[Post]]:
    """Flag id -> the posts its ladder may ask: those of its party, and the co-chairs of its body; with their person. One query."""
    silences = list(silences)
    party_ids = {silence.part.party_id for silence in silences}
    body_ids = {silence.part.commitment.body_id for silence in silences} - {None}
    by_party, chairs = defaultdict(list), defaultdict(list)
    rows = Post.objects.filter(Q(party__in=party_ids) | Q(role=Rung.CO_CHAIR, body__in=body_ids))
    for post in rows.select_related("person__user").order_by("pk"):
        if post.role == Rung.CO_CHAIR:
            chairs[post.body_id].append(post)
        by_party[post.party_id].append(post)
    return {silence.flag.pk: by_party[silence.part.party_id] + chairs[silence.part.commitment.body_id] for silence in silences}


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """One open silence as its commitment's page shows it."""

    flag: Flag
    silence: Silence
    to_come: list[Step]
    next_on: date | None  # by the party's clock
    promise: Acknowledgement | None  # what holds it


def ladders(commitment: Commitment, *, now: datetime) -> list[Ladder]:
    """Where each open silence of one commitment stands; one query when there is none, else six."""
    flags = list(commitment.flags.open().filter(rule=Rule.SILENT).select_related("party", *NEEDED).order_by("raised_at", "id"))
    if not flags:
        return []
    found = silences(flags)
    promises = Acknowledgement.objects.filter(responsibility__in=[flag.responsibility_id for flag in flags])
    said = {promise.responsibility_id: promise for promise in promises.select_related("person").order_by("at", "id")}
    return [_ladder(flag, found[flag.pk], said.get(flag.responsibility_id), now) for flag in flags]


def _ladder(flag: Flag, silence: Silence, promise: Acknowledgement | None, now: datetime) -> Ladder:
    asked = {step.rung for step in silence.taken}
    return Ladder(
        flag=flag,
        silence=silence,
        to_come=[step for step in silence.ladder if step.rung not in asked],
        next_on=silence.next_at and local_day(silence.next_at, silence.zone),
        promise=promise if silence.held_until and silence.held_until > now else None,
    )


def standing_words(part: Responsibility, person: Person, *, now: datetime) -> dict[str, Acknowledgement | Disowning | None]:
    """What was said instead of a report and still stands: the party's `promise`, and the person's own `refusal`."""
    is_held = part.acknowledged_until is not None and over_at(part.acknowledged_until, part.party.time_zone) > now
    refusal = part.disownings.filter(person=person).last()
    return {
        "promise": part.acknowledgements.select_related("person").last() if is_held else None,
        "refusal": refusal if refusal is not None and still_stands(refusal, part) else None,
    }


def history(commitment: Commitment, *, known: Known = known_rows.now) -> list[EscalationStep | Acknowledgement | Disowning]:
    """The newest SHOWN of each that are known: steps taken, promises to report, "not mine"; three queries."""
    steps = EscalationStep.objects.filter(flag__commitment=commitment).select_related("recipient", "flag__party")
    promises = Acknowledgement.objects.filter(responsibility__commitment=commitment).select_related("person", "responsibility__party")
    refusals = Disowning.objects.filter(responsibility__commitment=commitment).select_related("person", "responsibility__party")
    return [row for rows in (steps, promises, refusals) for row in known(rows).order_by("-at", "-id")[:SHOWN]]


def ladder(body_id: int | None) -> tuple[Step, ...]:
    """The steps of a body, its own or the default."""
    return _ladders({body_id}).get(body_id, DEFAULT)


def _ladders(body_ids: set[int]) -> dict[int, tuple[Step, ...]]:
    found = defaultdict(list)
    for step in LadderStep.objects.filter(body__in=body_ids):
        found[step.body_id].append(Step(rung=step.rung, wait_days=step.wait_days))
    return {body_id: tuple(steps) for body_id, steps in found.items()}
