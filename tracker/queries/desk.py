"""The desk: what one person answers for, and what stands out across all; short lists, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from tracker.models import Clock, Flag, ProgressReport, Responsibility
from tracker.models.clock import Rule
from tracker.rules import access
from tracker.rules.access import Standing

SHOWN = 25
NEW_DAYS = 14
State = Clock.State
GROUPS = {"late": (State.SILENT, State.NEVER_REPORTED), "soon": (State.DUE,), "rest": (State.UP_TO_DATE, State.PAUSED)}


@dataclass
class Group:
    """Parts of one reporting state, the longest due first; `has_more` when there are more than SHOWN."""

    states: list[str]
    clocks: list[Clock]
    has_more: bool
    flags: dict[int, list[Flag]] = field(default_factory=dict)  # commitment id -> open flags

    def rows(self) -> list[tuple[Clock, list[Flag]]]:
        """Each part's clock with the flags that concern it: its own, and those of all sides."""
        return [(clock, [flag for flag in self.flags.get(clock.commitment_id, []) if _concerns(flag, clock)]) for clock in self.clocks]


def _concerns(flag: Flag, clock: Clock) -> bool:
    return flag.party_id in (None, clock.party_id)


def mine(standing: Standing) -> dict[str, Group]:
    """What the person answers for, by group; two queries."""
    groups = {name: _group(clocks, GROUPS[name]) for name, clocks in _own(standing).items()}
    with_flags(groups.values())
    return groups


def owed(standing: Standing) -> QuerySet[Responsibility]:
    """The parts on which the person owes a report: it is due, or late."""
    states = (*GROUPS["late"], *GROUPS["soon"])
    return _parts(standing).filter(Exists(Clock.objects.filter(responsibility=OuterRef("pk"), rule=Rule.SILENT, state__in=states)))


def _parts(standing: Standing) -> QuerySet[Responsibility]:
    return Responsibility.objects.filter(access.answered(standing), Q() if standing.is_desk else access.told("commitment"))


def _own(standing: Standing) -> dict[str, list[Clock]]:
    """At most SHOWN + 1 clocks of each group. One query that begins at the person's parts: asked for one
    rare state alone, PostgreSQL begins at the clocks of everybody."""
    found: dict[str, list[Clock]] = {name: [] for name in GROUPS}
    group = Case(*(When(state__in=states, then=Value(name)) for name, states in GROUPS.items()))
    place = Window(RowNumber(), partition_by="group", order_by=[F("due_on").asc(nulls_last=True), "id"])
    clocks = _silence(Clock.REPORTING).filter(responsibility__in=_parts(standing).values("pk"))
    for clock in clocks.annotate(group=group, place=place).filter(place__lte=SHOWN + 1):
        found[clock.group].append(clock)
    return found


def silent(standing: Standing) -> Group:
    """The parts of all parties that are silent, as far as the person may see them, the longest first."""
    clocks = _silence(GROUPS["late"]).filter(access.concerned(standing, "commitment"))
    return _group(list(clocks[: SHOWN + 1]), GROUPS["late"])


def _silence(states: Iterable[str]) -> QuerySet[Clock]:
    clocks = Clock.objects.filter(rule=Rule.SILENT, state__in=states).select_related("responsibility__party", "commitment__meeting")
    return clocks.defer("commitment__meeting__source_text").order_by(F("due_on").asc(nulls_last=True), "id")


def _group(clocks: list[Clock], states: Iterable[str]) -> Group:
    return Group(states=[str(state.value) for state in states], clocks=clocks[:SHOWN], has_more=len(clocks) > SHOWN)


def with_flags(groups: Iterable[Group]) -> None:
    """Give each group the open flags of its commitments; one query for all."""
    groups = list(groups)
    commitments = {clock.commitment_id for group in groups for clock in group.clocks}
    flags: dict[int, list[Flag]] = {}
    for flag in Flag.objects.open().to_read().filter(commitment__in=commitments):
        flags.setdefault(flag.commitment_id, []).append(flag)
    for group in groups:
        group.flags = flags


def overdue(standing: Standing) -> list[Flag]:
    """At most SHOWN + 1 commitments whose date has passed, the longest overdue first."""
    flags = Flag.objects.open().filter(access.concerned(standing, "commitment"), rule=Rule.OVERDUE).select_related("commitment__meeting", "party", "milestone")
    return list(flags.defer("commitment__meeting__source_text").order_by("due_on", "id")[: SHOWN + 1])


def unreachable(standing: Standing) -> list[Flag]:
    """At most SHOWN + 1 parts for which nobody can be reached, the longest first."""
    flags = Flag.objects.open().filter(access.concerned(standing, "commitment"), rule=Rule.UNREACHABLE)
    return list(flags.select_related("commitment", "party", "milestone").order_by("since_at", "id")[: SHOWN + 1])


def newly_reported(standing: Standing, *, now: datetime) -> list[ProgressReport]:
    """At most SHOWN + 1 words of the last NEW_DAYS that count, newest first."""
    seen = ProgressReport.objects.counted().filter(access.concerned(standing, "responsibility__commitment"))
    reports = seen.filter(reported_at__gte=now - timedelta(days=NEW_DAYS), reported_at__lte=now)
    return list(reports.select_related("responsibility__commitment", "responsibility__party", "author").order_by("-reported_at", "-id")[: SHOWN + 1])
