"""The outbox in the admin: every letter and its fate, to look at; one can be sent at once, and a paused queue resumed."""

import re

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tracker.actions import outbox
from tracker.admin.access import ReadOnly
from tracker.admin.record import ListAdmin
from tracker.models import MailQueue, Notice, NoticeItem
from tracker.rules.refusal import Refused

SECRETS = re.compile(r"(?<=/)(answer|unsubscribe)/\S+")


class NoticeItemInline(ReadOnly, admin.TabularInline):
    model = NoticeItem
    fields = ["responsibility", "commitment", "due_on"]
    readonly_fields = ["commitment"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("responsibility__party", "responsibility__commitment", "notice")

    @admin.display(description=_("commitment"))
    def commitment(self, item):
        return item.responsibility.commitment


@admin.register(Notice)
class NoticeAdmin(ReadOnly, ListAdmin):
    list_display = ["queued_at", "kind", "recipient", "period_key", "state", "attempts", "accepted_at", "last_error"]
    list_filter = ["state", "kind", "queued_at"]
    list_select_related = ["recipient"]
    date_hierarchy = "queued_at"
    search_fields = ["recipient__name", "recipient__email", "to_address", "subject", "message_id"]
    inlines = [NoticeItemInline]
    actions = ["send_now"]
    readonly_fields = ["letter"]
    fieldsets = [
        (None, {"fields": ["kind", "recipient", "period_key", "state", "queued_at", "next_attempt_at"]}),
        (_("Letter"), {"fields": ["to_address", "subject", "letter", "message_id"]}),
        (
            _("Sending"),
            {
                "fields": [
                    "attempts",
                    "unknown_outcomes",
                    "lease_until",
                    "handed_over_at",
                    "accepted_at",
                    "last_code",
                    "last_error",
                    "last_error_at",
                ]
            },
        ),
    ]

    @admin.display(description=_("text"))
    def letter(self, notice):
        """Without the secrets of its links: whoever opens one answers in the recipient's name."""
        return SECRETS.sub(r"\1/…", notice.text)

    @admin.action(description=_("Send now"), permissions=["view"])
    def send_now(self, request, queryset):
        sent = 0
        for notice in queryset:
            try:
                outbox.send_now(notice=notice, now=request.now)
                sent += 1
            except Refused as refused:
                self.message_user(request, f"{notice.recipient}, {notice}: {refused}", messages.WARNING)
        if sent:
            message = ngettext("%(n)d letter goes out next.", "%(n)d letters go out next.", sent) % {"n": sent}
            self.message_user(request, message, messages.SUCCESS)


@admin.register(MailQueue)
class MailQueueAdmin(ReadOnly, ListAdmin):
    list_display = ["__str__", "paused_at", "reason", "stopped_at", "stopped_by"]
    fields = ["paused_at", "reason", "stopped_at", "stopped_by"]
    actions = ["resume"]

    @admin.action(description=_("Resume sending"), permissions=["view"])
    def resume(self, request, queryset):
        outbox.resume(now=request.now)
        self.message_user(request, _("Sending goes on."), messages.SUCCESS)
