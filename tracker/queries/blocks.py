"""What the blocks of a commitment's page read beside the commitment."""

from collections import defaultdict

from django.db.models import Prefetch

from tracker.models import (
    Attendance,
    Body,
    Commitment,
    IndicatorReading,
    Meeting,
    Obstacle,
    ObstacleAnswer,
    Person,
    Post,
    Rebaseline,
    Side,
)
from tracker.queries import known_rows
from tracker.queries.known_rows import Known
from tracker.rules import access
from tracker.rules.access import Standing


def readings(commitment: Commitment, *, known: Known = known_rows.now) -> dict[int, list[IndicatorReading]]:
    """The readings of each indicator, the oldest first."""
    found = defaultdict(list)
    for row in known(IndicatorReading.objects.filter(commitment=commitment.pk)).order_by("on", "id"):
        found[row.indicator_id].append(row)
    return found


def obstacles(commitment: Commitment, *, known: Known = known_rows.now) -> list[Obstacle]:
    """Each with its answers, `is_open`, and `due_on`: the day on which an answer is owed; the open ones first, the longest owed before."""
    answers = Prefetch("answers", known(ObstacleAnswer.objects.select_related("author").order_by("answered_at", "id")))
    rows = list(known(Obstacle.objects.filter(commitment=commitment.pk)).select_related("party", "raised_by").prefetch_related(answers).order_by("id"))
    for row in rows:
        said = list(row.answers.all())
        row.is_open = not any(answer.is_solved for answer in said)
        row.due_on = next((answer.next_due_on for answer in reversed(said) if answer.next_due_on), row.answer_due_on)
    return sorted(rows, key=lambda row: (not row.is_open, row.due_on, row.pk))


def rebaselines(commitment: Commitment, *, standing: Standing, known: Known = known_rows.now) -> list[Rebaseline]:
    """The oldest first; the meeting that agreed is named to whoever may see it."""
    meetings = Prefetch("meeting", Meeting.objects.filter(access.meetings(standing)))
    rows = known(Rebaseline.objects.filter(commitment=commitment.pk)).select_related("set_by").prefetch_related(meetings)
    return list(rows.order_by("recorded_at", "id"))


def group(commitment: Commitment) -> Body | None:
    """The body that it founded, with its sides and their members."""
    sides = Prefetch("sides", Side.objects.select_related("party").prefetch_related("members").order_by("id"))
    return Body.objects.filter(founded_by=commitment.pk).prefetch_related(sides).first()


def sessions(body: Body, *, standing: Standing) -> list[Meeting]:
    """The sessions of a body that the person may see, the newest first."""
    seats = Prefetch("attendances", Attendance.objects.select_related("party").order_by("id"))
    rows = Meeting.objects.filter(access.meetings(standing), body=body).select_related("host", "next_host").prefetch_related(seats).defer("source_text")
    return list(rows.order_by("-starts_on", "-id"))


def co_chairs(body: Body, *, standing: Standing) -> dict[int, list[Person]]:
    """Who holds the post of co-chair on the day, by party."""
    found = defaultdict(list)
    posts = Post.objects.filter(body=body, role=Post.Role.CO_CHAIR).held_on(standing.day) if standing.is_signed_in else []
    for post in posts and posts.select_related("person").order_by("id"):
        found[post.party_id].append(post.person)
    return found
