"""Assessments of one commitment, the corrections of all, and what an assessor has yet to grade; each in a fixed number of queries."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tracker.models import Assessment, Commitment, Reply, Responsibility
from tracker.queries import known_rows
from tracker.queries.known_rows import Known
from tracker.rules import access
from tracker.rules import assessment as rules
from tracker.rules.access import Standing

SHOWN = 10  # commitments on the desk that wait for an assessment
NEWEST_FIRST = ("-assessed_at", "-id")
ENDED_OTHERWISE = (Commitment.Lifecycle.SUPERSEDED, Commitment.Lifecycle.DROPPED)  # there is nothing left to grade


def found_none_at(commitment: Commitment) -> datetime | None:
    """When the assessment that holds found no evidence; None if it found some, or nothing was assessed."""
    return rules.found_none_at(commitment.assessments.only("scale", "grade", "assessed_at", "corrects_id"))


def threads(commitment: Commitment, *, known: Known = known_rows.now) -> list[list[Assessment]]:
    """All assessments of the commitment with assessor and replies, each with its corrections; two queries.

    `known` leaves out the rows of which a page of a day gone by does not know (queries.known_rows.at).
    """
    rows = known(commitment.assessments.select_related("assessor", "corrects")).prefetch_related(_replies("replies", known))
    return rules.threads(rows)


def _replies(relation: str, known: Known = known_rows.now) -> Prefetch:
    return Prefetch(relation, known(Reply.objects.select_related("party", "author").order_by("replied_at", "id")))


def seen(standing: Standing) -> QuerySet[Commitment]:
    """The commitments that the person may see, with what an assessment's form shows."""
    parts = Responsibility.objects.select_related("party", "last_report").order_by("id")
    rows = Commitment.objects.filter(access.commitments(standing)).select_related("body", "meeting")
    return rows.defer("meeting__source_text").prefetch_related(Prefetch("responsibilities", parts))


def of(commitment: Commitment) -> QuerySet[Assessment]:
    """The commitment's assessments, each with its assessor, its replies and what corrected it."""
    return commitment.assessments.select_related("assessor", "corrected_by").prefetch_related(_replies("replies"))


def corrections(standing: Standing) -> QuerySet[Assessment]:
    """The corrections that the person may see, with what they corrected and what the parties replied to either."""
    rows = Assessment.objects.filter(access.concerned(standing, "commitment"), corrects__isnull=False)
    return rows.select_related("commitment", "assessor", "corrects__assessor").prefetch_related(_replies("replies"), _replies("corrects__replies"))


def waiting(standing: Standing) -> list[Commitment]:
    """At most SHOWN + 1 commitments that the person may assess and nobody has, the first due on top; one query."""
    graded = Q() if standing.assesses_all else Q(body__in=standing.assessed_ids)
    own = Responsibility.objects.filter(access.answered(standing))
    rows = Commitment.objects.filter(access.commitments(standing), graded, is_draft=False).exclude(lifecycle__in=ENDED_OTHERWISE)
    rows = rows.filter(~Exists(Assessment.objects.filter(commitment=OuterRef("pk"))), ~Exists(own.filter(commitment=OuterRef("pk"))))
    return list(rows.select_related("meeting").defer("meeting__source_text").order_by("due_order", "id")[: SHOWN + 1])
