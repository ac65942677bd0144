"""Parties: the tree of all, and the record of one."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tracker.models import Clock
from tracker.queries import party as queries
from tracker.queries import progress
from tracker.views.access import anybody

REPORTING = [(state.value, state.label) for state in Clock.REPORTING]


@anybody
@require_safe
def parties(request):
    is_desk = request.standing.is_desk
    shown = {"branches": queries.tree(request.standing), "states": REPORTING, "may_enter": request.user.is_staff and is_desk, "is_desk": is_desk}
    return render(request, "party/parties.html", shown)


@anybody
@require_safe
def party(request, code):
    row = get_object_or_404(queries.known(request.standing), short_code=code)
    counts = queries.reporting(row, standing=request.standing)
    parts = queries.responsibilities(row, standing=request.standing)
    today = request.now.date()
    strips = progress.strips(parts[: queries.SHOWN], today=today)
    shown = {
        "party": row,
        "states": [(value, label, counts.get(value, 0)) for value, label in REPORTING],
        "parts": [(part, [(row.short_code, strips[part.pk])]) for part in parts[: queries.SHOWN]],
        "limit": queries.SHOWN,
        "has_more": len(parts) > queries.SHOWN,
        "today": today,
        "history": queries.history(row, standing=request.standing, today=today),
        "is_desk": request.standing.is_desk,
    }
    return render(request, "party/party.html", shown)
