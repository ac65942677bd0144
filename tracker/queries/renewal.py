"""Which commitments were made anew: the chain of one, those of many at once, what overlaps, and what a body carries over."""

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from tracker.models import Body, Commitment, Meeting, Project
from tracker.queries import body as bodies
from tracker.queries import count
from tracker.rules import access
from tracker.rules import renewal as rules
from tracker.rules.access import Standing
from tracker.rules.renewal import LONGEST, Chain, Made, Overlap
from tracker.rules.session import held

SHOWN = 10  # overlaps, and commitments that carry one out, on a commitment's page
CARRIED = 15  # commitments carried over, on a body's page


def pairs(link: str = "renews") -> QuerySet:
    """(key, key to which it links) of every commitment, as they stand."""
    return Commitment.objects.order_by().annotate(one=F("pk"), other=F(f"{link}_id")).values_list("one", "other")


def behind(starts: Iterable[int], along: QuerySet) -> dict[int, list[int]]:
    """Where the chain of each of `starts` leads, the nearest first and at most LONGEST far; one query. `along` gives pairs as pairs() does."""
    starts = sorted(set(starts))
    if not starts:
        return {}
    told, params = along.query.sql_with_params()
    marks = ", ".join(["%s"] * len(starts))
    # The pairs stand in the text twice: PostgreSQL would read all of a WITH that is named twice. S608: what is put in is our own text.
    walk = f"""
        WITH RECURSIVE walk(start, id, step) AS (
            SELECT pair.one, pair.other, 1 FROM ({told}) AS pair WHERE pair.one IN ({marks}) AND pair.other IS NOT NULL
            UNION ALL
            SELECT walk.start, pair.other, walk.step + 1 FROM walk JOIN ({told}) AS pair ON pair.one = walk.id
            WHERE pair.other IS NOT NULL AND walk.step < %s
        )
        SELECT start, id FROM walk ORDER BY start, step
    """  # noqa: S608
    found = {start: [] for start in starts}
    with connection.cursor() as cursor:
        cursor.execute(walk, [*params, *starts, *params, LONGEST])
        for start, pk in cursor.fetchall():
            found[start].append(pk)
    return {start: rules.straight(start, chain) for start, chain in found.items()}


def leads_to(*, renews: Commitment | None, implements: Commitment | None) -> dict[str, list[int]]:
    """Where a link to each of the two would lead, itself included, as rules.renewal.problems asks; a query for each that is given."""
    return {link: [end.pk, *behind([end.pk], pairs(link))[end.pk]] if end is not None else [] for link, end in (("renews", renews), ("implements", implements))}


def chain(row: Commitment, *, standing: Standing) -> Chain:
    """All that its page says of the links of a commitment; four queries, and one more where it renews another."""
    earlier = behind([row.pk], pairs())[row.pk] if row.renews_id else []
    anew = list(row.renewed_by.order_by("meeting__starts_on", "pk").values_list("pk", flat=True))
    seen = _named(Commitment.objects.filter(access.commitments(standing), pk__in={*earlier, *anew, row.implements_id} - {None})).in_bulk()
    parts = _named(Commitment.objects.filter(access.commitments(standing), implements=row.pk))
    return Chain(
        earlier=[seen.get(pk) for pk in earlier],
        anew=[seen[pk] for pk in anew if pk in seen],
        anew_hidden=sum(pk not in seen for pk in anew),
        implements=seen.get(row.implements_id),
        carried_out_by=list(parts.order_by("reference")[: SHOWN + 1]),
    )


def _named(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """With what a link to a commitment says, and the meeting's day."""
    columns = ("reference", "title", "lifecycle", "renews", "implements", "meeting__title", "meeting__starts_on")
    return rows.select_related("meeting").only(*columns)


def overlaps(row: Commitment, chain: Chain, *, standing: Standing) -> list[Overlap]:
    """At most SHOWN + 1 open commitments that the person may see and that promise the same; those that it renews or carries out do not count."""
    own = {project.pk for project in row.projects.all()}
    if row.is_closed or not (row.renews_id or row.implements_id or own):
        return []
    wanted = Q(pk__in=[])
    if row.renews_id:
        wanted |= Q(renews=row.renews_id)
    if row.implements_id:
        wanted |= Q(implements=row.implements_id)
    if own:
        with_project = Commitment.projects.through.objects.filter(project__in=own)
        wanted |= Q(pk__in=with_project.values("commitment")) & ~Q(meeting=row.meeting_id)
    linked = {other.pk for other in [*chain.seen, *chain.anew]} | {row.pk, row.implements_id}
    others = Commitment.objects.filter(access.commitments(standing), wanted).exclude(lifecycle__in=Commitment.CLOSED).exclude(implements=row.pk)
    rows = _named(others.exclude(pk__in=linked - {None})).prefetch_related(Prefetch("projects", Project.objects.filter(pk__in=own)))
    return [rules.overlap(row, other, list(other.projects.all())) for other in rows.order_by("reference")[: SHOWN + 1]]


def made(rows: Iterable[Commitment], *, standing: Standing) -> dict[int, Made]:
    """How often and when first each was made, by key; two queries however many there are. The rows have their meetings."""
    rows = list(rows)
    found = behind([row.pk for row in rows if row.renews_id], pairs())
    firsts = {chain[-1] for chain in found.values() if chain}
    seen = _named(Commitment.objects.filter(access.commitments(standing), pk__in=firsts)).in_bulk() if firsts else {}
    return told_of(rows, found, seen)


def told_of(rows: list[Commitment], chains: dict[int, list[int]], seen: dict[int, Commitment]) -> dict[int, Made]:
    """Of each row, by key: how long its chain is, and the first of it as far as that is among `seen`."""
    found = {}
    for row in rows:
        chain = chains.get(row.pk, [])
        found[row.pk] = Made(times=len(chain), first=seen.get(chain[-1]) if chain else row)
    return found


def times(rows: Iterable[Commitment]) -> dict[int, int]:
    """How often each of those that renew another was renewed, by key; one query, and none where no row renews one."""
    return {pk: len(chain) for pk, chain in behind([row.pk for row in rows if row.renews_id], pairs()).items()}


def carried_over(body: Body, sessions: list[Meeting], *, standing: Standing) -> tuple[list[tuple[Commitment, Made]], int]:
    """The first CARRIED open commitments of the body that its last session took over, the oldest first, and how many there are (to count.CAP + 1).

    Those that make an earlier one anew, and those pledged before that session; one that an open commitment makes anew is carried by that.
    `sessions` are those that the person may see; four queries.
    """
    last_on = max((session.starts_on for session in held(sessions)), default=None)
    is_older = Q(meeting__starts_on__lt=last_on) if last_on else Q(pk__in=[])
    open_ones = Commitment.objects.filter(access.commitments(standing)).exclude(lifecycle__in=Commitment.CLOSED)
    made_anew = Exists(open_ones.filter(renews=OuterRef("pk")))
    taken_over = open_ones.filter(bodies.under(body), is_older | Q(renews__isnull=False)).exclude(made_anew)
    rows = list(_named(taken_over).order_by("meeting__starts_on", "pk")[:CARRIED])
    found = made(rows, standing=standing)
    return sorted(((row, found[row.pk]) for row in rows), key=_oldest_first), count.capped({"found": taken_over})["found"]


def _oldest_first(told: tuple[Commitment, Made]) -> tuple[date, str]:
    row, made = told
    return (made.first or row).meeting.starts_on, row.reference


def anew_at(row: Commitment, *, standing: Standing) -> Meeting | None:
    """The next session of its body that is planned, if the person keeps its record: where the commitment may be made anew."""
    planned = Meeting.objects.filter(access.meetings(standing), body=row.body_id, state=Meeting.State.PLANNED, starts_on__gte=row.meeting.starts_on)
    return planned.only("title", "starts_on").order_by("starts_on", "pk").first() if row.body_id and standing.keeps(row.body_id) else None
