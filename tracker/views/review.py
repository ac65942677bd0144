"""A validator reads a report before it counts, and accepts or returns it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions import review as actions
from tracker.forms.refusal import add_problems
from tracker.forms.review import ACCEPT, ReviewForm
from tracker.models import Review
from tracker.queries import review as queries
from tracker.rules.refusal import Refused, Stale
from tracker.views.access import signed_in
from tracker.views.day import today
from tracker.views.typed import typed


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, reference, pk):
    """The report itself is the form's key: it takes one review."""
    report = get_object_or_404(queries.seen(request.standing), pk=pk, responsibility__commitment__reference=reference)
    part = report.responsibility
    if not request.standing.sees_inside(part):
        raise Http404
    if not request.standing.may_review(part, author_id=report.author_id):
        raise PermissionDenied
    form = ReviewForm(typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            written = _decide(request, report, form)
        except Refused as refused:
            add_problems(form, refused)
            status = 409 if isinstance(refused, Stale) else 200
            report = queries.seen(request.standing).get(pk=pk)
        else:
            _thank(request, written)
            return redirect(part.commitment)
    shown = {"form": form, "report": report, "part": part, "commitment": part.commitment, "today": today(request)}
    return render(request, "review/review.html", shown, status=status)


def _decide(request, report, form) -> Review:
    word = {"report": report, "reviewer": request.person, "now": request.now}
    if form.cleaned_data["decision"] == ACCEPT:
        return actions.accept(**word)
    return actions.send_back(reason=form.cleaned_data["reason"], **word)


def _thank(request, written: Review) -> None:
    party = written.report.responsibility.party.name
    said = _("Accepted: the report of %(party)s counts now.") if written.is_accepted else _("Returned: its author gets your reason by letter.")
    messages.success(request, said % {"party": party})
