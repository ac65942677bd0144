"""Bodies with their sides, and their terms of reference, in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tracker.actions import body as actions
from tracker.admin.access import ReadOnly
from tracker.admin.parties import PartiesOnceFormSet
from tracker.admin.record import ListAdmin, RowInline, VersionedAdmin, kept_rows, typed
from tracker.models import Body, LadderStep, Side, Terms
from tracker.rules.escalation import Step


class SideInline(RowInline):
    model = Side
    formset = PartiesOnceFormSet
    fields = ["party", "secretariat"]
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
    readonly_fields = ["founded_by"]
    change_form_template = "admin/tracker/body/change_form.html"
    fieldsets = [
        (None, {"fields": ["name", "short_code", "parent", "version"]}),
        (_("Sessions"), {"fields": [("constituted_on", "mandate_ends_on"), ("meets_every_days", "does_host_alternate"), "languages", "founded_by"]}),
        (_("Reports"), {"fields": [("cadence_days", "grace_days"), "time_zone", "needs_review", "scale"]}),
    ]

    def write(self, request, form, formsets, change):
        rows = {
            "fields": typed(form, actions.FIELDS),
            "sides": [seat(row) for row in kept_rows(formsets[0])],
            "ladder": [Step(rung=row.rung, wait_days=row.wait_days) for row in kept_rows(formsets[1])],
        }
        if change:
            return actions.revise(body=form.instance, version=form.cleaned_data["version"], by=request.person, now=request.now, **rows)
        return actions.record(**rows)


def seat(row: Side) -> actions.Seat:
    """A side as its form gives it; the bodies it sends are chosen on the body's own page."""
    return actions.Seat(party=row.party, members=tuple(row.members.all()) if row.pk else (), secretariat=row.secretariat)


@admin.register(Terms)
class TermsAdmin(ReadOnly, ListAdmin):
    list_display = ["body", "number", "adopted_on", "recorded_by"]
    list_filter = ["body"]
    list_select_related = ["body", "recorded_by"]
    date_hierarchy = "adopted_on"
    search_fields = ["body__name", "body__short_code", "text"]
    fields = ["body", "number", "text", "adopted_on", "meeting", "recorded_by", "recorded_at"]
