"""Responsibilities in the admin: to look at and to choose from; they are changed on their commitment's page."""

from django.contrib import admin

from tracker.admin.access import ReadOnly
from tracker.admin.record import ListAdmin
from tracker.models import Responsibility


@admin.register(Responsibility)
class ResponsibilityAdmin(ReadOnly, ListAdmin):
    list_display = ["commitment", "party", "role", "focal_point", "stated_status", "health", "last_reported_at"]
    list_filter = ["role", "stated_status", "health", "party"]
    date_hierarchy = "last_reported_at"
    ordering = ["commitment__reference", "id"]
    search_fields = ["commitment__reference", "commitment__title", "party__name", "party__short_code", "focal_point__name"]
    fields = [
        "commitment",
        "party",
        "role",
        "focal_point",
        "stated_status",
        "health",
        "last_report",
        "last_reported_at",
        "moved_at",
        "unmoved_reports",
        "idle_reports",
    ]

    def get_queryset(self, request):
        """With what names a row, also for the fields that choose one."""
        return super().get_queryset(request).select_related("commitment", "party", "focal_point")
