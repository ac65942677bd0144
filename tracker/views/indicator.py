"""What a commitment is measured by, and its readings."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions import indicator as actions
from tracker.forms.indicator import IndicatorsEntry, ReadingForm
from tracker.models import Indicator
from tracker.queries import commitment as commitments
from tracker.rules import access
from tracker.views import plain_form
from tracker.views.access import desk_only, must, signed_in
from tracker.views.day import today
from tracker.views.typed import typed


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def indicators(request, reference):
    row = get_object_or_404(commitments.with_parts(request.standing), reference=reference)
    must(request.standing.keeps(row.body_id))
    entry = IndicatorsEntry(typed(request), commitment=row)

    def write():
        actions.define(commitment=row, version=entry.version, rows=entry.said(), by=request.person, now=request.now)
        return row

    if request.method == "POST" and entry.attempt(write):
        messages.success(request, _("The indicators are saved."))
        return redirect(row)
    shown = {
        "heading": _("What is measured"),
        "intro": row.title,
        "legend": _("Indicators"),
        "help": _("Each with what it was, what it shall be, and by which year. One that was read stays."),
        "button": _("Save the indicators"),
        "back": row.get_absolute_url(),
        "crumbs": [(row.reference, row.get_absolute_url())],
    }
    return render(request, "rows_form.html", shown | {"entry": entry}, status=entry.status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def read_indicator(request, pk):
    seen = Indicator.objects.filter(access.concerned(request.standing, "commitment")).select_related("commitment__body", "commitment__meeting")
    indicator = get_object_or_404(seen, pk=pk)
    row = indicator.commitment
    must(request.standing.may_hinder(row))
    form = ReadingForm(typed(request), today=today(request))

    def write():
        return actions.read(indicator=indicator, by=request.person, now=request.now, **form.cleaned_data)

    shown = {"heading": _("Read: %(indicator)s") % {"indicator": indicator.title}, "intro": indicator.unit, "button": _("Save the reading")}
    crumbs = [(row.reference, row.get_absolute_url())]
    return plain_form.answer(request, form, write, back=row.get_absolute_url(), done=_("The reading is saved."), crumbs=crumbs, **shown)
