"""The watch's own page: is it alive, what did each sweep do, what would the next one do, which letters wait for a person."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.actions import outbox
from tracker.actions import sweep as actions
from tracker.queries import health
from tracker.queries import sweep as queries
from tracker.views import address
from tracker.views.access import desk_only, must, signed_in
from tracker.views.day import today


@signed_in
@require_safe
def sweeps(request):
    return _page(request)


@desk_only
@require_POST
def preview_sweep(request):
    """What a sweep of the whole record would raise, clear and queue now; nothing is kept of it."""
    must(request.standing.is_desk)
    # The pager's addresses are those of the list, which is not here.
    return _page(request, forecast=actions.preview(now=request.now), previous_url="", next_url="")


@desk_only
@require_POST
def stop_letters(request):
    """The kill switch: nothing is sent any more."""
    must(request.standing.is_desk)
    outbox.stop(by=request.person, now=request.now)
    messages.warning(request, _("All letters are stopped. They wait until you let them go."))
    return redirect("sweeps")


@desk_only
@require_POST
def let_letters_go(request):
    """Letters leave again."""
    must(request.standing.is_desk)
    outbox.let_go()
    messages.success(request, _("Letters leave again."))
    return redirect("sweeps")


def _page(request, **more):
    page = address.page(request, queries.sweeps(), queries.NEWEST_FIRST)
    may_act = request.standing.is_desk
    shown = {
        "rows": page.rows,
        "health": health.read(now=request.now),
        "is_desk": may_act,
        "today": today(request),
        "bodies": queries.bodies(request.standing),
        "stuck": queries.stuck_letters() if may_act else [],
        "stuck_limit": queries.STUCK,
        "stuck_slice": f":{queries.STUCK}",
    }
    return render(request, "sweep/sweeps.html", shown | address.page_links(request, page) | more)
