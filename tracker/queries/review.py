"""Reports that wait for a validator, and those that came back: for the eyes of the party's own people and the desk."""

from collections.abc import Iterable

from django.db.models import F, Prefetch, Q, QuerySet

from tracker.models import Evidence, ProgressReport, Responsibility
from tracker.rules import access
from tracker.rules.access import Standing

SHOWN = 25  # in the list of what one has to review


def to_review(standing: Standing) -> list[ProgressReport]:
    """At most SHOWN + 1 reports on which the person may say whether they count, the longest waiting first."""
    if not standing.validated_ids:
        return []
    rows = ProgressReport.objects.waiting().filter(access.concerned(standing, "responsibility__commitment"))
    rows = rows.filter(responsibility__party__in=standing.validated_ids).exclude(author=standing.person_id)
    rows = rows.select_related("responsibility__commitment", "responsibility__party", "author")
    return list(rows.order_by("reported_at", "id")[: SHOWN + 1])


def seen(standing: Standing) -> QuerySet[ProgressReport]:
    """The reports that are or were to be reviewed, on commitments the person may see, with all that their page shows."""
    rows = ProgressReport.objects.filter(access.concerned(standing, "responsibility__commitment"), needs_review=True)
    rows = rows.select_related(
        "responsibility__commitment__meeting",
        "responsibility__commitment__body",
        "responsibility__party",
        "responsibility__last_report__author",
        "author",
        "review__reviewer",
    )
    return rows.prefetch_related(Prefetch("evidence", Evidence.objects.order_by("id")))


def uncounted(parts: Iterable[Responsibility], standing: Standing) -> dict[int, list[ProgressReport]]:
    """Responsibility id -> what its party said that does not count: all that waits, and what was returned since its last word that does.

    Only of the parts whose inside the person may see; one query, none where there is no such part. Newest first.
    """
    inside = [part.pk for part in parts if standing.sees_inside(part)]
    heard_at = F("responsibility__last_reported_at")
    is_newer = Q(responsibility__last_reported_at=None) | Q(reported_at__gt=heard_at)
    rows = ProgressReport.objects.filter(Q(review=None) | Q(review__is_accepted=False) & is_newer, needs_review=True, responsibility__in=inside)
    found: dict[int, list[ProgressReport]] = {}
    for row in rows.select_related("author", "review__reviewer").order_by("-reported_at", "-id"):
        found.setdefault(row.responsibility_id, []).append(row)
    return {part: telling(rows) for part, rows in found.items()}


def telling(rows: list[ProgressReport]) -> list[ProgressReport]:
    """Without what was returned before something newer was said: that has been answered."""
    return [row for row in rows if row.is_waiting or row is rows[0]]
