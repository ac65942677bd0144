"""What a roadmap is measured by: an indicator with its readings, and the reports on measures that have no end."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.commitment import Commitment
from tracker.models.ledger import AppendOnly
from tracker.models.milestone import Milestone
from tracker.models.progress import ProgressReport


class Indicator(models.Model):
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="indicators", verbose_name=_("commitment"))
    title = models.CharField(_("indicator"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=16, decimal_places=3, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=3, null=True, blank=True)
    target_year = models.PositiveSmallIntegerField(_("target year"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "title"], name="indicator_once", violation_error_message=_("This indicator stands twice."))
        ]

    def __str__(self):
        return self.title


class IndicatorReading(AppendOnly):
    TEXTS = ("source",)
    CHAIN = "commitment"

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="indicator_readings", verbose_name=_("commitment"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="readings", verbose_name=_("indicator"))
    on = models.DateField(_("as of"))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=3)
    source = models.TextField(_("source"), blank=True)
    recorded_by = models.ForeignKey("tracker.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    recorded_at = models.DateTimeField(_("recorded"))
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="one per form shown, so that a double submit is one reading")

    class Meta:
        verbose_name = _("reading of an indicator")
        verbose_name_plural = _("readings of indicators")
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["indicator", "on", "id"], name="indicator_reading_of")]

    def __str__(self):
        return f"{self.indicator}: {self.value}"


class MeasureReport(AppendOnly):
    """A progress report spoke of a measure: of a permanent one that is what is owed in place of a deadline."""

    CHAIN = "report__responsibility__commitment"

    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="measures", verbose_name=_("progress report"))
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="reports", verbose_name=_("measure"))

    class Meta:
        verbose_name = _("report on a measure")
        verbose_name_plural = _("reports on measures")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "milestone"], name="measure_report_once")]

    def __str__(self):
        return f"{self.milestone}: {self.report_id}"
