"""Bodies and their sides in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tracker.actions import body as actions
from tracker.admin.parties import PartiesOnceFormSet
from tracker.admin.record import RowInline, VersionedAdmin, kept_rows, typed
from tracker.models import Body, LadderStep, Side
from tracker.rules.escalation import Step


class SideInline(RowInline):
    model = Side
    formset = PartiesOnceFormSet
    fields = ["party"]
    autocomplete_fields = ["party"]


class LadderInline(RowInline):
    model = LadderStep
    fields = ["rung", "wait_days"]


@admin.register(Body)
class BodyAdmin(VersionedAdmin):
    list_display = ["name", "short_code", "parent", "cadence_days", "grace_days", "time_zone"]
    list_select_related = ["parent"]
    search_fields = ["name", "short_code"]
    autocomplete_fields = ["parent"]
    inlines = [SideInline, LadderInline]
    change_form_template = "admin/tracker/body/change_form.html"
    fieldsets = [
        (None, {"fields": ["name", "short_code", "parent", "version"]}),
        (_("Reports"), {"fields": [("cadence_days", "grace_days"), "time_zone", "needs_review", "scale"]}),
    ]

    def write(self, request, form, formsets, change):
        rows = {
            "fields": typed(form, actions.FIELDS),
            "sides": [side.party for side in kept_rows(formsets[0])],
            "ladder": [Step(rung=row.rung, wait_days=row.wait_days) for row in kept_rows(formsets[1])],
        }
        if change:
            return actions.revise(body=form.instance, version=form.cleaned_data["version"], by=request.person, now=request.now, **rows)
        return actions.record(**rows)
