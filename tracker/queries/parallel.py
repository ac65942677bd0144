"""The texts of a commitment or of a meeting in several languages."""

from tracker.models import Commitment, Meeting, ParallelText
from tracker.queries import known_rows
from tracker.queries.known_rows import Known
from tracker.rules import parallel as rules


def columns(of: Commitment | Meeting, *, known: Known = known_rows.now) -> list[rules.Column]:
    """A column for each language, with its versions; one query."""
    whose = {"commitment": of.pk} if isinstance(of, Commitment) else {"meeting": of.pk}
    rows = known(ParallelText.objects.filter(**whose)).select_related("recorded_by")
    return rules.columns(rows.order_by("-recorded_at", "-id"))
