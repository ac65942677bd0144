"""A party pledges: a state, ministry, agency, organisation or company."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.models.zone import ZoneField

validate_code = RegexValidator(r"^[A-Z0-9]{2,12}\Z", _("Use 2 to 12 capital letters or digits, as in BY or MIOM."))


def validate_names(value) -> None:
    """Names by the code of their language."""
    is_sound = isinstance(value, dict) and all(isinstance(name, str) and 0 < len(name.strip()) <= 200 for name in value.values())
    if not is_sound or not all(re.fullmatch(r"[a-z]{2,3}(-[a-z]{2,8})?", code) for code in value):
        raise ValidationError(_("Write each name on a line of its own, after the code of its language: “fa: …”."))


class Party(models.Model):
    class Kind(models.TextChoices):
        STATE = "state", _("state")
        MINISTRY = "ministry", _("ministry")
        AGENCY = "agency", _("agency")
        ORGANISATION = "organisation", _("organisation")
        COMPANY = "company", _("company")

    name = models.CharField(_("name"), max_length=200)
    names = models.JSONField(
        _("name in other languages"),
        default=dict,
        blank=True,
        validators=[validate_names],
        help_text=_("For papers in that language: a line each, as in “fa: …”."),
    )
    short_code = models.CharField(_("short code"), max_length=12, unique=True, validators=[validate_code])
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.MINISTRY)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent party"))
    time_zone = ZoneField(_("time zone"), help_text=_("Days begin and end here when this party's reports are counted."))
    seed = models.CharField(max_length=40, blank=True, editable=False, help_text="the seed file that brought the row, if one did")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("party", args=[self.short_code])
