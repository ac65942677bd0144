"""The record as it was known at a moment gone by, read from the ledger's states and from rows that are never changed.

Who may see a commitment is decided as of today; what was a draft then is shown only to whoever keeps the record.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When

from tracker.models import (
    Body,
    Commitment,
    Decision,
    Evidence,
    Flag,
    LedgerEntry,
    Meeting,
    Party,
    Person,
    ProgressReport,
    Project,
    Request,
    Responsibility,
    Review,
)
from tracker.queries import change, known_rows, progress, review
from tracker.rules import access
from tracker.rules import past as rules
from tracker.rules.access import Standing
from tracker.rules.due import local_day
from tracker.rules.past import Past, Word
from tracker.rules.strip import Period

SHOWN = 100  # reports, and flags, that the timeline goes back


def counted(past: Past) -> QuerySet[ProgressReport]:
    """The reports that counted then, with `counted_at`: when they were given, or accepted where that was needed."""
    since = Case(When(needs_review=True, then=F("review__reviewed_at")), default=F("reported_at"))
    return ProgressReport.objects.counted().annotate(counted_at=since).filter(counted_at__lte=past.moment)


def known(standing: Standing, past: Past, *conditions: Q) -> QuerySet[Commitment]:
    """The commitments that the person may see and that were known then, each with `entry`, the key of its state.

    `conditions` are of LedgerEntry, as in Q(facts__state__kind="roadmap"): what must have been true then.
    """
    if not standing.is_desk:
        conditions = (*conditions, Q(facts__state__is_draft=False) | Q(commitment__body__in=standing.desk_ids))
    return of_all(past, *conditions).filter(access.commitments(standing)).only("reference", "recorded_at", "meeting")


def of_all(past: Past, *conditions: Q) -> QuerySet[Commitment]:
    """As known(), whoever may see them: for counting what is not named."""
    newest = states(past).filter(commitment=OuterRef("pk")).order_by("-seq").values("pk")[:1]
    rows = Commitment.objects.filter(recorded_at__lte=past.moment).annotate(entry=Subquery(newest))
    return rows.filter(Exists(LedgerEntry.objects.filter(*conditions, pk=OuterRef("entry"))))


def states(past: Past) -> QuerySet[LedgerEntry]:
    """The entries up to then that hold all that a commitment was."""
    return LedgerEntry.objects.filter(recorded_at__lte=past.moment, facts__has_key="state")


def one(reference: str, past: Past, *, standing: Standing) -> Commitment | None:
    """The commitment as it stood, with all that its page shows; None if the person sees none of this reference that was known then."""
    rows = rebuild(known(standing, past).filter(reference=reference), past, standing=standing, has_history=True)
    if not rows:
        return None
    [row] = rows
    others = known(standing, past, Q(facts__state__overseen_by_id=row.pk) | Q(commitment=row.overseen_by_id)).order_by("reference")
    others = named(others, standing=standing)
    row.overseen_by = next((other for other in others if other.pk == row.overseen_by_id), None)
    rules.fill(row, "oversees", [other for other in others if other.overseen_by_id == row.pk])
    return row


def named(rows: QuerySet[Commitment], *, standing: Standing) -> list[Commitment]:
    """Commitments with what a link to one says, as it was then, with their meetings; three queries."""
    rows = list(rows)
    entries = LedgerEntry.objects.in_bulk([row.entry for row in rows])
    told = [entries[row.entry].facts["state"] for row in rows]
    meetings = _meetings(rows, told, standing) if rows else {}
    return [rules.link(row.pk, state, meetings) for row, state in zip(rows, told, strict=True)]


def reports(row: Commitment, past: Past) -> list[ProgressReport]:
    """The newest SHOWN reports that counted, of all parties, with their evidence; two queries."""
    rows = counted(past).filter(responsibility__commitment=row.pk).select_related("responsibility__party", "author")
    return list(rows.prefetch_related(Prefetch("evidence", Evidence.objects.order_by("id"))).order_by("-reported_at", "-id")[:SHOWN])


def uncounted(parts: Iterable[Responsibility], past: Past, *, standing: Standing) -> dict[int, list[ProgressReport]]:
    """As queries.review.uncounted: what the parties had said that did not count then, for those who may see it; two queries."""
    inside = {part.pk: part for part in parts if standing.sees_inside(part)}
    known = known_rows.at(past)
    reviews = Prefetch("review", known(Review.objects.select_related("reviewer")))
    rows = known(ProgressReport.objects.filter(needs_review=True, responsibility__in=list(inside))).select_related("author").prefetch_related(reviews)
    found = defaultdict(list)
    for row in rows.order_by("-reported_at", "-pk"):
        heard_at = inside[row.responsibility_id].last_reported_at
        if row.is_waiting or (row.counts_since is None and (heard_at is None or row.reported_at > heard_at)):
            found[row.responsibility_id].append(row)
    return {part: review.telling(rows) for part, rows in found.items()}


def requests(row: Commitment, past: Past, *, standing: Standing) -> list[Request]:
    """As queries.change.requests: what had been asked for, with what had been decided of it; three queries."""
    known = known_rows.at(past)
    meetings = Prefetch("meeting", Meeting.objects.filter(access.meetings(standing)))
    decisions = Prefetch("decision", known(Decision.objects.select_related("decided_by")).prefetch_related(meetings))
    rows = known(row.requests.select_related("party", "asked_by")).prefetch_related(decisions)
    return sorted(rows[: change.SHOWN], key=lambda request: request.answer is not None)


def rebuild(rows: Iterable[Commitment], past: Past, *, standing: Standing, has_history: bool = False) -> list[Commitment]:
    """The commitments as they stood, in the same order, for all that pages show; ten queries however many there are.

    `rows` come from known(). Flags that were cleared by then come only with `has_history`.
    """
    rows = list(rows)
    states = {entry.pk: entry for entry in LedgerEntry.objects.filter(pk__in=[row.entry for row in rows]).select_related("text")}
    told = [states[row.entry].facts["state"] for row in rows]
    parts = [part for state in told for part in state["parts"]]
    words = _words(rows, past)
    beside = rules.Beside(
        moment=past.moment,
        parties=Party.objects.in_bulk(_parties(told)),
        projects=Project.objects.in_bulk(_projects(told)),
        people=Person.objects.in_bulk({part["focal_point_id"] for part in parts} - {None}),
        meetings=_meetings(rows, told, standing),
        bodies=Body.objects.in_bulk({state["body_id"] for state in told} - {None}),
        words=words,
        reports=_last_reports(words),
        flags=_flags(rows, past, has_history),
    )
    return [rules.rebuilt(row.pk, row.recorded_at, states[row.entry].facts, states[row.entry].text.texts, beside) for row in rows]


def _parties(told: list[dict]) -> set[int]:
    named = {owner["party_id"] for state in told for owner in state["parts"] + state["steps"]} - {None}
    return named | {pk for state in told for step in state["steps"] for pk in step.get("answering", [])}


def _projects(told: list[dict]) -> set[int]:
    named = {step.get("project_id") for state in told for step in state["steps"]} - {None}
    return named | {pk for state in told for pk in state.get("projects", [])}


def _meetings(rows: list[Commitment], told: list[dict], standing: Standing) -> dict[int, Meeting]:
    """Today's meeting of a commitment is named wherever the commitment is; another only if the person may see it."""
    seen = Meeting.objects.filter(access.meetings(standing)).values("pk")
    open_to = Q(pk__in={row.meeting_id for row in rows}) | Q(pk__in=seen)
    return Meeting.objects.filter(open_to, pk__in={state["meeting_id"] for state in told}).defer("source_text").in_bulk()


def _words(rows: list[Commitment], past: Past) -> dict[int, list[Word]]:
    columns = ("responsibility_id", "pk", "reported_at", "counted_at", "nothing_to_report", "status", "health")
    found = defaultdict(list)
    for told in counted(past).filter(responsibility__commitment__in=rows).order_by("reported_at", "pk").values_list(*columns):
        found[told[0]].append(Word(*told))
    return found


def _last_reports(words: dict[int, list[Word]]) -> dict[int, ProgressReport]:
    heard = [rules.stated(said).last for said in words.values()]
    return ProgressReport.objects.select_related("author").in_bulk([last.pk for last in heard if last])


def _flags(rows: list[Commitment], past: Past, has_history: bool) -> dict[int, list[Flag]]:
    flags = raised(past).filter(commitment__in=rows)
    found = defaultdict(list)
    for flag in (flags if has_history else standing_then(flags, past)).select_related("party", "milestone"):
        found[flag.commitment_id].append(flag)
    return found


def raised(past: Past) -> QuerySet[Flag]:
    """The flags that had been raised by then."""
    return Flag.objects.filter(raised_at__lte=past.moment)


def standing_then(flags: QuerySet[Flag], past: Past) -> QuerySet[Flag]:
    """Of flags that had been raised, those that had not been cleared."""
    return flags.filter(Q(cleared_at__isnull=True) | Q(cleared_at__gt=past.moment))


def strips(parts: Iterable[Responsibility], past: Past) -> dict[int, list[Period]]:
    """As queries.progress.strips, of parts that were rebuilt; no query."""
    return {part.pk: progress.periods(part, _said(part), past.day) for part in parts}


def _said(part: Responsibility) -> list[progress.Said]:
    return [(local_day(word.reported_at, part.party.time_zone), word.is_nothing, word.status) for word in part.words]
