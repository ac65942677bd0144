"""What a session does with the items of its agenda, and the pack that is circulated before it.

The agenda itself is never stored: it is a query (queries.session) until the session has met.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.commitment import Commitment, Precision
from tracker.models.meeting import Meeting


class Outcome(models.Model):
    """What a session decided of one item. It changes nothing before the outcomes of the session are applied together."""

    class Kind(models.TextChoices):
        NOTED = "noted", _("noted")
        EXTENDED = "extended", _("extended")
        CLOSED = "closed", _("closed")
        DROPPED = "dropped", _("dropped")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="outcomes", verbose_name=_("session"))
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="outcomes", verbose_name=_("commitment"))
    kind = models.CharField(_("outcome"), max_length=20, choices=Kind)
    words = models.TextField(_("what was said"), blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    until_precision = models.CharField(_("precision"), max_length=10, choices=Precision, default=Precision.DAY)
    proof_url = models.URLField(_("link to the document"), max_length=500, blank=True)
    recorded_by = models.ForeignKey("tracker.Person", models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded"))
    applied_at = models.DateTimeField(_("applied"), null=True, editable=False)
    applied_by = models.ForeignKey("tracker.Person", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("applied by"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("outcome of a session")
        verbose_name_plural = _("outcomes of sessions")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "commitment"], name="outcome_once"),
            models.CheckConstraint(
                condition=Q(kind="extended", until_on__isnull=False) | (~Q(kind="extended") & Q(until_on__isnull=True)), name="outcome_extended_until_a_date"
            ),
            models.CheckConstraint(condition=~Q(kind="closed") | ~Q(proof_url=""), name="outcome_closing_is_proved"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.commitment.reference}"


class Pack(models.Model):
    """The state of implementation for one session: a frozen snapshot, from which every file of it is made, now and later."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    body = models.ForeignKey("tracker.Body", models.PROTECT, related_name="packs", verbose_name=_("body"))
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="packs", verbose_name=_("session"))
    since_on = models.DateField(_("since"), help_text="the last day of the session before; what happened after it is told")
    as_of = models.DateField(_("as of"), help_text="the day at whose end the record is shown")
    as_of_at = models.DateTimeField(help_text="the end of that day by the body's clock, or the moment it was asked for on the day itself")
    language = models.CharField(_("language"), max_length=10, default="en")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0, help_text="commitments read")
    total = models.PositiveIntegerField(default=0, help_text="commitments to read")
    error = models.TextField(blank=True)
    snapshot = models.JSONField(null=True, help_text="all that the pack says, in plain values: rules.pack")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the snapshot in canonical JSON")
    asked_by = models.ForeignKey("tracker.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by"))
    asked_at = models.DateTimeField(_("asked for"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="one per form shown, so that a double submit is one pack")
    claim_token = models.CharField(max_length=32, blank=True, default="", editable=False, help_text="of the worker that makes it")
    lease_until = models.DateTimeField(null=True, editable=False, help_text="when that worker counts as dead, unless it says more")

    class Meta:
        verbose_name = _("session pack")
        verbose_name_plural = _("session packs")
        ordering = ["-asked_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(state="done") | Q(snapshot__isnull=False), name="pack_done_has_snapshot")]
        indexes = [
            models.Index(fields=["body", "-asked_at", "-id"], name="pack_newest"),
            models.Index(fields=["asked_at", "id"], name="pack_waiting", condition=Q(state__in=["queued", "running"])),
        ]

    def __str__(self):
        return f"{self.body}, {self.as_of}"
