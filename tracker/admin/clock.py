"""Clocks and heartbeats in the admin: what the watch waits for, to look at when something seems wrong."""

from django.contrib import admin

from tracker.admin.access import ReadOnly
from tracker.admin.record import ListAdmin
from tracker.models import Clock, Heartbeat


@admin.register(Clock)
class ClockAdmin(ReadOnly, ListAdmin):
    list_display = ["rule", "commitment", "party", "state", "remind_at", "flag_at", "check_at"]
    list_filter = ["rule", "state", "party"]
    list_select_related = ["commitment", "party"]
    date_hierarchy = "check_at"
    ordering = ["check_at", "id"]
    search_fields = ["commitment__reference", "commitment__title", "party__name"]
    fields = [
        "rule",
        "state",
        "commitment",
        "responsibility",
        "milestone",
        "party",
        "has_reported",
        "due_on",
        "basis_on",
        "threshold",
        "remind_at",
        "flag_at",
        "check_at",
    ]


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnly, ListAdmin):
    list_display = fields = ["name", "beat_at"]
