"""Keep the words by which commitments are found; called inside the transaction that changed them."""

from collections.abc import Iterable

from django.db.models import Prefetch

from tracker.models import Commitment, Responsibility, SearchText
from tracker.rules import search as rules


def index(commitments: Iterable[int]) -> None:
    """Write the words of these commitments (primary keys) anew; safe to repeat."""
    parts = Responsibility.objects.select_related("party").order_by("id")
    rows = Commitment.objects.filter(pk__in=commitments).order_by("pk").prefetch_related(Prefetch("responsibilities", parts))
    texts = [SearchText(commitment=row, folded=rules.folded(row, [part.party for part in row.responsibilities.all()])) for row in rows]
    SearchText.objects.bulk_create(texts, update_conflicts=True, unique_fields=["commitment"], update_fields=["folded"])
