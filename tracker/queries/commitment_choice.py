"""The commitments and meetings that an entry form offers."""

from django.db.models import QuerySet

from tracker.models import Commitment, Meeting
from tracker.rules import access
from tracker.rules.access import Standing


def working_groups(*, standing: Standing, besides: Commitment | None = None) -> QuerySet[Commitment]:
    """The joint working groups that may oversee a commitment; the commitment itself is not one of them."""
    groups = Commitment.objects.filter(access.commitments(standing), kind=Commitment.Kind.WORKING_GROUP).order_by("reference")
    return groups.exclude(pk=besides.pk) if besides else groups


def meetings(*, standing: Standing) -> QuerySet[Meeting]:
    """The meetings whose record the person keeps, the newest first, without their text."""
    kept = Meeting.objects.all() if standing.is_desk else Meeting.objects.filter(body__in=standing.desk_ids)
    return kept.defer("source_text").order_by("-starts_on", "-id")
