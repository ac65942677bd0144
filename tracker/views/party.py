"""Parties: the tree of all, and the record of one."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tracker.models import Clock
from tracker.queries import party as queries
from tracker.queries import progress
from tracker.views.access import signed_in

REPORTING = [(state.value, state.label) for state in Clock.REPORTING]


@signed_in
@require_safe
def parties(request):
    is_desk = request.standing.is_desk
    shown = {"branches": queries.tree(), "states": REPORTING, "may_enter": request.user.is_staff and is_desk, "is_desk": is_desk}
    return render(request, "party/parties.html", shown)


@signed_in
@require_safe
def party(request, code):
    row = get_object_or_404(queries.known(), short_code=code)
    counts = queries.reporting(row)
    parts = queries.responsibilities(row)
    today = request.now.date()
    strips = progress.strips(parts[: queries.SHOWN], today=today)
    shown = {
        "party": row,
        "states": [(value, label, counts.get(value, 0)) for value, label in REPORTING],
        "parts": [(part, [(row.short_code, strips[part.pk])]) for part in parts[: queries.SHOWN]],
        "limit": queries.SHOWN,
        "has_more": len(parts) > queries.SHOWN,
        "today": today,
        "history": queries.history(row, today=today),
        "is_desk": request.standing.is_desk,
    }
    return render(request, "party/party.html", shown)
