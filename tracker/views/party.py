"""Parties: the tree of all, and the record of one."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tracker.models import Clock
from tracker.queries import party as queries
from tracker.views.access import signed_in

REPORTING = [(state.value, state.label) for state in Clock.REPORTING]


@signed_in
@require_safe
def parties(request):
    return render(request, "party/parties.html", {"branches": queries.tree(), "states": REPORTING})


@signed_in
@require_safe
def party(request, code):
    row = get_object_or_404(queries.known(), short_code=code)
    counts = queries.reporting(row)
    shown = {
        "party": row,
        "states": [(value, label, counts.get(value, 0)) for value, label in REPORTING],
        "responsibilities": queries.responsibilities(row),
        "limit": queries.SHOWN,
        "limit_slice": f":{queries.SHOWN}",
        "history": queries.history(row, today=request.now.date()),
    }
    return render(request, "party/party.html", shown)
