"""What is said instead of a report: by which day one will come, or "not mine". Each has a small page of its own, where errors stand."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions import escalation as actions
from tracker.forms.escalation import LaterForm, NotMineForm
from tracker.forms.refusal import add_problems
from tracker.queries import progress as queries
from tracker.rules.refusal import Refused
from tracker.views.access import signed_in
from tracker.views.typed import typed


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request, reference, code):
    """ "You will hear by this day": the ladder is held until then."""
    return _say(request, reference, code, LaterForm, _acknowledge, _("Say by when you will report"))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def disown(request, reference, code):
    """ "Not mine": the next on the ladder is asked at once."""
    return _say(request, reference, code, NotMineForm, _disown, _("Say that it is not yours"))


def _say(request, reference, code, form_class, act, title):
    part = get_object_or_404(queries.reported_on(reference, code, standing=request.standing))
    if not request.standing.answers_for(part):
        return render(request, "progress/not_yours.html", {"part": part}, status=403)
    form = form_class(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act(request, part, form.cleaned_data))
            return redirect(part.commitment)
        except Refused as refused:
            add_problems(form, refused)
    return render(request, "progress/instead.html", {"form": form, "part": part, "title": title})


def _acknowledge(request, part, said: dict) -> str:
    actions.acknowledge(responsibility=part, person=request.person, now=request.now, **said)
    return _("Thank you. Nobody else is asked until %(day)s is over.") % {"day": date_format(said["until_on"], "j F Y")}


def _disown(request, part, said: dict) -> str:
    actions.disown(responsibility=part, person=request.person, now=request.now, **said)
    return _("Thank you. Somebody else is asked now, and the desk sees that it is not yours.")
