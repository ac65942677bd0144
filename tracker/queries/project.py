"""Projects and the commitments that name them."""

from django.db.models import Count, Prefetch, Q, QuerySet

from tracker.models import Commitment, Milestone, Project
from tracker.rules import access
from tracker.rules.access import Standing

LISTED = 200


def seen(standing: Standing) -> QuerySet[Project]:
    """The projects that the person knows, with what gives to them."""
    return Project.objects.filter(access.projects(standing)).prefetch_related("funding")


def found(standing: Standing) -> list[Project]:
    """At most LISTED by name, each with `named`: how many commitments that the person may see name it."""
    named = Count("commitments", filter=Q(commitments__in=Commitment.objects.filter(access.commitments(standing)).values("pk")), distinct=True)
    return list(Project.objects.filter(access.projects(standing)).annotate(named=named).order_by("name")[:LISTED])


def commitments(project: Project, *, standing: Standing) -> list[Commitment]:
    """Those that name it and that the person may see, each with `own_stages`: its stages of this project; two queries."""
    stages = Milestone.objects.filter(project=project).select_related("project").order_by("position", "id")
    rows = Commitment.objects.filter(access.commitments(standing), projects=project).select_related("meeting")
    return list(rows.prefetch_related(Prefetch("milestones", stages, to_attr="own_stages")).order_by("reference"))
