"""What a session pack reads: the commitments of a body as they stood at the end of a day, with what stood beside them, batch by batch."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import F, Prefetch, Q

from tracker.models import (
    Body,
    Commitment,
    Decision,
    DueDate,
    LedgerEntry,
    Meeting,
    Obstacle,
    ObstacleAnswer,
    Pack,
    ParallelText,
    Party,
    Request,
    Side,
)
from tracker.models.visibility import Visibility
from tracker.queries import known_rows
from tracker.queries import past as queries
from tracker.rules import access
from tracker.rules.pack import Beside, Facts, Frame, Told, told
from tracker.rules.past import Past

BATCH = 500  # commitments read at once
SHOWN, NEWEST = 50, 3  # packs in the list of a body, and on its page
CHAIN = 50  # renewals that are followed back
TOLD = [Visibility.PARTIES, Visibility.PUBLIC]


def seen(standing: access.Standing) -> Iterable[Pack]:
    """The packs whose body's papers the person may read, without what they hold."""
    return Pack.objects.filter(access.packs(standing)).select_related("body", "meeting", "asked_by").defer("snapshot")


def of_body(body: Body, *, limit: int = SHOWN) -> list[Pack]:
    """The newest packs of a body, without what they hold; one query."""
    return list(Pack.objects.filter(body=body).select_related("meeting", "asked_by").defer("snapshot").order_by("-asked_at", "-id")[:limit])


def sessions(body: Body, *, standing: access.Standing) -> list[Meeting]:
    """The sessions of a body that the person may see, the newest first; one query."""
    return list(Meeting.objects.filter(access.meetings(standing), body=body).defer("source_text").order_by("-starts_on", "-id"))


def frame(pack: Pack) -> Frame:
    """What a pack is about."""
    sides = Prefetch("sides", Side.objects.select_related("party__parent__parent").order_by("id"))
    body = Body.objects.prefetch_related(sides).get(pk=pack.body_id)
    meeting = Meeting.objects.defer("source_text").filter(pk=pack.meeting_id).first()
    return Frame(body=body, meeting=meeting, since_on=pack.since_on, past=Past(day=pack.as_of, moment=pack.as_of_at))


def business(frame: Frame) -> list[Commitment]:
    """The commitments that were the body's business then, by reference, each with the key of its state. Only what the parties are told: then, and today."""
    state = "facts__state__"
    under = Q(**{f"{state}body_id": frame.body.pk})
    if frame.body.founded_by_id:
        under |= Q(**{f"{state}overseen_by_id": frame.body.founded_by_id})
    was_told = Q(**{f"{state}is_draft": False, f"{state}visible_to__in": TOLD})
    return list(queries.known(access.told_all(frame.past.day), frame.past, under, was_told).order_by("reference"))


def batches(rows: list[Commitment], frame: Frame) -> Iterator[list[Told]]:
    """The commitments of business(), BATCH at a time; a fixed number of queries each."""
    for first in range(0, len(rows), BATCH):
        stood = queries.rebuild(rows[first : first + BATCH], frame.past, standing=access.told_all(frame.past.day))
        beside = _beside(stood, frame)
        yield [told(row, beside[row.pk], frame) for row in stood]


def _beside(rows: list[Commitment], frame: Frame) -> dict[int, Beside]:
    known, of = known_rows.at(frame.past), {"commitment__in": [row.pk for row in rows]}
    found = defaultdict(Beside)
    reports = queries.counted(frame.past).filter(responsibility__commitment__in=of["commitment__in"], counted_at__gte=frame.since_at)
    for report in reports.annotate(of=F("responsibility__commitment")).order_by("reported_at", "id"):
        found[report.of].reports.append(report)
    decisions = Prefetch("decision", known(Decision.objects.all()))
    for request in known(Request.objects.filter(**of).select_related("party")).prefetch_related(decisions).order_by("asked_at", "id"):
        found[request.commitment_id].requests.append(request)
    answers = Prefetch("answers", known(ObstacleAnswer.objects.order_by("answered_at", "id")))
    for obstacle in known(Obstacle.objects.filter(**of).select_related("party")).prefetch_related(answers).order_by("raised_at", "id"):
        found[obstacle.commitment_id].obstacles.append(obstacle)
    for date in known(DueDate.objects.filter(kind=DueDate.Kind.ORIGINAL, **of)):
        found[date.commitment_id].original = date
    newest = {}
    for text in known(ParallelText.objects.filter(**of)).order_by("recorded_at", "id"):
        newest[text.commitment_id, text.language] = text
    for (pk, _language), text in sorted(newest.items()):
        found[pk].texts.append(text)
    return found


def renewals(commitments: Iterable[Told], frame: Frame) -> dict[int, Facts]:
    """The commitments that these renew, and those renewed before, by primary key, as they stood; two queries for each step back."""
    found, wanted = {}, {one.facts["renews"] for one in commitments} - {None}
    for _step in range(CHAIN):
        rows = list(queries.known(access.told_all(frame.past.day), frame.past).filter(pk__in=wanted).select_related("meeting")) if wanted else []
        states = LedgerEntry.objects.in_bulk([row.entry for row in rows])
        for row in rows:
            state = states[row.entry].facts["state"]
            found[row.pk] = {
                "reference": state["reference"],
                "renews": state.get("renews_id"),
                "meeting": {"title": row.meeting.title, "on": state["meeting"]["starts_on"]},
            }
        wanted = {found[row.pk]["renews"] for row in rows} - {None} - set(found)
        if not wanted:
            break
    return found


def parties(commitments: Iterable[Told], frame: Frame) -> dict[str, Party]:
    """The parties that a pack names, by code, with their parents; one query."""
    codes = {code for one in commitments for code in one.parties} | {side.party.short_code for side in frame.body.sides.all()}
    return {party.short_code: party for party in Party.objects.filter(short_code__in=codes).select_related("parent__parent")}
