"""Counts that stop counting: a page says "more than 1,000" instead of reading a million rows."""

from django.db.models import IntegerField, QuerySet, Subquery

from tracker.models import User

CAP = 1_000


class CappedCount(Subquery):
    """How many rows a queryset has, counted up to CAP + 1."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet):
        super().__init__(rows.order_by().values("pk")[: CAP + 1])


def capped(sets: dict[str, QuerySet]) -> dict[str, int]:
    """Name -> count of each set, up to CAP + 1, in one query; it hangs on the row of some user, since a query needs one."""
    counts = User.objects.order_by("pk").values(**{name: CappedCount(rows) for name, rows in sets.items()})[:1].get()
    return {name: count or 0 for name, count in counts.items()}  # NULL: a set that is known to be empty
