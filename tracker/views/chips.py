"""The counted chips above lists: parts of the record that people ask for every day."""

from django.db.models import QuerySet
from django.http import HttpRequest

from tracker.forms import filters
from tracker.models import Commitment
from tracker.queries import count
from tracker.views.day import today


def counted(request: HttpRequest, found: QuerySet) -> dict:
    """`chips` for templates/commitment/_chips.html, `found` (how many rows there are) and `cap`: all counted in one query."""
    views = filters.views(today=today(request), has_person=request.person is not None)
    sets = {view.name: filters.CommitmentFilter(view.data, Commitment.objects.all(), person=request.person).qs for view in views}
    counts = count.capped(sets | {"found": found}, user=request.user)
    asked = filters.asked(request.GET)
    chips = [(view, counts[view.name], filters.asked(view.data) == asked) for view in views]
    return {"chips": chips, "found": counts["found"], "cap": count.CAP}
