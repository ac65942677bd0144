"""The same text in several languages, side by side: one row for each version of one language, never changed; the newest holds."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.commitment import Commitment
from tracker.models.ledger import AppendOnly
from tracker.models.meeting import Meeting


class ParallelText(AppendOnly):
    """Of a commitment, or of a meeting's minutes: exactly one of the two."""

    TEXTS = ("title", "text")
    CHAIN = "commitment"

    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="parallel_texts", verbose_name=_("commitment"))
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="parallel_texts", verbose_name=_("meeting"))
    language = models.CharField(_("language"), max_length=10, help_text=_("As a code: fa, be, ru."))
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    is_authentic = models.BooleanField(_("authentic"), default=False, help_text=_("It binds by itself; else it is a translation."))
    recorded_by = models.ForeignKey("tracker.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    recorded_at = models.DateTimeField(_("recorded"))
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="one per form shown, so that a double submit is one text")

    class Meta:
        verbose_name = _("parallel text")
        verbose_name_plural = _("parallel texts")
        ordering = ["language", "-recorded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(commitment__isnull=True, meeting__isnull=False) | Q(commitment__isnull=False, meeting__isnull=True),
                name="parallel_text_of_one",
            )
        ]
        indexes = [
            models.Index(fields=["commitment", "language", "-recorded_at"], name="parallel_text_commitment"),
            models.Index(fields=["meeting", "language", "-recorded_at"], name="parallel_text_meeting"),
        ]

    def __str__(self):
        return f"{self.language}: {self.title or self.text[:40]}"
