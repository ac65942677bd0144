"""Changes of what was agreed: they are asked for with a reason and decided by somebody else. A due date is never overwritten, only followed."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.commitment import Commitment, Precision
from tracker.models.ledger import AppendOnly


class Code(models.TextChoices):
    """Why a date or a standing changed, for counting; the reason itself is said in words."""

    FUNDING = "funding", _("funding")
    LEGAL = "legal", _("legal")
    PROCUREMENT = "procurement", _("procurement")
    PERMIT = "permit", _("permit")
    PARTNER_SILENT = "partner_silent", _("the other side is silent")
    STAFF_CHANGE = "staff_change", _("staff change")
    SECURITY = "security", _("security")
    SUPERSEDED = "superseded", _("overtaken by another measure")
    CORRECTION = "correction", _("correction of the record")
    OTHER = "other", _("other")


class Request(AppendOnly):
    """Asked for by a party (or by the desk, without one); it stands open until its decision."""

    TEXTS = ("reason",)
    CHAIN = "commitment"

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("extension")
        SUSPENSION = "suspension", _("suspension")
        DROP = "drop", _("drop")
        COMPLETION = "completion", _("completion")
        SUPERSESSION = "supersession", _("replacement by another measure")
        REOPENING = "reopening", _("reopening")

    class Via(models.TextChoices):
        PAGE = "page", _("on the page")
        LETTER = "letter", _("by the letter's link")
        SESSION = "session", _("at a session")
        SEED = "seed", _("sample data")

    UNTIL = (Kind.EXTENSION, Kind.SUSPENSION)  # they need a date

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="requests", verbose_name=_("commitment"))
    party = models.ForeignKey("tracker.Party", models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("party"))
    kind = models.CharField(_("request"), max_length=20, choices=Kind)
    until_on = models.DateField(_("until"), null=True, blank=True)
    until_precision = models.CharField(_("precision"), max_length=10, choices=Precision, default=Precision.DAY)
    code = models.CharField(_("cause"), max_length=20, choices=Code, default=Code.OTHER)
    reason = models.TextField(_("reason"))
    proof_url = models.URLField(_("link to the document"), max_length=500, blank=True)
    proof_file = models.FileField(_("document"), max_length=200, blank=True)
    proof_name = models.CharField(max_length=255, blank=True, help_text="the file's name as it was given, for display only")
    proof_sha256 = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey("tracker.Person", models.PROTECT, related_name="requests", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"))
    via = models.CharField(_("how it came"), max_length=10, choices=Via, default=Via.PAGE)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="one per form shown, so that a double submit is one request")
    notice_item = models.OneToOneField("tracker.NoticeItem", models.PROTECT, null=True, editable=False, related_name="request")

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["extension", "suspension"], until_on__isnull=False)
                | (~Q(kind__in=["extension", "suspension"]) & Q(until_on__isnull=True)),
                name="request_until_a_date",
            ),
            models.CheckConstraint(condition=~Q(kind="completion") | ~Q(proof_url="") | ~Q(proof_file=""), name="request_completion_is_proved"),
        ]
        indexes = [models.Index(fields=["commitment", "-asked_at", "-id"], name="request_newest")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.commitment.reference}"

    @property
    def answer(self):
        """Its decision; None while it stands open."""
        return getattr(self, "decision", None)


class Decision(AppendOnly):
    """What became of a request. It is never made by the person who asked, save that they may withdraw it."""

    TEXTS = ("reason",)
    CHAIN = "request__commitment"

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    request = models.OneToOneField(Request, models.PROTECT, related_name="decision", verbose_name=_("request"))
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict)
    reason = models.TextField(_("reason"))
    meeting = models.ForeignKey("tracker.Meeting", models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("agreed at"))
    decided_by = models.ForeignKey("tracker.Person", models.PROTECT, related_name="decisions", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_at", "-id"]
        indexes = [models.Index(fields=["-decided_at", "-id"], name="decision_newest")]

    def __str__(self):
        return f"{self.request}: {self.get_verdict_display()}"


class DueDate(AppendOnly):
    """One date that was set for a commitment: the original, one agreed later, or a party's forecast. The newest of a kind holds."""

    TEXTS = ("reason",)
    CHAIN = "commitment"

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("original")
        AGREED = "agreed", _("agreed")
        FORECAST = "forecast", _("forecast")

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="due_dates", verbose_name=_("commitment"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    party = models.ForeignKey("tracker.Party", models.PROTECT, null=True, related_name="+", verbose_name=_("party"), help_text="of a forecast")
    on = models.DateField(_("due date"), null=True, help_text="NULL: the date was taken away")
    precision = models.CharField(_("precision"), max_length=10, choices=Precision, default=Precision.DAY)
    ends_on = models.DateField(null=True, help_text="the last day of the due period, from rules.due")
    code = models.CharField(_("cause"), max_length=20, choices=Code, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    meeting = models.ForeignKey("tracker.Meeting", models.PROTECT, null=True, related_name="+", verbose_name=_("agreed at"))
    request = models.OneToOneField(Request, models.PROTECT, null=True, related_name="due_date")
    report = models.OneToOneField("tracker.ProgressReport", models.PROTECT, null=True, related_name="forecast")
    set_by = models.ForeignKey("tracker.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("due date")
        verbose_name_plural = _("due dates")
        ordering = ["recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["commitment"], name="due_date_original_once", condition=Q(kind="original")),
            models.CheckConstraint(condition=Q(on__isnull=True, ends_on__isnull=True) | Q(ends_on__gte=F("on")), name="due_date_period"),
            models.CheckConstraint(
                condition=Q(kind="forecast", party__isnull=False) | (~Q(kind="forecast") & Q(party__isnull=True)), name="due_date_forecast_of_a_party"
            ),
        ]
        indexes = [models.Index(fields=["commitment", "recorded_at", "id"], name="due_date_of")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.on or '—'}"
