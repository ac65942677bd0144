"""The tree of parties with what each has open, and one party's record."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Max, Prefetch, Q, QuerySet, Value
from django.db.models.fields import DateField
from django.db.models.functions import Coalesce, TruncDate

from tracker.models import Body, Clock, Flag, Party, Responsibility
from tracker.models.clock import Rule, rule_choices
from tracker.rules import access
from tracker.rules.access import Standing

SHOWN = 50  # responsibilities on a party's page


@dataclass
class Branch:
    """A party in the tree: how deep it stands, its responsibilities by reporting state, its open flags."""

    party: Party
    depth: int
    reporting: dict[str, int] = field(default_factory=dict)
    flags: int = 0

    @property
    def by_state(self) -> list[dict]:
        """A count for each reporting state, in the states' order."""
        return [{"value": state, "count": self.reporting.get(state, 0), "is_bad": state in Clock.SILENT} for state in Clock.REPORTING]


def offered() -> QuerySet[Party]:
    """Every party by name."""
    return Party.objects.order_by("name")


def tree(standing: Standing) -> list[Branch]:
    """Every party below its parent, by name, with counts of what the person may see; three queries however many there are."""
    children: dict[int | None, list[Party]] = {}
    known = list(offered().filter(access.named(standing, Party)))
    shown = {party.pk for party in known}
    for party in known:
        children.setdefault(party.parent_id if party.parent_id in shown else None, []).append(party)
    reporting, flags = _reporting(standing), _flags(standing)
    found, waiting = [], [(party, 0) for party in reversed(children.get(None, []))]
    while waiting:
        party, depth = waiting.pop()
        found.append(Branch(party, depth, reporting.get(party.pk, {}), flags.get(party.pk, 0)))
        waiting += [(child, depth + 1) for child in reversed(children.get(party.pk, []))]
    return found


def _reporting(standing: Standing, **only) -> dict[int, dict[str, int]]:
    """Party id -> reporting state -> how many open responsibilities stand so."""
    clocks = Clock.objects.filter(access.concerned(standing, "commitment"), rule=Rule.SILENT, state__in=Clock.REPORTING, **only)
    rows = clocks.values("party", "state").annotate(n=Count("pk")).order_by("party", "state")
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["party"], {})[row["state"]] = row["n"]
    return found


def _flags(standing: Standing) -> dict[int, int]:
    rows = Flag.objects.open().filter(access.concerned(standing, "commitment"), party__isnull=False).values("party").annotate(n=Count("pk")).order_by("party")
    return {row["party"]: row["n"] for row in rows}


def reporting(party: Party, *, standing: Standing) -> dict[str, int]:
    """Reporting state -> how many open responsibilities of the party stand so."""
    return _reporting(standing, party=party).get(party.pk, {})


def known(standing: Standing) -> QuerySet[Party]:
    """Parties that the person may open, with their parent, the parties below them and the bodies they sit in."""
    seen = Party.objects.filter(access.named(standing, Party))
    bodies = Body.objects.filter(access.named(standing, Body)).order_by("name")
    return seen.prefetch_related(Prefetch("parent", seen), Prefetch("children", seen.order_by("name")), Prefetch("bodies", bodies))


def responsibilities(party: Party, *, standing: Standing) -> list[Responsibility]:
    """At most SHOWN + 1 parts of the party, open ones first and the most urgent of them on top; each with its `silence` clock."""
    parts = party.responsibilities.filter(access.concerned(standing, "commitment")).select_related(
        "commitment__meeting", "commitment__body", "last_report", "party"
    )
    clocks = Clock.objects.filter(rule=Rule.SILENT)
    return list(parts.prefetch_related(Prefetch("clocks", clocks, to_attr="silence")).order_by("commitment__attention_at", "commitment_id")[: SHOWN + 1])


@dataclass(frozen=True)
class History:
    """How often the watch flagged a party under one rule, how many flags stand, and the longest time one spanned in days."""

    rule: str  # its label
    times: int
    standing: int
    longest_days: int


def history(party: Party, *, standing: Standing, today: date) -> list[History]:
    """What the watch has found of the party, rule by rule, in one query; silence is counted from the last word (or the meeting)."""
    ended_on = Coalesce(TruncDate("cleared_at"), Value(today, DateField()))
    span = Max(ended_on - Coalesce("basis_on", TruncDate("raised_at")))
    rows = (
        Flag.objects.filter(access.concerned(standing, "commitment"), party=party)
        .values("rule")
        .annotate(times=Count("pk"), standing=Count("pk", filter=Q(cleared_at__isnull=True)), longest=span)
        .order_by("rule")
    )
    labels = dict(rule_choices())
    return [History(labels[row["rule"]], row["times"], row["standing"], _days(row["longest"])) for row in rows]


def _days(span: timedelta | None) -> int:
    return max(span.days, 0) if span else 0
