"""The counted chips above lists: parts of the record that people ask for every day."""

from django.db.models import QuerySet
from django.http import HttpRequest

from tracker.forms import filters
from tracker.queries import commitment_list, count
from tracker.views.day import today


def counted(request: HttpRequest, found: QuerySet | None = None) -> dict:
    """`chips` for templates/commitment/_chips.html and `cap`, and on the list itself `found` (how many it has): all counted in one query."""
    views = filters.views(today=today(request), person=request.person)
    sets = {view.name: commitment_list.filtered(commitment_list.seen(request.standing), **view.wanted) for view in views}
    is_list, asked = found is not None, filters.asked(request.GET)
    counts = count.capped(sets | {"found": found} if is_list else sets)
    chips = [(view, counts[view.name], is_list and filters.asked(view.data) == asked) for view in views]
    return {"chips": chips, "found": counts.get("found"), "cap": count.CAP}
