"""The watch's own page: is it alive, what did each sweep do, what would the next one do, which letters wait for a person."""

from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from tracker.actions import sweep as actions
from tracker.queries import health, paging
from tracker.queries import sweep as queries
from tracker.rules.access import is_desk
from tracker.views.access import desk_only, signed_in
from tracker.views.address import page_links


@signed_in
@require_safe
def sweeps(request):
    return _page(request)


@desk_only
@require_POST
def preview_sweep(request):
    """What a sweep would raise, clear and queue now; nothing is kept of it."""
    return _page(request, preview=actions.preview(now=request.now))


def _page(request, **more):
    page = paging.newest_first(queries.sweeps(), older=request.GET.get("older", ""), newer=request.GET.get("newer", ""))
    may_act = is_desk(request.user, request.now.date())
    shown = {
        "rows": page.rows,
        "health": health.read(now=request.now),
        "is_desk": may_act,
        "stuck": queries.stuck_letters() if may_act else [],
        "stuck_limit": queries.STUCK,
        "stuck_slice": f":{queries.STUCK}",
    }
    return render(request, "sweep/sweeps.html", shown | more | page_links(request, page))
