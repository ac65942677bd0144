"""Parties in the admin."""

from django.contrib import admin
from django.db.models import JSONField
from django.utils.translation import gettext_lazy as _

from tracker.actions import party as actions
from tracker.admin.record import FIELDS, VersionedAdmin, typed
from tracker.forms.names import NamesField
from tracker.models import Party


@admin.register(Party)
class PartyAdmin(VersionedAdmin):
    list_display = ["name", "short_code", "kind", "parent", "time_zone"]
    list_filter = ["kind"]
    list_select_related = ["parent"]
    search_fields = ["name", "short_code"]
    autocomplete_fields = ["parent"]
    formfield_overrides = FIELDS | {JSONField: {"form_class": NamesField}}
    fieldsets = [
        (None, {"fields": ["name", "names", "short_code", "kind", "parent", "version"]}),
        (_("Its clock"), {"fields": ["time_zone"]}),
    ]

    def write(self, request, form, formsets, change):
        fields = typed(form, actions.FIELDS)
        if change:
            return actions.revise(party=form.instance, version=form.cleaned_data["version"], fields=fields, by=request.person, now=request.now)
        return actions.record(fields=fields)
