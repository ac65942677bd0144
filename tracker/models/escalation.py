"""The ladder: who is asked next when a party stays silent. A body's steps, where each silence stands on them, and every step taken."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tracker.models.ledger import AppendOnly


class Rung(models.TextChoices):
    """Whom a step of a ladder asks; the names are those of posts."""

    FOCAL_POINT = "focal_point", _("focal point")
    ALTERNATE = "alternate", _("alternate")
    VALIDATOR = "validator", _("validator")
    CO_CHAIR = "co_chair", _("co-chairs")


class LadderStep(models.Model):
    """One step of a body's own ladder; a body without any uses rules.escalation.DEFAULT."""

    body = models.ForeignKey("tracker.Body", models.CASCADE, related_name="ladder", verbose_name=_("body"))
    rung = models.CharField(_("who is asked"), max_length=20, choices=Rung)
    wait_days = models.PositiveSmallIntegerField(_("days after the flag"), validators=[MaxValueValidator(3660)])

    class Meta:
        verbose_name = _("step of the ladder")
        verbose_name_plural = _("ladder")
        ordering = ["wait_days", "id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "rung"], name="ladder_rung_once", violation_error_message=_("Each is asked once on a ladder.")),
        ]

    def __str__(self):
        return f"{self.get_rung_display()} +{self.wait_days}"


class Escalation(models.Model):
    """Where one silence stands on the ladder of its body. Written only by actions.escalation."""

    flag = models.OneToOneField("tracker.Flag", models.CASCADE, primary_key=True, related_name="escalation")
    position = models.PositiveSmallIntegerField(default=0, help_text="the step to come, 0 the first")
    next_at = models.DateTimeField(null=True, help_text="when it is taken; NULL once the flag is cleared or the ladder has ended")

    class Meta:
        indexes = [models.Index(fields=["next_at", "flag"], name="escalation_due", condition=Q(next_at__isnull=False))]

    def __str__(self):
        return f"{self.flag_id}: {self.position}"


class EscalationStep(AppendOnly):
    """One step that was taken, or passed over, and why."""

    CHAIN = "flag__commitment"

    class Outcome(models.TextChoices):
        TOLD = "told", _("told")
        VACANT = "vacant", _("passed over: nobody holds the post")
        DISOWNED = "disowned", _("passed over: said it is not theirs")
        UNREACHABLE = "unreachable", _("passed over: no letter reaches them")

    flag = models.ForeignKey("tracker.Flag", models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    rung = models.CharField(_("who is asked"), max_length=20, choices=Rung)
    recipient = models.ForeignKey("tracker.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("recipient"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    at = models.DateTimeField(_("at"))
    notice = models.ForeignKey("tracker.Notice", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("step of an escalation")
        verbose_name_plural = _("steps of escalations")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint("flag", "position", Coalesce("recipient", 0), name="escalation_step_once"),
        ]

    def __str__(self):
        return f"{self.get_rung_display()}: {self.get_outcome_display()}"


class Acknowledgement(AppendOnly):
    """ "We know; you will hear from us by this day": it holds the ladder until then, and ends no silence."""

    TEXTS = ("note",)
    CHAIN = "responsibility__commitment"

    responsibility = models.ForeignKey("tracker.Responsibility", models.PROTECT, related_name="acknowledgements")
    until_on = models.DateField(_("until"))
    note = models.TextField(_("note"), blank=True)
    person = models.ForeignKey("tracker.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        ordering = ["at", "id"]

    def __str__(self):
        return f"{self.responsibility_id}: {self.until_on}"


class Disowning(AppendOnly):
    """ "Not mine": a person who was asked says that somebody else answers for it."""

    TEXTS = ("note",)
    CHAIN = "responsibility__commitment"

    responsibility = models.ForeignKey("tracker.Responsibility", models.PROTECT, related_name="disownings")
    note = models.TextField(_("who answers for it"), blank=True)
    person = models.ForeignKey("tracker.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("“not mine”")
        verbose_name_plural = _("“not mine”")
        ordering = ["at", "id"]

    def __str__(self):
        return f"{self.responsibility_id}: {self.person_id}"
