"""Requests with their decisions, the dates that were set, and what a decision may refer to."""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from tracker.models import Commitment, DueDate, Meeting, Notice, Request
from tracker.queries import known_rows
from tracker.queries.known_rows import Known
from tracker.rules import access, notice
from tracker.rules.access import Standing

SHOWN = 50


def requests(commitment: Commitment, *, standing: Standing) -> list[Request]:
    """The newest SHOWN requests of a commitment with their decisions; those that stand open come first. Two queries."""
    return sorted(_told(commitment, standing)[:SHOWN], key=lambda request: request.answer is not None)


def one(commitment: Commitment, pk: int, *, standing: Standing) -> QuerySet[Request]:
    """One request of the commitment."""
    return _told(commitment, standing).filter(pk=pk)


def _told(commitment: Commitment, standing: Standing) -> QuerySet[Request]:
    rows = commitment.requests.select_related("party", "asked_by", "decision__decided_by")
    return rows.prefetch_related(Prefetch("decision__meeting", _seen(standing)))


def dates(commitment: Commitment, *, standing: Standing, known: Known = known_rows.now) -> list[DueDate]:
    """Every date that was set for a commitment and is known, the oldest first; a meeting only where the person may see it. Two queries."""
    rows = known(commitment.due_dates).select_related("party", "set_by").prefetch_related(Prefetch("meeting", _seen(standing)))
    return list(rows.order_by("recorded_at", "id"))


def of_body(commitment: Commitment) -> QuerySet[Meeting]:
    """The meetings at which a change of the commitment may have been agreed: those of its body, the newest first."""
    return Meeting.objects.filter(body=commitment.body_id).defer("source_text").order_by("-starts_on", "-id")


def meetings(commitment: Commitment, *, standing: Standing) -> QuerySet[Meeting]:
    """Those of them that the person may see."""
    return of_body(commitment).filter(access.meetings(standing))


def held(commitment: Commitment, *, standing: Standing, today: date) -> QuerySet[Meeting]:
    """Those of them that the person may see and that have begun."""
    return meetings(commitment, standing=standing).filter(starts_on__lte=today)


def to_decide(standing: Standing) -> list[Request]:
    """At most SHOWN + 1 open requests that the person may decide, the longest waiting first."""
    if standing.person_id is None or not (standing.keeps_some or standing.chaired_ids):
        return []
    bodies = Q() if standing.is_desk else Q(commitment__body__in=standing.desk_ids | standing.chaired_ids)
    rows = Request.objects.filter(bodies, access.concerned(standing, "commitment"), decision=None).exclude(asked_by=standing.person_id)
    return list(rows.select_related("commitment", "party", "asked_by").order_by("asked_at", "id")[: SHOWN + 1])


def document(standing: Standing) -> QuerySet[Request]:
    """The requests whose document the person may have."""
    return Request.objects.filter(access.concerned(standing, "commitment")).exclude(proof_file="")


def decided(letter: Notice) -> Request | None:
    """The request whose decision the letter tells, unless it may no longer be spoken of to a party."""
    told = Q(party=None) | access.told("commitment")
    rows = Request.objects.filter(told, pk=notice.event_of(letter), asked_by=letter.recipient_id)
    return rows.exclude(decision=None).select_related("commitment__body", "decision__decided_by", "decision__meeting").first()


def _seen(standing: Standing) -> QuerySet[Meeting]:
    return Meeting.objects.filter(access.meetings(standing)).defer("source_text")
