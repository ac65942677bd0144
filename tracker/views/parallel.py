"""The same text in several languages, side by side; the desk adds one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions import parallel as actions
from tracker.forms.parallel import ParallelForm
from tracker.forms.refusal import attempt
from tracker.queries import commitment_list
from tracker.queries import meeting as meetings
from tracker.queries import parallel as queries
from tracker.views.access import anybody, must
from tracker.views.typed import typed


@anybody
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_texts(request, reference):
    row = get_object_or_404(commitment_list.seen(request.standing).select_related("meeting", "body"), reference=reference)
    record = {"title": row.title, "text": row.quote or row.description}
    return _texts(request, row, record, {"commitment": row}, crumb=row.reference)


@anybody
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_texts(request, pk):
    row = get_object_or_404(meetings.seated(request.standing), pk=pk)
    return _texts(request, row, {"title": row.source_title, "text": row.source_text}, {"meeting": row}, crumb=row.title)


def _texts(request, row, record: dict, of: dict, *, crumb: str):
    keeps = request.standing.keeps(row.body_id)
    form = ParallelForm(typed(request)) if keeps or request.method == "POST" else None
    if request.method == "POST":
        must(keeps)
        if attempt(form, lambda: actions.add(by=request.person, now=request.now, **of, **form.cleaned_data)):
            messages.success(request, _("The text is added."))
            return redirect(request.path)
    shown = {"row": row, "crumb": crumb, "record": record, "columns": queries.columns(row), "form": form, "names_people": request.standing.is_signed_in}
    return render(request, "parallel/texts.html", shown)
