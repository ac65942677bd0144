"""A progress report is one dated word of one party; it is never edited or deleted, only followed by another."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.commitment import Responsibility
from tracker.models.ledger import AppendOnly


class ProgressReportQuerySet(models.QuerySet):
    def counted(self):
        """The words that count: those that needed no review, and those a validator accepted. Whoever tells what parties said reads these."""
        return self.filter(Q(needs_review=False) | Q(review__is_accepted=True))

    def waiting(self):
        """Those on which a validator has not spoken yet."""
        return self.filter(needs_review=True, review__isnull=True)


class ProgressReport(AppendOnly):
    TEXTS = ("done", "next_step")
    CHAIN = "responsibility__commitment"

    class Obstacle(models.TextChoices):
        FUNDING = "funding", _("funding")
        LEGAL = "legal", _("legal")
        PROCUREMENT = "procurement", _("procurement")
        PERMIT = "permit", _("permit")
        PARTNER_SILENT = "partner_silent", _("the other side is silent")
        STAFF_CHANGE = "staff_change", _("staff change")
        SECURITY = "security", _("security")
        SUPERSEDED = "superseded", _("overtaken by another measure")
        OTHER = "other", _("other")

    class Via(models.TextChoices):
        PAGE = "page", _("on the page")
        LETTER = "letter", _("by the letter's link")
        ADMIN = "admin", _("entered by the desk")
        SEED = "seed", _("sample data")

    responsibility = models.ForeignKey(Responsibility, models.PROTECT, related_name="reports", verbose_name=_("responsibility"), db_index=False)
    status = models.CharField(_("stated status"), max_length=20, choices=Responsibility.Status)
    health = models.CharField(_("health"), max_length=20, choices=Responsibility.Health, blank=True)
    nothing_to_report = models.BooleanField(_("nothing to report"), default=False)
    done = models.TextField(_("what was done"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    forecast_on = models.DateField(_("forecast"), null=True, blank=True, help_text=_("By when the party now expects to be done."))
    needs_review = models.BooleanField(default=False, help_text="it counts only once a validator has accepted it")
    obstacle = models.CharField(_("obstacle"), max_length=20, choices=Obstacle, blank=True)
    author = models.ForeignKey("tracker.Person", models.PROTECT, null=True, related_name="reports", verbose_name=_("author"))
    via = models.CharField(_("how it came"), max_length=10, choices=Via, default=Via.PAGE)
    reported_at = models.DateTimeField(_("reported"))
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="one per form shown, so that a double submit is one report")
    notice_item = models.OneToOneField("tracker.NoticeItem", models.PROTECT, null=True, editable=False, related_name="report")

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(nothing_to_report=True) | ~Q(done=""), name="report_says_something"),
        ]
        indexes = [
            models.Index(fields=["responsibility", "-reported_at", "-id"], name="report_newest"),
            models.Index(fields=["-reported_at", "-id"], name="report_newest_of_all"),
            models.Index(fields=["responsibility", "reported_at"], name="report_reviewed", condition=Q(needs_review=True)),
        ]

    def __str__(self):
        return f"{self.responsibility} {self.reported_at:%Y-%m-%d}"

    @property
    def verdict(self) -> "Review | None":
        """The validator's word on it; None while it waits, and where none is needed."""
        return getattr(self, "review", None)

    @property
    def is_waiting(self) -> bool:
        return self.needs_review and self.verdict is None

    @property
    def counts_since(self) -> datetime | None:
        """When it began to count: at once, or when a validator accepted it; None while it does not."""
        if not self.needs_review:
            return self.reported_at
        return self.review.reviewed_at if self.verdict is not None and self.verdict.is_accepted else None


class Evidence(AppendOnly):
    """A link or a file that supports a report; as lasting as the report itself."""

    CHAIN = "report__responsibility__commitment"

    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="evidence")
    url = models.URLField(_("link"), max_length=500, blank=True)
    file = models.FileField(_("file"), max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=255, blank=True, help_text="the file's name as it was given, for display only")
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")), name="evidence_link_or_file"),
        ]

    def __str__(self):
        return self.name or self.url


class Review(AppendOnly):
    """A validator's word on a report before it counts: accepted, or returned to its author with a reason."""

    TEXTS = ("reason",)
    CHAIN = "report__responsibility__commitment"

    report = models.OneToOneField(ProgressReport, models.PROTECT, related_name="review", verbose_name=_("report"))
    is_accepted = models.BooleanField(_("accepted"))
    reason = models.TextField(_("reason"), blank=True)
    reviewer = models.ForeignKey("tracker.Person", models.PROTECT, related_name="reviews", verbose_name=_("validator"))
    reviewed_at = models.DateTimeField(_("reviewed"))

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-reviewed_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(is_accepted=True) | ~Q(reason=""), name="review_returns_with_a_reason")]

    def __str__(self):
        return f"{self.report}: {'accepted' if self.is_accepted else 'returned'}"
