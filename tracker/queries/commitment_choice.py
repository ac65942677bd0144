"""The commitments and meetings that an entry form offers."""

from django.db.models import Q, QuerySet

from tracker.models import Commitment, Meeting, Project
from tracker.models.kind import KINDS
from tracker.rules import access
from tracker.rules.access import Standing

LISTED = 500  # so many that a person may still look through them


def working_groups(*, standing: Standing, besides: Commitment | None = None) -> QuerySet[Commitment]:
    """The joint working groups that may oversee a commitment; the commitment itself is not one of them."""
    groups = Commitment.objects.filter(access.commitments(standing), kind__in=[kind.key for kind in KINDS.values() if kind.oversees]).order_by("reference")
    return groups.exclude(pk=besides.pk) if besides else groups


def renewable(meeting: Meeting, *, standing: Standing, besides: Commitment | None = None, stored: int | None = None) -> list[Commitment]:
    """What a commitment of this meeting may renew: those pledged no later, the newest first, and the one that it renews already (`stored`)."""
    return _linkable(meeting, Q(meeting__starts_on__lte=meeting.starts_on), standing, besides, stored)


def implementable(meeting: Meeting, *, standing: Standing, besides: Commitment | None = None, stored: int | None = None) -> list[Commitment]:
    """What a commitment of this meeting may carry out a part of: the newest first, and the one that it carries out already (`stored`)."""
    return _linkable(meeting, Q(), standing, besides, stored)


def _linkable(meeting: Meeting, condition: Q, standing: Standing, besides: Commitment | None, stored: int | None) -> list[Commitment]:
    """Of the same body and the one above it (a working group carries out what its commission agreed); without a body, of meetings without one."""
    above = Q(body__children=meeting.body_id) if meeting.body_id else Q(pk__in=[])
    seen = Commitment.objects.filter(access.commitments(standing)).select_related("meeting").only("reference", "title", "meeting__starts_on")
    rows = seen.filter(Q(body=meeting.body_id) | above, condition).order_by("-meeting__starts_on", "-id")
    found = list((rows.exclude(pk=besides.pk) if besides else rows)[:LISTED])
    if stored and all(row.pk != stored for row in found):
        found += seen.filter(pk=stored)
    return found


def projects(*, standing: Standing) -> QuerySet[Project]:
    """The projects that an acceleration may name."""
    return Project.objects.filter(access.projects(standing)).only("name").order_by("name")


def meetings(*, standing: Standing) -> QuerySet[Meeting]:
    """The meetings whose record the person keeps, the newest first, without their text."""
    kept = Meeting.objects.all() if standing.is_desk else Meeting.objects.filter(body__in=standing.desk_ids)
    return kept.defer("source_text").order_by("-starts_on", "-id")
