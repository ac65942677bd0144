"""Session packs: the list of a body with the form to ask for one, one pack with its progress and its paper, and its files."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.actions import pack as actions
from tracker.exchange.pack import files, languages, pdf
from tracker.forms.pack import PackForm
from tracker.forms.refusal import attempt
from tracker.models import Body, Pack
from tracker.queries import body as bodies
from tracker.queries import pack as queries
from tracker.rules.due import local_day
from tracker.rules.refusal import Refused
from tracker.views.access import must, signed_in
from tracker.views.typed import typed

AGAIN = 3  # seconds after which the page of a pack that is being made looks again
GOES_ON = (Pack.State.QUEUED, Pack.State.RUNNING)


@signed_in
@require_safe
def packs(request, code):
    row = _body(request, code)
    form = _form(request, row) if request.standing.may_make_pack(row) else None
    return _listed(request, row, form)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask_pack(request, code):
    row = _body(request, code)
    must(request.standing.may_make_pack(row))
    form = _form(request, row, typed(request))

    def write() -> Pack:
        return actions.ask(body=row, by=request.person, now=request.now, **form.cleaned_data)

    if request.method == "POST" and (asked := attempt(form, write)):
        return redirect("pack", pk=asked.pk)
    return _listed(request, row, form)


def _body(request, code) -> Body:
    row = bodies.one(code, standing=request.standing)
    if row is None or not request.standing.may_read_pack(row):
        raise Http404
    return row


def _form(request, row: Body, posted=None) -> PackForm:
    """The form, beginning with the time since the last session, for the next one, in the reader's language where papers know it."""
    language = get_language() if get_language() in languages.codes() else languages.codes()[0]
    sessions = queries.sessions(row, standing=request.standing)
    return PackForm(posted, sessions=sessions, today=local_day(request.now, row.time_zone), language=language)


def _listed(request, row: Body, form: PackForm | None):
    return render(request, "pack/packs.html", {"body": row, "form": form, "packs": queries.of_body(row)})


@signed_in
@require_safe
def pack(request, pk):
    row = get_object_or_404(queries.seen(request.standing), pk=pk)
    shown = {"pack": row, "makes": request.standing.may_make_pack(row.body), "goes_on": row.state in GOES_ON, "again": AGAIN}
    if row.state == Pack.State.DONE:
        shown |= _paper(row)
    return render(request, "pack/pack.html", shown)


def _paper(row: Pack) -> dict:
    """The paper as its page shows it. Of a large pack the last section, by far the longest, stands in the files alone."""
    is_large = row.total > files.LARGE
    return {"paper": files.paper_of(row, has_voices=not is_large), "is_large": is_large, "pdf_missing": _no_pdf(row)}


def _no_pdf(row: Pack) -> str:
    """Why there is no PDF to take; "" if there is."""
    if not pdf.is_here():
        return pdf.missing()
    if row.total > files.LARGE and files.kept(row) is None:
        return row.error or _("The PDF of so large a pack takes minutes. The worker sets it now; look at this page again.")
    return ""


@signed_in
@require_POST
def cancel_pack(request, pk):
    row = get_object_or_404(queries.seen(request.standing), pk=pk)
    must(request.standing.may_make_pack(row.body))
    try:
        actions.cancel(pack=row, by=request.person, now=request.now)
        messages.success(request, _("The pack is cancelled."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("pack", pk=row.pk)


@signed_in
@require_safe
def pack_file(request, pk, name):
    """The pack as a file. It is never shown as a page of this site: it brings styles of its own."""
    row = get_object_or_404(queries.seen(request.standing).filter(state=Pack.State.DONE), pk=pk)
    if name not in files.FORMATS:
        raise Http404
    if name == "pdf" and (why := _no_pdf(row)):
        messages.warning(request, why)
        return redirect("pack", pk=row.pk)
    try:
        content = files.read(row, name)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("pack", pk=row.pk)
    headers = {"Content-Disposition": f'attachment; filename="{files.name_of(row, name)}"', "Cache-Control": "private"}
    return HttpResponse(content, content_type=files.FORMATS[name].content_type, headers=headers)
