"""Silences with all that their ladders depend on, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from tracker.models import Commitment, Disowning, Escalation, EscalationStep, Flag, LadderStep, Post
from tracker.models.clock import Rule
from tracker.models.escalation import Rung
from tracker.rules import access
from tracker.rules.escalation import DEFAULT, Silence, Step

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
    return list(rows.order_by("next_at", "flag"))


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


def standing(commitment: Commitment) -> list[tuple[Flag, Silence]]:
    """The open silences of one commitment and where each stands on its ladder; five queries at most."""
    flags = list(commitment.flags.open().filter(rule=Rule.SILENT).select_related(*NEEDED).order_by("raised_at", "id"))
    found = silences(flags) if flags else {}
    return [(flag, found[flag.pk]) for flag in flags]


def ladder(body_id: int | None) -> tuple[Step, ...]:
    """The steps of a body, its own or the default."""
    return _ladders({body_id}).get(body_id, DEFAULT)


def _ladders(body_ids: set[int]) -> dict[int, tuple[Step, ...]]:
    found = defaultdict(list)
    for step in LadderStep.objects.filter(body__in=body_ids):
        found[step.body_id].append(Step(rung=step.rung, wait_days=step.wait_days))
    return {body_id: tuple(steps) for body_id, steps in found.items()}
