"""The commitments and meetings that an entry form offers."""

from django.db.models import QuerySet

from tracker.models import Commitment, Meeting


def working_groups(*, besides: Commitment | None = None) -> QuerySet[Commitment]:
    """The joint working groups that may oversee a commitment; the commitment itself is not one of them."""
    groups = Commitment.objects.filter(kind=Commitment.Kind.WORKING_GROUP).order_by("reference")
    return groups.exclude(pk=besides.pk) if besides else groups


def meetings() -> QuerySet[Meeting]:
    """Every meeting, the newest first, without its text."""
    return Meeting.objects.defer("source_text").order_by("-starts_on", "-id")
