"""The list of meetings, and all that one meeting's page shows."""

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from tracker.models import Attendance, Body, Clock, Commitment, Flag, Meeting, Responsibility
from tracker.models.clock import Rule
from tracker.rules import access
from tracker.rules.access import Standing

NEWEST_FIRST = ("-starts_on", "-id")
EARLIER = 50  # open commitments of earlier sessions that a page shows


def seated(standing: Standing) -> QuerySet[Meeting]:
    """Meetings that the person may see, with their body and the parties that were there."""
    return (
        Meeting.objects.filter(access.meetings(standing))
        .select_related("body", "host", "next_host")
        .prefetch_related(Prefetch("attendances", Attendance.objects.select_related("party", "head").order_by("id")))
    )


def sees(standing: Standing, meeting: Meeting) -> bool:
    """Whether the person may see the meeting itself; somebody may see a commitment of which they may not see the meeting."""
    return Meeting.objects.filter(access.meetings(standing), pk=meeting.pk).exists()


def found(*, standing: Standing, text: str = "", body=None) -> QuerySet[Meeting]:
    """The meetings of `body` (of all, without one) that the person may see and in which every word of `text` stands somewhere."""
    rows = seated(standing).defer("source_text")
    if body is not None:
        rows = rows.filter(body=body)
    for word in text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(place__icontains=word) | Q(source_title__icontains=word) | Q(source_text__icontains=word))
    return rows


def bodies(standing: Standing) -> QuerySet[Body]:
    """The bodies by which a person may filter."""
    return Body.objects.filter(access.named(standing, Body)).order_by("name")


def kept_bodies(standing: Standing) -> QuerySet[Body]:
    """The bodies whose record the person keeps."""
    return Body.objects.order_by("name") if standing.is_desk else Body.objects.filter(pk__in=standing.desk_ids).order_by("name")


def sessions(body: Body) -> list[Meeting]:
    """All sessions of a body, the oldest first, with their hosts: for whoever keeps its record."""
    rows = Meeting.objects.filter(body=body).select_related("host__parent__parent", "next_host").defer("source_text")
    return list(rows.order_by("starts_on", "id"))


def counts(meetings: list[Meeting], *, standing: Standing) -> dict[int, dict]:
    """Meeting id -> how many commitments that the person may see were born there (`total`), are `open`, and are `silent`; one query."""
    silence = Clock.objects.filter(commitment=OuterRef("pk"), rule=Rule.SILENT, state__in=Clock.SILENT)
    is_open = ~Q(lifecycle__in=Commitment.CLOSED)
    rows = (
        Commitment.objects.filter(access.commitments(standing), meeting__in=meetings)
        .values("meeting")
        .annotate(total=Count("pk"), open=Count("pk", filter=is_open), silent=Count("pk", filter=Exists(silence)))
        .order_by("meeting")
    )
    return {row["meeting"]: row for row in rows}


def born_at(meeting: Meeting, *, standing: Standing) -> list[Commitment]:
    """The commitments of a meeting in the order of its text, with what each side says and the flags that stand; three queries."""
    return list(_with_sides(meeting.commitments.filter(access.commitments(standing)).order_by(F("quote_start").asc(nulls_last=True), "reference")))


def open_before(meeting: Meeting, *, standing: Standing) -> list[Commitment]:
    """Commitments of earlier sessions of the same body that were open when this one met: at most EARLIER + 1, most urgent first."""
    if meeting.body_id is None:
        return []
    earlier = Commitment.objects.filter(access.commitments(standing), body=meeting.body_id, meeting__starts_on__lt=meeting.starts_on).select_related("meeting")
    was_open = earlier.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=meeting.starts_on))
    return list(_with_sides(was_open.order_by("attention_at", "id"))[: EARLIER + 1])


def _with_sides(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    sides = Responsibility.objects.select_related("party").order_by("id")
    return commitments.prefetch_related(
        Prefetch("responsibilities", sides),
        Prefetch("flags", Flag.objects.open().to_read(), to_attr="open_flags"),
    )
