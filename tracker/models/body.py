"""A body is a joint commission, working group or organisation whose sessions recur; its parties are its sides."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.assessment import Scale
from tracker.models.ledger import AppendOnly
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
    # Of a body whose sessions recur. One that a commitment founded (a joint working group) is watched by that commitment's rules.
    founded_by = models.OneToOneField(
        "tracker.Commitment", models.PROTECT, null=True, blank=True, editable=False, related_name="group", verbose_name=_("founded by")
    )
    constituted_on = models.DateField(_("constituted on"), null=True, blank=True)
    mandate_ends_on = models.DateField(_("mandate ends on"), null=True, blank=True, help_text=_("Empty: without end."))
    meets_every_days = models.PositiveSmallIntegerField(
        _("meets every"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3660)],
        help_text=_("Days between one session and the next; empty: as needed."),
    )
    does_host_alternate = models.BooleanField(_("the host alternates"), default=True, help_text=_("Its sides host in turn, in their order."))
    languages = models.CharField(_("languages"), max_length=100, blank=True, help_text=_("Of its minutes, as codes: fa, be, ru."))
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
    members = models.ManyToManyField("tracker.Party", related_name="+", blank=True, verbose_name=_("members"), help_text=_("The bodies this side sends."))
    secretariat = models.CharField(_("secretariat"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("side")
        verbose_name_plural = _("sides")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "party"], name="side_once", violation_error_message=_("This party is already a side of this body."))
        ]

    def __str__(self):
        return f"{self.party} in {self.body}"


class Terms(AppendOnly):
    """A body's terms of reference in one version; the newest holds, the older stay."""

    TEXTS = ("text",)
    CHAIN = "body__founded_by"

    body = models.ForeignKey(Body, models.PROTECT, related_name="terms", verbose_name=_("body"))
    number = models.PositiveSmallIntegerField(_("version"), help_text="1, 2, 3 in each body")
    text = models.TextField(_("terms of reference"))
    adopted_on = models.DateField(_("adopted on"))
    meeting = models.ForeignKey("tracker.Meeting", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("adopted at"))
    recorded_by = models.ForeignKey("tracker.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("terms of reference")
        verbose_name_plural = _("terms of reference")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="terms_number_once")]

    def __str__(self):
        return f"{self.body}, {self.number}"
