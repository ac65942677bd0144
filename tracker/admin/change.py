"""Requests, decisions and due dates in the admin: to look through; they are made on the commitment's page."""

from django.contrib import admin

from tracker.admin.access import ReadOnly
from tracker.admin.record import ListAdmin
from tracker.models import Decision, DueDate, Request


@admin.register(Request)
class RequestAdmin(ReadOnly, ListAdmin):
    list_display = ["asked_at", "kind", "commitment", "party", "until_on", "asked_by", "via"]
    list_filter = ["kind", "code", "via", ("decision", admin.EmptyFieldListFilter), "party"]
    list_select_related = ["commitment", "party", "asked_by"]
    date_hierarchy = "asked_at"
    search_fields = ["commitment__reference", "commitment__title", "party__name", "reason"]
    fields = [
        "commitment",
        "party",
        "kind",
        ("until_on", "until_precision"),
        "code",
        "reason",
        "proof_url",
        "proof_name",
        "proof_sha256",
        "asked_by",
        "asked_at",
        "via",
    ]


@admin.register(Decision)
class DecisionAdmin(ReadOnly, ListAdmin):
    list_display = ["decided_at", "verdict", "request", "decided_by", "meeting"]
    list_filter = ["verdict", "request__kind"]
    list_select_related = ["request__commitment", "decided_by", "meeting"]
    date_hierarchy = "decided_at"
    search_fields = ["request__commitment__reference", "request__commitment__title", "reason"]
    fields = ["request", "verdict", "reason", "meeting", "decided_by", "decided_at"]


@admin.register(DueDate)
class DueDateAdmin(ReadOnly, ListAdmin):
    list_display = ["recorded_at", "commitment", "kind", "party", "on", "precision", "code", "set_by"]
    list_filter = ["kind", "code", "party"]
    list_select_related = ["commitment", "party", "set_by"]
    date_hierarchy = "on"
    search_fields = ["commitment__reference", "commitment__title", "reason"]
    fields = ["commitment", "kind", "party", ("on", "precision"), "code", "reason", "meeting", "request", "set_by", "recorded_at"]
