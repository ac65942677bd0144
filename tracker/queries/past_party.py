"""One party's record as it was known at a moment gone by."""

from datetime import timedelta

from django.db.models import Case, Count, Max, Q, Value, When
from django.db.models.fields import DateField
from django.db.models.functions import Coalesce, TruncDate

from tracker.models import Party, Responsibility
from tracker.models.clock import rule_choices
from tracker.queries import count
from tracker.queries import past as queries
from tracker.queries.party import History
from tracker.queries.past_list import HasPart
from tracker.rules import access
from tracker.rules.access import Standing
from tracker.rules.past import Past


def responsibilities(party: Party, past: Past, *, standing: Standing) -> list[Responsibility]:
    """The parts that the party had, the most urgent first; of a party with more than count.CAP of them the first by reference."""
    rows = queries.known(standing, past, HasPart("facts", party.pk)).order_by("reference")[: count.CAP]
    stood = sorted(queries.rebuild(rows, past, standing=standing), key=lambda row: (row.attention_at, row.pk))
    return [part for row in stood for part in row.responsibilities.all() if part.party_id == party.pk]


def history(party: Party, past: Past, *, standing: Standing) -> list[History]:
    """What the watch had found of the party by then; as queries.party.history."""
    is_cleared = Q(cleared_at__lte=past.moment)
    ended_on = Case(When(is_cleared, then=TruncDate("cleared_at")), default=Value(past.day, DateField()))
    span = Max(ended_on - Coalesce("basis_on", TruncDate("raised_at")))
    rows = (
        queries.raised(past)
        .filter(access.concerned(standing, "commitment"), party=party)
        .values("rule")
        .annotate(times=Count("pk"), cleared=Count("pk", filter=is_cleared), longest=span)
        .order_by("rule")
    )
    labels = dict(rule_choices())
    return [History(labels[row["rule"]], row["times"], row["times"] - row["cleared"], max((row["longest"] or timedelta()).days, 0)) for row in rows]
