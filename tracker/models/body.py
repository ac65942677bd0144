"""A body is a joint commission, working group or organisation whose sessions recur; its parties are its sides."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.assessment import Scale
from tracker.models.party import validate_code
from tracker.models.zone import ZoneField


class Body(models.Model):
    name = models.CharField(_("name"), max_length=200, unique=True)
    short_code = models.CharField(
        _("short code"), max_length=12, unique=True, validators=[validate_code], help_text=_("References of its commitments begin with it.")
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent body"))
    parties = models.ManyToManyField("tracker.Party", through="tracker.Side", related_name="bodies", verbose_name=_("sides"))
    cadence_days = models.PositiveSmallIntegerField(
        _("reports are due every"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3660)],
        help_text=_("Days between one report of a party and the next."),
    )
    grace_days = models.PositiveSmallIntegerField(
        _("grace"), default=14, validators=[MaxValueValidator(3660)], help_text=_("Days after the due day before a party counts as silent.")
    )
    time_zone = ZoneField(_("time zone"), help_text=_("Due dates of its commitments end by this clock."))
    needs_review = models.BooleanField(_("reports are reviewed"), default=False, help_text=_("A report counts once a validator of its party has accepted it."))
    scale = models.CharField(_("scale of assessments"), max_length=20, choices=Scale, default=Scale.OGP)
    seed = models.CharField(max_length=40, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Side(models.Model):
    """One party's seat in a body."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="sides")
    party = models.ForeignKey("tracker.Party", models.PROTECT, related_name="sides", verbose_name=_("party"))

    class Meta:
        verbose_name = _("side")
        verbose_name_plural = _("sides")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "party"], name="side_once", violation_error_message=_("This party is already a side of this body."))
        ]

    def __str__(self):
        return f"{self.party} in {self.body}"
