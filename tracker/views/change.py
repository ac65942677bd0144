"""Changes of what was agreed: asked for by a party or the desk, decided by somebody else."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.actions import change as actions
from tracker.forms.change import AskForm, DecideForm
from tracker.forms.field import Choices
from tracker.forms.refusal import attempt
from tracker.models import Request
from tracker.queries import change as queries
from tracker.queries import commitment_list, progress
from tracker.rules import change as rules
from tracker.rules.refusal import Refused
from tracker.views.access import must, signed_in
from tracker.views.attachment import attachment
from tracker.views.day import today
from tracker.views.typed import typed


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, reference, code):
    """In the name of a party."""
    part = get_object_or_404(progress.reported_on(reference, code, standing=request.standing))
    must(request.standing.may_ask(part))
    return _ask(request, part.commitment, part.party)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask_as_desk(request, reference):
    row = _seen(request, reference)
    must(request.standing.may_ask_as_desk(row))
    return _ask(request, row, None)


def _ask(request, row, party):
    day = today(request)
    form = AskForm(typed(request), request.FILES or None, initial={"kind": request.GET.get("kind")}, commitment=row, today=day)

    def write():
        return actions.ask(commitment=row, party=party, asked_by=request.person, via=Request.Via.PAGE, now=request.now, **form.cleaned_data)

    if request.method == "POST" and attempt(form, write):
        messages.success(request, _("Your request is made. Nothing changes before it is decided; you are told by letter."))
        return redirect(row)
    return render(request, "change/ask.html", {"form": form, "commitment": row, "party": party, "today": day})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, reference, pk):
    row = _seen(request, reference)
    asked = get_object_or_404(queries.one(row, pk, standing=request.standing))
    must(request.standing.may_decide(row, asked_by_id=asked.asked_by_id))
    form = _decide_form(asked, _held(request, row), typed(request))

    def write():
        return actions.decide(request=asked, decided_by=request.person, now=request.now, **form.cleaned_data)

    if request.method == "POST" and (decision := attempt(form, write)):
        facts = {"verdict": decision.get_verdict_display(), "request": rules.named(asked)}
        messages.success(request, _("Decided: %(request)s, %(verdict)s.") % facts)
        return redirect(row)
    return render(request, "change/decide.html", {"form": form, "asked": asked, "commitment": row, "today": today(request)})


@signed_in
@require_POST
def withdraw(request, reference, pk):
    row = _seen(request, reference)
    asked = get_object_or_404(queries.one(row, pk, standing=request.standing))
    must(request.person is not None and request.person.pk == asked.asked_by_id)
    try:
        actions.withdraw(request=asked, by=request.person, now=request.now)
        messages.success(request, _("Your request is withdrawn."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(row)


@signed_in
@require_safe
def request_document(request, pk):
    item = get_object_or_404(queries.document(request.standing), pk=pk)
    return attachment(item.proof_file.name, item.proof_name or "document")


def panel(request, row, parts) -> dict:
    """What the page of a commitment shows of its dates and its requests; the requests only to those who signed in."""
    stands = request.standing
    asked = queries.requests(row, standing=stands) if stands.is_signed_in else []
    decidable = {item.pk for item in asked if item.answer is None and stands.may_decide(row, asked_by_id=item.asked_by_id)}
    meetings = _held(request, row) if decidable else None
    return {
        "dates": rules.history(queries.dates(row, standing=stands)),
        "requests": [(item, _decide_form(item, meetings) if item.pk in decidable else None) for item in asked],
        "asking": next((part for part in parts if stands.may_ask(part)), None),
        "may_ask_as_desk": stands.may_ask_as_desk(row),
    }


def _seen(request, reference):
    return get_object_or_404(commitment_list.seen(request.standing).select_related("meeting", "body"), reference=reference)


def _held(request, row) -> Choices:
    return Choices(queries.held(row, standing=request.standing, today=today(request)))


def _decide_form(asked, meetings: Choices, typed=None) -> DecideForm:
    """Its ids carry the request's number, for several may stand on one page."""
    return DecideForm(typed, meetings=meetings, auto_id=f"request_{asked.pk}_%s")
