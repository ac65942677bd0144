"""The commitments and meetings that an entry form offers."""

from django.db.models import QuerySet

from tracker.models import Commitment, Meeting, Project
from tracker.models.kind import KINDS
from tracker.rules import access
from tracker.rules.access import Standing

LISTED = 500  # so many that a person may still look through them


def working_groups(*, standing: Standing, besides: Commitment | None = None) -> QuerySet[Commitment]:
    """The joint working groups that may oversee a commitment; the commitment itself is not one of them."""
    groups = Commitment.objects.filter(access.commitments(standing), kind__in=[kind.key for kind in KINDS.values() if kind.oversees]).order_by("reference")
    return groups.exclude(pk=besides.pk) if besides else groups


def earlier(meeting: Meeting, *, standing: Standing, besides: Commitment | None = None) -> QuerySet[Commitment]:
    """What a commitment of this meeting may renew or implement: those of the same body, the newest first."""
    rows = Commitment.objects.filter(access.commitments(standing), body=meeting.body_id).only("reference", "title").order_by("-id")
    return (rows.exclude(pk=besides.pk) if besides else rows)[:LISTED]


def projects(*, standing: Standing) -> QuerySet[Project]:
    """The projects that an acceleration may name."""
    return Project.objects.filter(access.projects(standing)).only("name").order_by("name")


def meetings(*, standing: Standing) -> QuerySet[Meeting]:
    """The meetings whose record the person keeps, the newest first, without their text."""
    kept = Meeting.objects.all() if standing.is_desk else Meeting.objects.filter(body__in=standing.desk_ids)
    return kept.defer("source_text").order_by("-starts_on", "-id")
