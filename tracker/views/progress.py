"""A party reports on its part, and the evidence it gave can be read."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import progress as actions
from tracker.forms.escalation import instead
from tracker.forms.progress import ReportForm, kept
from tracker.forms.refusal import add_problems
from tracker.models import ProgressReport
from tracker.queries import progress as queries
from tracker.queries import review as reviews
from tracker.rules.refusal import Refused
from tracker.views.access import signed_in
from tracker.views.attachment import attachment
from tracker.views.day import today

UNSENT = "unsent_reports"  # in the session: address -> what was typed there while signed out


@require_http_methods(["GET", "HEAD", "POST"])
def report(request, reference, code):
    if not request.user.is_authenticated:
        return _sign_in_first(request)
    part = get_object_or_404(queries.reported_on(reference, code, standing=request.standing))
    if not request.standing.may_report(part):
        return render(request, "progress/not_yours.html", {"part": part}, status=403)
    unsent = request.session.get(UNSENT, {}).get(request.path)
    if request.method == "POST":
        form = ReportForm(request.POST, request.FILES, part=part, today=today(request))
        if (written := _attempt(request, form)) is not None:
            _forget(request)
            _thank(request, written)
            return redirect(part.commitment)
    else:
        form = ReportForm(part=part, today=today(request), written=unsent)
    shown = {"instead": instead(part) if request.standing.answers_for(part) and not part.commitment.is_closed else None}
    shown |= {"form": form, "part": part, "commitment": part.commitment, "is_unsent": unsent and not form.is_bound, "today": today(request)}
    shown["waiting"] = [(report, False) for report in reviews.uncounted([part], request.standing).get(part.pk, [])]
    return render(request, "progress/report.html", shown)


def _attempt(request, form: ReportForm) -> ProgressReport | None:
    """The report, or None when something is wrong, which then stands beside its field."""
    if not form.is_valid():
        return None
    try:
        return actions.report(responsibility=form.part, author=request.person, via=ProgressReport.Via.PAGE, now=request.now, **form.cleaned_data)
    except Refused as refused:
        add_problems(form, refused)
        return None


def _thank(request, written: ProgressReport) -> None:
    if written.is_waiting:
        messages.success(request, _("Your report is saved. It waits for a validator and counts once it is accepted."))
        return
    flags = [str(flag.get_rule_display()) for flag in queries.cleared_by(written)]
    said = ngettext("Your report is saved. It cleared a flag: %(flags)s.", "Your report is saved. It cleared the flags: %(flags)s.", len(flags))
    messages.success(request, said % {"flags": ", ".join(flags)} if flags else _("Your report is saved."))


def _sign_in_first(request):
    """The session ran out while somebody wrote: their words wait in the new one, and come back into the form after sign-in."""
    if request.method == "POST":
        request.session[UNSENT] = {request.path: kept(request.POST)}
    return redirect_to_login(request.get_full_path())


def _forget(request) -> None:
    if UNSENT in request.session:
        del request.session[UNSENT]


@signed_in
@require_safe
def evidence(request, pk):
    item = get_object_or_404(queries.evidence(request.standing), pk=pk)
    if item.report.counts_since is None and not request.standing.sees_inside(item.report.responsibility):
        raise Http404
    return attachment(item.file.name, item.name or "evidence")
