"""The same text in several languages, side by side; the desk adds one."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import parallel as actions
from tracker.forms.parallel import ParallelForm
from tracker.models import Commitment, Meeting
from tracker.queries import commitment_list
from tracker.queries import meeting as meetings
from tracker.queries import parallel as queries
from tracker.views import plain_form
from tracker.views.access import anybody, desk_only, must
from tracker.views.typed import typed


@anybody
@require_safe
def commitment_texts(request, reference):
    row = _commitment(request, reference)
    return _texts(request, row, {"title": row.title, "text": row.quote or row.description}, crumb=row.reference)


@anybody
@require_safe
def meeting_texts(request, pk):
    row = _meeting(request, pk)
    return _texts(request, row, {"title": row.source_title, "text": row.source_text}, crumb=row.title)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def add_commitment_text(request, reference):
    row = _commitment(request, reference)
    return _add(request, row, {"commitment": row}, back=reverse("commitment_texts", args=[reference]), crumb=row.reference)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def add_meeting_text(request, pk):
    row = _meeting(request, pk)
    return _add(request, row, {"meeting": row}, back=reverse("meeting_texts", args=[pk]), crumb=row.title)


def _commitment(request, reference) -> Commitment:
    return get_object_or_404(commitment_list.seen(request.standing).select_related("meeting", "body"), reference=reference)


def _meeting(request, pk) -> Meeting:
    return get_object_or_404(meetings.seated(request.standing), pk=pk)


def _texts(request, row: Commitment | Meeting, record: dict[str, str], *, crumb: str):
    shown = {"row": row, "crumb": crumb, "record": record, "columns": queries.columns(row)}
    return render(request, "parallel/texts.html", shown | {"may_add": request.standing.keeps(row.body_id), "names_people": request.standing.is_signed_in})


def _add(request, row: Commitment | Meeting, of: dict, *, back: str, crumb: str):
    must(request.standing.keeps(row.body_id))
    form = ParallelForm(typed(request))

    def write():
        return actions.add(by=request.person, now=request.now, **of, **form.cleaned_data)

    shown = {
        "heading": _("Add the text in a language"),
        "intro": _("Where the language has a text already, this becomes its newer version; the older ones stay."),
        "button": _("Add the text"),
        "crumbs": [(crumb, row.get_absolute_url()), (_("In several languages"), back)],
    }
    return plain_form.answer(request, form, write, back=back, done=_("The text is added."), **shown)
