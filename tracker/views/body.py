"""A body's watch: change its pace, reviews and ladder, and see beforehand what the change would do."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions import body as actions
from tracker.actions import sweep
from tracker.forms.body import WatchForm
from tracker.forms.entry import differences
from tracker.forms.refusal import add_problems
from tracker.models import Body
from tracker.queries import escalation as queries
from tracker.rules.refusal import Refused, Stale
from tracker.views.access import must, signed_in
from tracker.views.day import today
from tracker.views.typed import typed


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def watch(request, code):
    body = Body.objects.filter(short_code=code).first()
    if body is None:
        raise Http404
    must(request.standing.keeps(body.pk))
    ladder = queries.ladder(body.pk)
    form = WatchForm(typed(request), instance=Body.objects.get(pk=body.pk), ladder=ladder)
    shown = {"form": form, "body": body, "ladder": ladder, "today": today(request)}
    if form.is_bound and form.is_valid():
        said = {"version": form.cleaned_data["version"], "fields": form.columns(), "ladder": form.ladder()}
        change = partial(actions.revise, body=body, by=request.person, now=request.now, **said)
        try:
            if "save" in request.POST:
                change()
                messages.success(request, _("The watch of %(body)s is changed.") % {"body": body})
                return redirect("watch", code=code)
            shown["forecast"] = sweep.preview(now=request.now, change=change)
        except Stale as stale:
            add_problems(form, stale)
            fresh = WatchForm(instance=Body.objects.get(pk=body.pk), ladder=ladder)
            shown |= {"form": _renewed(form, body), "differences": differences(form, {field.name: field.initial for field in fresh})}
            return render(request, "body/watch.html", shown, status=409)
        except Refused as refused:
            add_problems(form, refused)
    return render(request, "body/watch.html", shown)


def _renewed(form: WatchForm, body: Body) -> WatchForm:
    """The form with the version on record, so that the next save is a deliberate one."""
    form.data = form.data.copy()
    form.data["version"] = str(body.version)
    return form
