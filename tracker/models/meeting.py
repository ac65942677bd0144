"""A meeting is a session, visit or talk; its source text is where the quotes of commitments lie."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.models.commitment import Precision
from tracker.models.visibility import Visible


class Meeting(Visible):
    class Form(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        VIDEO = "video", _("by video")
        DOCUMENTS = "documents", _("exchange of documents")

    class Minutes(models.TextChoices):
        NONE = "none", _("none known")
        DRAFT = "draft", _("draft")
        AGREED = "agreed", _("agreed")
        SIGNED = "signed", _("signed")
        EXCHANGED = "exchanged", _("exchanged")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CALLED_OFF = "called_off", _("called off")

    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.HELD)
    body = models.ForeignKey("tracker.Body", models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("body"))
    ordinal = models.PositiveSmallIntegerField(
        _("session number"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9999)],
        help_text=_("3 for the third session of the body."),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True, help_text=_("Leave empty for a meeting of one day."))
    place = models.CharField(_("place"), max_length=200, blank=True)
    host = models.ForeignKey("tracker.Party", models.PROTECT, null=True, blank=True, related_name="hosted", verbose_name=_("host"))
    form = models.CharField(_("form"), max_length=20, choices=Form, default=Form.IN_PERSON)
    minutes = models.CharField(_("minutes"), max_length=20, choices=Minutes, default=Minutes.NONE)
    source_title = models.CharField(_("name of the source"), max_length=200, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    source_text = models.TextField(_("source text"), blank=True, help_text=_("The text in which the pledges stand; quotes are found in it."))
    next_on = models.DateField(_("next session"), null=True, blank=True, help_text=_("As agreed here; empty: at a mutually convenient time."))
    next_precision = models.CharField(_("precision"), max_length=10, choices=Precision, default=Precision.MONTH)
    next_host = models.ForeignKey("tracker.Party", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("host of the next session"))
    parties = models.ManyToManyField("tracker.Party", through="tracker.Attendance", related_name="meetings", verbose_name=_("parties"))
    recorded_at = models.DateTimeField(_("recorded"), editable=False)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="one per form shown, so that a double submit is one row")
    seed = models.CharField(max_length=40, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="meeting_ends_after_start",
                violation_error_message=_("The last day cannot be before the first day."),
            ),
            models.UniqueConstraint(
                fields=["body", "ordinal"], name="meeting_ordinal_once", violation_error_message=_("This body already has a session of this number.")
            ),
        ]
        indexes = [models.Index(fields=["-starts_on", "-id"], name="meeting_newest")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meeting", args=[self.pk])

    @property
    def last_day(self):
        return self.ends_on or self.starts_on


class Attendance(models.Model):
    """One party at one meeting, and who led its delegation."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    party = models.ForeignKey("tracker.Party", models.PROTECT, related_name="attendances", verbose_name=_("party"))
    people = models.ManyToManyField("tracker.Person", related_name="+", blank=True, verbose_name=_("delegation"))
    minutes_signed_on = models.DateField(_("signed the minutes on"), null=True, blank=True)
    minutes_exchanged_on = models.DateField(_("exchanged the minutes on"), null=True, blank=True)
    head = models.ForeignKey("tracker.Person", models.PROTECT, null=True, blank=True, related_name="headed", verbose_name=_("head of delegation"))

    class Meta:
        verbose_name = _("party at the meeting")
        verbose_name_plural = _("parties at the meeting")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "party"], name="attendance_once", violation_error_message=_("This party is already at this meeting."))
        ]

    def __str__(self):
        return f"{self.party} at {self.meeting}"
