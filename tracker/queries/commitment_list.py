"""The list of commitments: its filters and orders, and all that its rows show, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Prefetch, Q, QuerySet, Value

from tracker.models import Body, Clock, Commitment, Flag, Party, Person, Responsibility, SearchText
from tracker.models.clock import Rule
from tracker.models.commitment import NO_DATE
from tracker.queries import progress, renewal
from tracker.rules import access, search, spread
from tracker.rules.access import Standing
from tracker.rules.strip import Period

ORDERS = {
    "urgency": ("attention_at", "id"),
    "due": ("due_order", "id"),
    "-due": ("-due_order", "-id"),
    "reference": ("reference",),
    "newest": ("-id",),
}


class Choice(NamedTuple):
    """A party or a body as a filter offers it; addresses name it by its code."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Row:
    commitment: Commitment
    parts: list[Responsibility]
    strip: list[tuple[str, list[Period]]]  # (short code, periods) of each party
    flags: list[Flag]
    renewed: int  # how often the pledge was made anew
    report_on: Responsibility | None  # the part on which the person who looks reports

    @property
    def has_disagreement(self) -> bool:
        """As these parts state it, which may be those of a day gone by."""
        return spread.differs(part.stated_status for part in self.parts)


def seen(standing: Standing) -> QuerySet[Commitment]:
    """The commitments that the person may see."""
    return Commitment.objects.filter(access.commitments(standing))


def filtered(
    rows: QuerySet[Commitment],
    *,
    text: str = "",
    party: int | None = None,
    body: int | None = None,
    kind: list[str] = (),
    lifecycle: list[str] = (),
    reporting: list[str] = (),
    flag: list[str] = (),
    sides: list[str] = (),
    renewed: list[str] = (),
    due_after: date | None = None,
    due_before: date | None = None,
    owner: int | None = None,
) -> QuerySet[Commitment]:
    """The commitments that answer all that is given; never by a join, so that no row comes twice.

    `party`, `body` and `owner` (the focal point) are primary keys; `due_after` and `due_before` bound the last day of the due period, both included.
    `sides`, when given, asks for those on which two parties state different things; `renewed` for those that make an earlier one anew.
    """
    rows = containing(rows, text)
    if body:
        rows = rows.filter(body=body)
    if kind:
        rows = rows.filter(kind__in=kind)
    if lifecycle:
        rows = rows.filter(lifecycle__in=lifecycle)
    if sides:
        rows = rows.filter(has_disagreement=True)
    if renewed:
        rows = rows.filter(renews__isnull=False)
    if due_after:
        rows = rows.filter(due_order__gte=due_after)
    if due_before:
        rows = rows.filter(due_order__lte=due_before)
    elif due_after:
        rows = rows.filter(due_order__lt=NO_DATE)
    for wanted in _about_parts(party, reporting, flag, owner):
        rows = rows.filter(pk__in=wanted.values("commitment"))
    return rows


def containing(rows: QuerySet[Commitment], text: str) -> QuerySet[Commitment]:
    """The commitments in whose reference, title, quote, description or parties every word of `text` stands, if only as a part of a word."""
    words = search.fold(text).split()
    if not words:
        return rows
    wanted = SearchText.objects.all()
    for word in words:
        wanted = wanted.filter(folded__contains=word)
    return rows.filter(pk__in=wanted.values("commitment"))


def _about_parts(party, reporting, flag, owner) -> list[QuerySet]:
    """What must exist beside a commitment. A party and a reporting state together are one look at the clocks.

    Each set stands by itself (no OuterRef), so that a database may begin at whichever side is smaller.
    """
    wanted = []
    of_party = {"party_id": party} if party else {}
    if reporting:
        wanted.append(Clock.objects.filter(rule=Rule.SILENT, state__in=reporting, **of_party))
    elif party:
        wanted.append(Responsibility.objects.filter(party=party))
    if flag:
        flags = Flag.objects.open().filter(rule__in=flag)
        wanted.append(flags.filter(Q(party=party) | Q(party__isnull=True)) if party else flags)
    if owner:
        wanted.append(Responsibility.objects.filter(focal_point=owner))
    return wanted


def with_sides(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """With meeting, body, the parts of all parties, and the flags that stand as `open_flags`: three queries a page."""
    return (
        rows.select_related("meeting", "body")
        .defer("meeting__source_text", "quote", "description")
        .prefetch_related(
            Prefetch("responsibilities", Responsibility.objects.select_related("party").order_by("id")),
            Prefetch("flags", Flag.objects.open().to_read(), to_attr="open_flags"),
        )
    )


def shown(commitments: list[Commitment], *, standing: Standing, today: date) -> list[Row]:
    """The rows of the table; one query for the reports that the strips show, and one where some row renews an earlier commitment."""
    strips = progress.strips([part for commitment in commitments for part in commitment.responsibilities.all()], today=today)
    renewed = renewal.times(commitments)
    return [row(commitment, strips, standing, renewed) for commitment in commitments]


def row(commitment: Commitment, strips: dict[int, list[Period]], standing: Standing, renewed: dict[int, int]) -> Row:
    """One row; its commitment has its parts and `open_flags`. `renewed` says how often each was made anew."""
    parts = list(commitment.responsibilities.all())
    return Row(
        commitment=commitment,
        parts=parts,
        strip=[(part.party.short_code, strips[part.pk]) for part in parts],
        flags=commitment.open_flags,
        renewed=renewed.get(commitment.pk, 0),
        report_on=None if commitment.is_closed else next((part for part in parts if standing.answers_for(part)), None),
    )


def focal_point(pk: int, *, of: QuerySet[Commitment]) -> Person | None:
    """Who answers for some part in these commitments; nobody else is named."""
    return Person.objects.filter(pk=pk, pk__in=Responsibility.objects.filter(commitment__in=of.values("pk")).values("focal_point")).first()


def choices(standing: Standing) -> dict[str, list[Choice]]:
    """The parties ("party") and bodies ("body") that the filters offer, by name, in one query."""
    both = [
        model.objects.filter(access.named(standing, model)).order_by().annotate(noun=Value(noun)).values_list("noun", "pk", "short_code", "name")
        for noun, model in {"party": Party, "body": Body}.items()
    ]
    found = {"party": [], "body": []}
    for noun, *choice in both[0].union(both[1], all=True).order_by("name"):
        found[noun].append(Choice(*choice))
    return found
