"""The milestones of a commitment as one table: typed, pasted, from a file; and copied out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tracker.actions import commitment as actions
from tracker.exchange import measures as exchange
from tracker.forms.measures import MeasuresEntry
from tracker.queries import commitment as commitments
from tracker.views.access import desk_only, must
from tracker.views.typed import typed

READ = "read_rows"  # the button that puts pasted rows, or a file's, into the table


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def measures(request, reference):
    row = get_object_or_404(commitments.with_parts(request.standing), reference=reference)
    must(request.standing.keeps(row.body_id))
    if request.GET.get("format") == "csv":
        return _copied(row)
    entry = MeasuresEntry(typed(request), request.FILES or None, commitment=row, standing=request.standing)

    def write():
        return actions.revise(commitment=row, version=entry.version, fields={}, steps=entry.said(), by=request.person, now=request.now)

    if READ in request.POST:
        if entry.read():
            messages.info(request, _("The rows stand in the table now. Look at them, then save: nothing is saved yet."))
    elif request.method == "POST" and entry.attempt(write):
        count = row.milestones.count()
        messages.success(request, ngettext("%(n)d row is saved.", "%(n)d rows are saved.", count) % {"n": count})
        return redirect(row)
    return render(request, "commitment/measures.html", {"entry": entry, "commitment": row, "kind": row.own_kind}, status=entry.status)


def _copied(row) -> HttpResponse:
    steps = row.milestones.select_related("party", "project").prefetch_related("answering").order_by("position", "id")
    answer = HttpResponse("\ufeff" + exchange.as_csv(steps, row.own_kind), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row.reference}.csv"'
    return answer
