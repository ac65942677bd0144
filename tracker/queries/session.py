"""The agenda of a session: the open items of its body by query, each with what the session decided of it."""

from collections.abc import Iterable

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When

from tracker.models import Body, Clock, Commitment, Flag, Meeting, Obstacle, Outcome, Request, Responsibility
from tracker.models.clock import Rule
from tracker.queries import body as bodies
from tracker.queries import known_rows
from tracker.queries.known_rows import Known
from tracker.queries.meeting import seated
from tracker.rules import access
from tracker.rules.access import Standing

LISTED = 200  # items that one agenda holds


def one(pk: int, *, standing: Standing) -> Meeting | None:
    """A session of a body with who sits there, if the person may see it."""
    return seated(standing).filter(pk=pk, body__isnull=False).first()


def is_open(meeting: Meeting) -> bool:
    """Whether its items may still be decided: until the body has held a later session."""
    later = Meeting.objects.filter(body=meeting.body_id, state=Meeting.State.HELD, starts_on__gt=meeting.starts_on)
    return meeting.state != Meeting.State.CALLED_OFF and not later.exists()


def items(meeting: Meeting, *, standing: Standing) -> QuerySet[Commitment]:
    """The body's open items of earlier meetings, those it oversees, and whatever the session decided on; what presses most comes first."""
    decided = Exists(Outcome.objects.filter(meeting=meeting, commitment=OuterRef("pk")))
    rows = Commitment.objects.filter(access.commitments(standing), bodies.under(meeting.body), is_draft=False).exclude(meeting=meeting)
    rows = rows.filter(~Q(lifecycle__in=Commitment.CLOSED) | decided, Q(meeting__starts_on__lte=meeting.starts_on))
    silence = Clock.objects.filter(commitment=OuterRef("pk"), rule=Rule.SILENT, state__in=Clock.SILENT)
    obstacles = Obstacle.objects.filter(commitment=OuterRef("pk")).exclude(answers__is_solved=True)
    rows = rows.annotate(
        is_silent=Exists(silence),
        obstacles_open=Exists(obstacles),
        requests_open=Exists(Request.objects.filter(commitment=OuterRef("pk"), decision=None)),
    )
    presses = Case(
        When(Q(is_silent=True) | Q(due_ends_on__lt=standing.day), then=Value(0)),
        When(Q(obstacles_open=True) | Q(requests_open=True), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.annotate(presses=presses).order_by("presses", "attention_at", "id")


def agenda(meeting: Meeting, *, standing: Standing) -> list[Commitment]:
    """At most LISTED + 1 items with their parties, flags, `decided` (at most one outcome) and `anew` (what the session pledged in their place)."""
    return list(_told(items(meeting, standing=standing), meeting, standing)[: LISTED + 1])


def item(meeting: Meeting, reference: str, *, standing: Standing) -> Commitment | None:
    """One item of the agenda, as `agenda` gives it."""
    return _told(items(meeting, standing=standing).filter(reference=reference), meeting, standing).first()


def walk(meeting: Meeting, *, standing: Standing) -> list[str]:
    """The references of the agenda in its order."""
    return list(items(meeting, standing=standing).values_list("reference", flat=True)[:LISTED])


def count(meeting: Meeting, *, standing: Standing) -> int:
    """How many items stand on the agenda, up to LISTED + 1."""
    return len(items(meeting, standing=standing).values_list("pk", flat=True)[: LISTED + 1])


def outcomes(meeting: Meeting, *, standing: Standing) -> list[Outcome]:
    """What a session decided, as applied, of the items that the person may see."""
    rows = Outcome.objects.filter(access.concerned(standing, "commitment"), meeting=meeting, applied_at__isnull=False)
    return list(rows.select_related("commitment").order_by("kind", "commitment__reference"))


def applied(commitment: Commitment, *, standing: Standing, known: Known = known_rows.now) -> list[Outcome]:
    """What sessions decided of a commitment, each with `session`: the meeting, where the person may see it."""
    rows = known(Outcome.objects.filter(commitment=commitment.pk, applied_at__isnull=False)).select_related("recorded_by")
    found = list(rows.order_by("applied_at", "id"))
    seen = Meeting.objects.filter(access.meetings(standing), pk__in={row.meeting_id for row in found}).defer("source_text").in_bulk()
    for row in found:
        row.session = seen.get(row.meeting_id)
    return found


def waiting(meeting: Meeting) -> QuerySet[Outcome]:
    """The outcomes that are not applied yet, in the order of their commitments."""
    rows = Outcome.objects.filter(meeting=meeting, applied_at=None).select_related("meeting__body", "recorded_by")
    return rows.order_by("commitment", "pk")


def next_of(body: Body, *, standing: Standing) -> Meeting | None:
    """The next planned session of a body that the person may see."""
    rows = Meeting.objects.filter(access.meetings(standing), body=body, state=Meeting.State.PLANNED).select_related("body", "host")
    return rows.defer("source_text").order_by("starts_on", "id").first()


def _told(rows: QuerySet[Commitment], meeting: Meeting, standing: Standing) -> QuerySet[Commitment]:
    silence = Prefetch("clocks", Clock.objects.filter(rule=Rule.SILENT), to_attr="silence")
    parts = Responsibility.objects.select_related("party", "last_report").prefetch_related(silence).order_by("id")
    anew = Commitment.objects.filter(access.commitments(standing), meeting=meeting).only("reference", "title", "renews")
    return rows.select_related("meeting", "body").prefetch_related(
        Prefetch("responsibilities", parts),
        Prefetch("flags", Flag.objects.open().to_read(), to_attr="open_flags"),
        Prefetch("outcomes", Outcome.objects.filter(meeting=meeting).select_related("recorded_by"), to_attr="decided"),
        Prefetch("renewed_by", anew, to_attr="anew"),
    )


def done(rows: Iterable[Commitment]) -> int:
    """Of how many items the session has said something."""
    return sum(bool(row.decided or row.anew) for row in rows)
