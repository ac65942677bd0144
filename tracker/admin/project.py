"""Projects with what each source gives, in the admin."""

from django.contrib import admin

from tracker.actions import project as actions
from tracker.admin.record import RowInline, VersionedAdmin, kept_rows, typed
from tracker.models import Funding, Project


class FundingInline(RowInline):
    model = Funding
    fields = ["source", "amount"]


@admin.register(Project)
class ProjectAdmin(VersionedAdmin):
    list_display = ["name", "sector", "place", "cost", "currency"]
    list_filter = ["sector"]
    search_fields = ["name", "place", "description"]
    inlines = [FundingInline]
    fieldsets = [(None, {"fields": ["name", ("sector", "place"), ("cost", "currency"), "description", "version"]})]

    def has_delete_permission(self, request, obj=None):
        """One that a commitment names or named stays: its ledger speaks of it."""
        return obj is not None and super().has_delete_permission(request, obj) and not obj.commitments.exists() and not obj.stages.exists()

    def write(self, request, form, formsets, change):
        said = {"fields": typed(form, actions.FIELDS), "funding": [(row.source, row.amount) for row in kept_rows(formsets[0])]}
        if change:
            return actions.revise(project=form.instance, version=form.cleaned_data["version"], **said)
        return actions.record(**said)
