"""An assessment is an independent grade, apart from what parties say; a party may reply to it. Both are only followed, never changed."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.commitment import Commitment
from tracker.models.ledger import AppendOnly


class Scale(models.TextChoices):
    """What a body grades by; the grades of each stand in rules.scale."""

    OGP = "ogp", _("completion (OGP)")
    COMPLIANCE = "compliance", _("compliance (G7, G20)")
    FOLLOW_UP = "follow_up", _("follow-up (Human Rights Committee)")
    CHECKLIST = "checklist", _("check-list")


class Assessment(AppendOnly):
    TEXTS = ("reasoning", "correction")
    CHAIN = "commitment"

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="assessments", verbose_name=_("commitment"))
    scale = models.CharField(_("scale"), max_length=20, choices=Scale)
    grade = models.CharField(_("grade"), max_length=20, help_text="a fixed key of the scale")
    reasoning = models.TextField(_("reasoning"))
    evidence_url = models.URLField(_("link to evidence"), max_length=500, blank=True)
    assessor = models.ForeignKey("tracker.Person", models.PROTECT, related_name="assessments", verbose_name=_("assessor"))
    assessed_at = models.DateTimeField(_("assessed"))
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects"))
    correction = models.TextField(_("why it is corrected"), blank=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="one per form shown, so that a double submit is one assessment")

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-assessed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(corrects__isnull=False) | Q(correction=""), name="assessment_correction_of_one"),
        ]
        indexes = [
            models.Index(fields=["commitment", "-assessed_at", "-id"], name="assessment_newest"),
            models.Index(fields=["-assessed_at", "-id"], name="assessment_corrections", condition=Q(corrects__isnull=False)),
        ]

    def __str__(self):
        return f"{self.commitment.reference}: {self.grade}"


class Reply(AppendOnly):
    """A party's answer to an assessment, shown under it: the right of reply."""

    TEXTS = ("words",)
    CHAIN = "assessment__commitment"

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="replies", verbose_name=_("assessment"))
    party = models.ForeignKey("tracker.Party", models.PROTECT, related_name="replies", verbose_name=_("party"))
    words = models.TextField(_("reply"))
    author = models.ForeignKey("tracker.Person", models.PROTECT, related_name="replies", verbose_name=_("author"))
    replied_at = models.DateTimeField(_("replied"))

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["replied_at", "id"]
        constraints = [models.UniqueConstraint(fields=["assessment", "party"], name="reply_once")]

    def __str__(self):
        return f"{self.party}: {self.assessment}"
