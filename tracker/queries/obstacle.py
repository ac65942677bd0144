"""Obstacles and the answers that are owed on them."""

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tracker.models import Commitment, Obstacle, ObstacleAnswer, Responsibility
from tracker.rules import access
from tracker.rules.access import Standing

SHOWN = 25


def dated(rows: QuerySet[Obstacle]) -> QuerySet[Obstacle]:
    """With `due_on`: the day on which an answer is owed."""
    newest = ObstacleAnswer.objects.filter(obstacle=OuterRef("pk")).order_by("-answered_at", "-id")
    return rows.annotate(due_on=Coalesce(Subquery(newest.values("next_due_on")[:1]), F("answer_due_on")))


def seen(standing: Standing) -> QuerySet[Obstacle]:
    """The obstacles that the person may see, each with its commitment and the parts of that."""
    rows = Obstacle.objects.filter(access.concerned(standing, "commitment")).select_related("party", "commitment__body", "commitment__meeting")
    return dated(rows).prefetch_related("commitment__responsibilities__party")


def owed(standing: Standing) -> list[Obstacle]:
    """At most SHOWN open obstacles of which the person's parties owe an answer, the longest due first; one query."""
    if standing.person_id is None:
        return []
    own = Responsibility.objects.filter(access.answered(standing), commitment=OuterRef("commitment"), party=OuterRef("party"))
    rows = Obstacle.objects.filter(access.concerned(standing, "commitment"), party__in=Subquery(own.values("party")))
    rows = rows.exclude(answers__is_solved=True).exclude(commitment__lifecycle__in=Commitment.CLOSED)
    return list(dated(rows).select_related("party", "commitment").order_by("due_on", "id")[:SHOWN])
