"""A notice is one letter to one person: a row of the outbox, the record of what is, was and will be sent.

queued -> sending (claimed, under a lease) -> sent; or failed (refused for good), skipped (nothing left to say),
quarantined (perhaps sent twice over, or a row that kills its sender: a person decides). actions.notice queues it, actions.outbox moves it on.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    class Kind(models.TextChoices):
        DIGEST = "digest", _("digest")
        REMINDER = "reminder", _("reminder")
        ESCALATION = "escalation", _("escalation")
        REVIEW = "review", _("report to review")
        RETURNED = "returned", _("returned report")
        ASSESSED = "assessed", _("assessment")
        DECISION = "decision", _("decided request")
        TEST = "test", _("test letter")

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        SKIPPED = "skipped", _("skipped")
        QUARANTINED = "quarantined", _("quarantined")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    recipient = models.ForeignKey("tracker.Person", models.PROTECT, related_name="notices", verbose_name=_("recipient"))
    period_key = models.CharField(_("period"), max_length=40, help_text="local day 2026-11-23 or ISO week 2026-W48: one letter of a kind for each")
    queued_at = models.DateTimeField(_("queued"))
    # Rendered at the first claim and frozen: every copy of a letter is the same letter.
    to_address = models.EmailField(_("to"), blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, null=True, unique=True)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.QUEUED)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, help_text="counted at the claim, so that a row that kills its sender stops")
    unknown_outcomes = models.PositiveSmallIntegerField(_("unknown outcomes"), default=0)
    claim_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True, help_text="set just before the message's body goes out: from here on it may have arrived")
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    last_code = models.PositiveSmallIntegerField(_("last reply"), null=True)
    last_error = models.TextField(_("last error"), blank=True)
    last_error_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-queued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "recipient", "period_key"], name="notice_once_a_period"),
            models.CheckConstraint(
                condition=(Q(state="sending") & ~Q(claim_token="") & Q(lease_until__isnull=False))
                | (~Q(state="sending") & Q(claim_token="") & Q(lease_until__isnull=True)),
                name="notice_sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", accepted_at__isnull=False) | (~Q(state="sent") & Q(accepted_at__isnull=True)), name="notice_sent_is_accepted"
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], name="notice_due", condition=Q(state__in=["queued", "sending"])),
            models.Index(fields=["-last_error_at"], name="notice_last_error", condition=Q(last_error_at__isnull=False)),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.period_key}"


class NoticeItem(models.Model):
    """One responsibility a notice speaks of; its signed link carries this row's id and reports on it once."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="items")
    responsibility = models.ForeignKey("tracker.Responsibility", models.CASCADE, related_name="notice_items")
    due_on = models.DateField(null=True, help_text="for a reminder: the due day it reminds of, so that it is said once")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["notice", "responsibility"], name="notice_item_once")]

    def __str__(self):
        return f"{self.notice}: {self.responsibility_id}"

    @property
    def answer(self):
        """The report that this item's link has brought; None while it has brought none."""
        return getattr(self, "report", None)

    @property
    def asked(self):
        """The request that this item's link has brought; None while it has brought none."""
        return getattr(self, "request", None)


class MailQueue(models.Model):
    """The one row that says whether sending is paused (the mail server refused our sign-in) or stopped (a person did), and why."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    paused_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    stopped_at = models.DateTimeField(null=True, help_text="since when a person has stopped all letters: the kill switch")
    stopped_by = models.ForeignKey("tracker.Person", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="mail_queue_is_one_row")]

    def __str__(self):
        return "mail queue"
