"""A party reports on its part, and the evidence it gave can be read."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import progress as actions
from tracker.forms.escalation import instead
from tracker.forms.progress import ReportForm
from tracker.forms.refusal import attempt
from tracker.models import ProgressReport
from tracker.queries import progress as queries
from tracker.queries import review as reviews
from tracker.views.access import signed_in
from tracker.views.attachment import attachment
from tracker.views.day import today
from tracker.views.typed import typed


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, reference, code):
    part = get_object_or_404(queries.reported_on(reference, code, standing=request.standing))
    if not request.standing.may_report(part):
        return render(request, "progress/not_yours.html", {"part": part}, status=403)
    form = ReportForm(typed(request), request.FILES or None, part=part, today=today(request))

    def write():
        return actions.report(responsibility=part, author=request.person, via=ProgressReport.Via.PAGE, now=request.now, **form.cleaned_data)

    if request.method == "POST" and (written := attempt(form, write)):
        _thank(request, written)
        return redirect(part.commitment)
    shown = {"instead": instead(part) if request.standing.answers_for(part) and not part.commitment.is_closed else None}
    shown |= {"form": form, "part": part, "commitment": part.commitment, "today": today(request)}
    shown["waiting"] = [(report, False) for report in reviews.uncounted([part], request.standing).get(part.pk, [])]
    return render(request, "progress/report.html", shown)


def _thank(request, written: ProgressReport) -> None:
    if written.is_waiting:
        messages.success(request, _("Your report is saved. It waits for a validator and counts once it is accepted."))
        return
    flags = [str(flag.get_rule_display()) for flag in queries.cleared_by(written)]
    said = ngettext("Your report is saved. It cleared a flag: %(flags)s.", "Your report is saved. It cleared the flags: %(flags)s.", len(flags))
    messages.success(request, said % {"flags": ", ".join(flags)} if flags else _("Your report is saved."))


@signed_in
@require_safe
def evidence(request, pk):
    item = get_object_or_404(queries.evidence(request.standing), pk=pk)
    if item.report.counts_since is None and not request.standing.sees_inside(item.report.responsibility):
        raise Http404
    return attachment(item.file.name, item.name or "evidence")
