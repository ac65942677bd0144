"""Meetings: the list, one meeting with its source, and the pages on which the desk records and edits them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import meeting as actions
from tracker.forms.field import Choices
from tracker.forms.meeting import MeetingEntry, MeetingFilter
from tracker.queries import body as bodies
from tracker.queries import meeting as queries
from tracker.queries import parallel, renewal
from tracker.queries import session as sessions
from tracker.rules import quote as quotes
from tracker.views import address
from tracker.views.access import anybody, desk_only, must
from tracker.views.typed import typed

COLUMNS = 3  # of numbers in the margin: so many quotes may begin in one line


@anybody
@require_safe
def meetings(request):
    chosen = MeetingFilter(request.GET, bodies=Choices(queries.bodies(request.standing), none=_("every body")))
    wanted = chosen.cleaned_data if chosen.is_valid() else {}
    rows = queries.found(standing=request.standing, text=wanted.get("text", ""), body=wanted.get("body"))
    page = address.page(request, rows, queries.NEWEST_FIRST)
    counts = queries.counts(page.rows, standing=request.standing)
    shown = {
        "form": chosen,
        "is_filtered": any(wanted.values()),
        "rows": [(row, counts.get(row.pk)) for row in page.rows],
        "is_desk": request.standing.keeps_some,
    }
    return render(request, "meeting/meetings.html", shown | address.page_links(request, page))


@anybody
@require_safe
def meeting(request, pk):
    row = get_object_or_404(queries.seated(request.standing), pk=pk)
    born = queries.born_at(row, standing=request.standing)
    numbers = numbered(born)
    earlier = queries.open_before(row, standing=request.standing)
    shown = {
        "meeting": row,
        "born": [(commitment, numbers.get(commitment.reference)) for commitment in born],
        "segments": cut(row, born, numbers),
        "languages": parallel.columns(row),
        "earlier": earlier,
        "made": renewal.made([*born, *earlier], standing=request.standing),
        "renewing": sum(bool(commitment.renews_id) for commitment in born),
        "earlier_limit": queries.EARLIER,
        "earlier_slice": f":{queries.EARLIER}",
        "outcomes": sessions.outcomes(row, standing=request.standing),
        "today": request.now.date(),
        "is_desk": request.standing.keeps(row.body_id),
    }
    return render(request, "meeting/meeting.html", shown)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def record_meeting(request):
    entry = MeetingEntry(typed(request), next_of=_kept_body(request), standing=request.standing)
    if request.method == "POST" and (row := entry.attempt(lambda: actions.record(fields=entry.fields(), seats=entry.said(), key=entry.key, now=request.now))):
        messages.success(request, _("The meeting is recorded. Now record what was pledged there."))
        return redirect(row)
    return render(request, "meeting/form.html", {"entry": entry}, status=entry.status)


def _kept_body(request):
    """The body that the address names by its code, if the person keeps its record."""
    code = request.GET.get("body", "")
    row = bodies.one(code, standing=request.standing) if code and "\x00" not in code else None
    return row if row and request.standing.keeps(row.pk) else None


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_meeting(request, pk):
    row = get_object_or_404(queries.seated(request.standing), pk=pk)
    must(request.standing.keeps(row.body_id))
    entry = MeetingEntry(typed(request), meeting=row, standing=request.standing)

    def write():
        return actions.revise(meeting=row, version=entry.version, fields=entry.fields(), seats=entry.said(), by=request.person, now=request.now)

    if request.method == "POST" and entry.attempt(write):
        messages.success(request, _("The meeting is saved."))
        return redirect(row)
    return render(request, "meeting/form.html", {"entry": entry, "meeting": row}, status=entry.status)


def numbered(born) -> dict[str, int]:
    """The number of each quoted commitment in the margin, in the order of the text."""
    quoted = quotes.in_order(_quotes(born))
    return {quote.reference: number for number, quote in enumerate(quoted, start=1)}


def _quotes(born):
    return [quotes.Quote(row.quote_start, row.quote_end, row.reference) for row in born if row.quote]


def cut(row, born, numbers):
    """(segment, (number, reference, column) of each quote that begins with it): neighbours stand in different columns of the margin."""
    return [
        (segment, [(numbers[reference], reference, numbers[reference] % COLUMNS) for reference in segment.begins])
        for segment in quotes.segments(row.source_text, _quotes(born))
    ]
