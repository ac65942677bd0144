"""A milestone is a dated step: a roadmap's measure, a group's constituting step, a project's stage."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.commitment import Commitment, Precision


class Milestone(models.Model):
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="milestones")
    title = models.CharField(_("title"), max_length=200)
    party = models.ForeignKey(
        "tracker.Party", models.PROTECT, null=True, blank=True, related_name="milestones", verbose_name=_("party"), help_text=_("Empty: all sides together.")
    )
    due_on = models.DateField(_("due date"), null=True, blank=True)
    due_precision = models.CharField(_("precision"), max_length=10, choices=Precision, default=Precision.DAY)
    due_ends_on = models.DateField(null=True, editable=False)
    done_on = models.DateField(_("reached on"), null=True, blank=True)
    answering = models.ManyToManyField(
        "tracker.Party", related_name="+", blank=True, verbose_name=_("responsible bodies"), help_text=_("Who carries it out, one or more for each side.")
    )
    project = models.ForeignKey("tracker.Project", models.PROTECT, null=True, blank=True, related_name="stages", verbose_name=_("project"))
    baseline_on = models.DateField(_("baseline"), null=True, blank=True, help_text=_("When it was to be reached before anything was accelerated."))
    forecast_on = models.DateField(_("forecast"), null=True, blank=True, help_text=_("When it is now expected."))
    step = models.CharField(max_length=30, blank=True, editable=False, help_text="the key of the kind's own step that this is")
    details = models.JSONField(default=dict, blank=True, editable=False, help_text="what the kind of its commitment declares: rules.details")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, due_ends_on__isnull=True) | Q(due_on__isnull=False, due_ends_on__gte=models.F("due_on")),
                name="milestone_due_period",
            )
        ]

    def __str__(self):
        return self.title
