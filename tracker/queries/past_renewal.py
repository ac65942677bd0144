"""Which commitments had been made anew by a moment gone by: the links are those of the states that held then."""

from collections.abc import Iterable

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, NullIf

from tracker.models import Commitment
from tracker.queries import past as queries
from tracker.queries import renewal
from tracker.rules.access import Standing
from tracker.rules.past import Past
from tracker.rules.renewal import Chain, Made


def pairs(past: Past) -> QuerySet:
    """As queries.renewal.pairs of `renews`: each commitment that was known then with what it renewed."""
    states = queries.states(past).filter(commitment=OuterRef("pk")).order_by("-seq")
    key = NullIf(Cast(KT("facts__state__renews_id"), BigIntegerField()), 0)  # SQLite reads a null of JSON as "null", which it casts to 0
    renewed = Subquery(states.annotate(to=key).values("to")[:1])
    return Commitment.objects.order_by().filter(recorded_at__lte=past.moment).annotate(one=F("pk"), other=renewed).values_list("one", "other")


def chain(row: Commitment, past: Past, *, standing: Standing) -> Chain:
    """As queries.renewal.chain, of a commitment that was rebuilt."""
    earlier = renewal.behind([row.pk], pairs(past))[row.pk] if row.renews_id else []
    anew = list(queries.of_all(past, Q(facts__state__renews_id=row.pk)).order_by("pk").values_list("pk", flat=True))
    parts = Q(facts__state__implements_id=row.pk)
    named = queries.named(queries.known(standing, past, Q(commitment__in={*earlier, *anew, row.implements_id} - {None}) | parts), standing=standing)
    seen = {other.pk: other for other in named}
    carried_out_by = sorted((other for other in named if other.implements_id == row.pk), key=lambda other: other.reference)
    return Chain(
        earlier=[seen.get(pk) for pk in earlier],
        anew=sorted((seen[pk] for pk in anew if pk in seen), key=lambda other: (other.meeting.starts_on, other.pk)),
        anew_hidden=sum(pk not in seen for pk in anew),
        implements=seen.get(row.implements_id),
        carried_out_by=carried_out_by[: renewal.SHOWN + 1],
    )


def times(rows: Iterable[Commitment], past: Past) -> dict[int, int]:
    """As queries.renewal.times, of commitments that were rebuilt."""
    return {pk: len(found) for pk, found in renewal.behind([row.pk for row in rows if row.renews_id], pairs(past)).items()}


def made(rows: Iterable[Commitment], past: Past, *, standing: Standing) -> dict[int, Made]:
    """As queries.renewal.made, of commitments that were rebuilt."""
    rows = list(rows)
    found = renewal.behind([row.pk for row in rows if row.renews_id], pairs(past))
    firsts = {chain[-1] for chain in found.values() if chain}
    named = queries.named(queries.known(standing, past, Q(commitment__in=firsts)), standing=standing) if firsts else []
    return renewal.told_of(rows, found, {row.pk: row for row in named})
