"""Bodies and their sides in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tracker.actions import body as actions
from tracker.admin.parties import PartiesOnceFormSet
from tracker.admin.record import RowInline, VersionedAdmin, kept_rows, typed
from tracker.models import Body, Side


class SideInline(RowInline):
    model = Side
    formset = PartiesOnceFormSet
    fields = ["party"]
    autocomplete_fields = ["party"]


@admin.register(Body)
class BodyAdmin(VersionedAdmin):
    list_display = ["name", "short_code", "parent", "cadence_days", "grace_days", "time_zone"]
    list_select_related = ["parent"]
    search_fields = ["name", "short_code"]
    autocomplete_fields = ["parent"]
    inlines = [SideInline]
    fieldsets = [
        (None, {"fields": ["name", "short_code", "parent", "version"]}),
        (_("Reports"), {"fields": [("cadence_days", "grace_days"), "time_zone", "needs_review", "scale"]}),
    ]

    def write(self, request, form, formsets, change):
        fields, sides = typed(form, actions.FIELDS), [side.party for side in kept_rows(formsets[0])]
        if change:
            return actions.revise(body=form.instance, version=form.cleaned_data["version"], fields=fields, sides=sides, by=request.person, now=request.now)
        return actions.record(fields=fields, sides=sides)
