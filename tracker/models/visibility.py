"""Who may see a record: a draft is the desk's alone; else the desk, the parties concerned, or everybody from a day on. rules.access decides."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    DESK = "desk", _("the desk")
    PARTIES = "parties", _("the parties concerned")
    PUBLIC = "public", _("everybody")


class Visible(models.Model):
    is_draft = models.BooleanField(_("draft"), default=False, help_text=_("Only the desk sees a draft, and the watch leaves it alone."))
    visible_to = models.CharField(_("visible to"), max_length=10, choices=Visibility, default=Visibility.PARTIES)
    publish_on = models.DateField(_("published on"), null=True, blank=True, help_text=_("Not public before this day. Empty: at once."))

    class Meta:
        abstract = True
