"""Bodies: the list, and all that one body's page shows."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from tracker.models import Body, Clock, Commitment, Flag, Meeting, Responsibility, Side
from tracker.models.clock import Rule
from tracker.rules import access
from tracker.rules.access import Standing

SHOWN = 50  # open commitments on a body's page


@dataclass(frozen=True, kw_only=True)
class Row:
    """One body in the list: how deep it stands below others, its next session and its open commitments that the person may see."""

    body: Body
    depth: int
    next_session: Meeting | None
    open: int


def listed(standing: Standing) -> list[Row]:
    """Every body below its parent, by name; four queries however many there are."""
    sides = Prefetch("sides", Side.objects.select_related("party").order_by("id"))
    bodies = list(Body.objects.filter(access.named(standing, Body)).prefetch_related(sides).order_by("name"))
    planned = Meeting.objects.filter(access.meetings(standing), body__in=bodies, state=Meeting.State.PLANNED).defer("source_text")
    sessions: dict[int, Meeting] = {}
    for session in planned.order_by("starts_on", "id"):
        sessions.setdefault(session.body_id, session)
    seen = Commitment.objects.filter(access.commitments(standing), body__in=bodies).exclude(lifecycle__in=Commitment.CLOSED)
    counts = {row["body"]: row["open"] for row in seen.values("body").annotate(open=Count("pk")).order_by("body")}
    children: dict[int | None, list[Body]] = {}
    known = {body.pk for body in bodies}
    for body in bodies:
        children.setdefault(body.parent_id if body.parent_id in known else None, []).append(body)
    found, waiting = [], [(body, 0) for body in reversed(children.get(None, []))]
    while waiting:
        body, depth = waiting.pop()
        found.append(Row(body=body, depth=depth, next_session=sessions.get(body.pk), open=counts.get(body.pk, 0)))
        waiting += [(child, depth + 1) for child in reversed(children.get(body.pk, []))]
    return found


def one(code: str, *, standing: Standing) -> Body | None:
    """The body with its sides, their members, and the bodies above and below it."""
    sides = Prefetch("sides", Side.objects.select_related("party").prefetch_related("members").order_by("id"))
    rows = Body.objects.filter(access.named(standing, Body), short_code=code).select_related("parent")
    return rows.prefetch_related(sides, "children", "terms").first()


def founder(body: Body, *, standing: Standing) -> Commitment | None:
    """The commitment that founded it, if the person may see that."""
    return Commitment.objects.filter(access.commitments(standing), pk=body.founded_by_id).only("reference", "title").first()


def open_commitments(body: Body, *, standing: Standing) -> list[Commitment]:
    """At most SHOWN + 1 open ones that it pledged or oversees, most urgent first, with parties and standing flags; three queries."""
    rows = Commitment.objects.filter(access.commitments(standing), under(body)).exclude(lifecycle__in=Commitment.CLOSED)
    return list(with_sides(rows).order_by("attention_at", "id")[: SHOWN + 1])


def under(body: Body) -> Q:
    """The commitments that are a body's business: those pledged at its sessions, and those put under the eye of its founder."""
    return Q(body=body) | (Q(overseen_by=body.founded_by_id) if body.founded_by_id else Q(pk__in=[]))


def with_sides(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """With its parties, the flags that stand, and whether a party is silent."""
    silence = Clock.objects.filter(commitment=OuterRef("pk"), rule=Rule.SILENT, state__in=Clock.SILENT)
    return (
        rows.select_related("meeting")
        .annotate(is_silent=Exists(silence))
        .prefetch_related(
            Prefetch("responsibilities", Responsibility.objects.select_related("party").order_by("id")),
            Prefetch("flags", Flag.objects.open().to_read(), to_attr="open_flags"),
        )
    )
