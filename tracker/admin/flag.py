"""Flags in the admin: findings of the watch, to look at."""

from django.contrib import admin
from django.db.models import DateField, Value
from django.utils.translation import gettext_lazy as _

from tracker.admin.access import ReadOnly
from tracker.admin.record import ListAdmin
from tracker.models import Flag
from tracker.rules.flag import sentence


class StandingFilter(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("open", _("open")), ("cleared", _("cleared"))]

    def queryset(self, request, queryset):
        return queryset.filter(cleared_at__isnull=self.value() == "open") if self.value() in ("open", "cleared") else queryset


@admin.register(Flag)
class FlagAdmin(ReadOnly, ListAdmin):
    list_display = ["raised_at", "rule", "commitment", "says", "cleared_at", "cleared_by"]
    list_filter = [StandingFilter, "rule", "cleared_by", "party"]
    list_select_related = ["commitment", "party", "milestone"]
    date_hierarchy = "raised_at"
    search_fields = ["commitment__reference", "commitment__title", "party__name"]
    fields = [
        "rule",
        "says",
        "commitment",
        "responsibility",
        "milestone",
        "party",
        "has_reported",
        "due_on",
        "basis_on",
        "threshold",
        "since_at",
        "raised_at",
        "cleared_at",
        "cleared_by",
    ]
    readonly_fields = ["says"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(seen_on=Value(request.now.date(), output_field=DateField()))

    @admin.display(description=_("what it says"))
    def says(self, flag):
        return sentence(flag, flag.seen_on)
