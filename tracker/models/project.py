"""A project is what an acceleration speeds up; it may be known before, and several commitments may name it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.commitment import Commitment
from tracker.models.ledger import AppendOnly
from tracker.models.progress import ProgressReport


class Project(models.Model):
    name = models.CharField(_("name"), max_length=200, unique=True)
    sector = models.CharField(_("sector"), max_length=100, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, help_text=_("As three letters: EUR, USD."))
    description = models.TextField(_("description"), blank=True)
    seed = models.CharField(max_length=40, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0) & ~Q(currency=""),
                name="project_cost_in_a_currency",
                violation_error_message=_("A cost is never below zero, and needs its currency."),
            )
        ]

    def __str__(self):
        return self.name


class Funding(models.Model):
    """What one source gives to a project, in the project's currency."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="funding")
    source = models.CharField(_("source"), max_length=200)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("source of funding")
        verbose_name_plural = _("sources of funding")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["project", "source"], name="funding_source_once")]

    def __str__(self):
        return self.source


class Rebaseline(AppendOnly):
    """A stage's baseline was changed: from when to when, why, and by which meeting's decision (without one, the watch says so)."""

    TEXTS = ("reason",)
    CHAIN = "commitment"

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="rebaselines", verbose_name=_("commitment"))
    stage = models.CharField(_("stage"), max_length=200, help_text="its title then")
    before_on = models.DateField(_("baseline before"))
    after_on = models.DateField(_("baseline after"), null=True)
    reason = models.TextField(_("reason"), blank=True)
    meeting = models.ForeignKey("tracker.Meeting", models.PROTECT, null=True, related_name="+", verbose_name=_("agreed at"))
    set_by = models.ForeignKey("tracker.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("change of a baseline")
        verbose_name_plural = _("changes of baselines")
        ordering = ["recorded_at", "id"]
        indexes = [models.Index(fields=["commitment", "recorded_at", "id"], name="rebaseline_of")]

    def __str__(self):
        return f"{self.stage}: {self.before_on} → {self.after_on or '—'}"


class Obstacle(AppendOnly):
    """What stands in the way of a commitment: a party owns it and owes an answer by a day."""

    TEXTS = ("description",)
    CHAIN = "commitment"

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="obstacles", verbose_name=_("commitment"))
    title = models.CharField(_("obstacle"), max_length=200)
    cause = models.CharField(_("cause"), max_length=20, choices=ProgressReport.Obstacle)
    description = models.TextField(_("description"), blank=True)
    party = models.ForeignKey("tracker.Party", models.PROTECT, related_name="obstacles", verbose_name=_("who answers"))
    answer_due_on = models.DateField(_("answer due on"))
    raised_by = models.ForeignKey("tracker.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("raised by"))
    raised_at = models.DateTimeField(_("raised"))
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="one per form shown, so that a double submit is one obstacle")

    class Meta:
        verbose_name = _("obstacle")
        verbose_name_plural = _("obstacles")
        ordering = ["answer_due_on", "id"]
        indexes = [models.Index(fields=["commitment", "answer_due_on", "id"], name="obstacle_of")]

    def __str__(self):
        return self.title


class ObstacleAnswer(AppendOnly):
    """A party's answer to an obstacle; one that does not solve it sets the day of the next."""

    TEXTS = ("words",)
    CHAIN = "obstacle__commitment"

    obstacle = models.ForeignKey(Obstacle, models.PROTECT, related_name="answers", verbose_name=_("obstacle"))
    words = models.TextField(_("answer"))
    is_solved = models.BooleanField(_("it is solved"), default=False)
    next_due_on = models.DateField(_("next answer due on"), null=True, blank=True)
    author = models.ForeignKey("tracker.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    answered_at = models.DateTimeField(_("answered"))
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="one per form shown, so that a double submit is one answer")

    class Meta:
        verbose_name = _("answer to an obstacle")
        verbose_name_plural = _("answers to obstacles")
        ordering = ["answered_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_solved=True, next_due_on__isnull=True) | Q(is_solved=False, next_due_on__isnull=False), name="obstacle_answer_solves_or_goes_on"
            )
        ]

    def __str__(self):
        return f"{self.obstacle}: {self.answered_at:%Y-%m-%d}"
