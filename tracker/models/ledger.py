"""The ledger: one chain of entries for each commitment, each holding the hash of the one before; and rows that are never changed.

Free text never stands in an entry: only its salted hash does. The text and its salt stand beside it, in the row that was said
(AppendOnly) or in LedgerText, so that a person's words can be erased and the chain still verifies.
"""

import secrets

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

FINGERPRINT = 16  # hexadecimal digits
ERASED = "[erased]"  # stands where words were erased


def new_salt() -> str:
    """32 hexadecimal digits that nobody can guess."""
    return secrets.token_hex(16)


class AppendOnly(models.Model):
    """A row that is never changed or deleted; triggers refuse both, save that its TEXTS and its salt may be blanked together (erasing)."""

    TEXTS: tuple[str, ...] = ()  # the columns of free text
    CHAIN: str  # the lookup from a row to the commitment in whose chain it stands; "" for a row that concerns several

    salt = models.CharField(max_length=32, default=new_salt, editable=False, help_text="hashed with the texts; empty once they were erased")

    class Meta:
        abstract = True


class LedgerEntryQuerySet(models.QuerySet):
    def heads(self):
        """The last entry of each chain."""
        later = LedgerEntry.objects.filter(commitment=OuterRef("commitment"), seq__gt=OuterRef("seq"))
        return self.filter(~Exists(later))


class LedgerEntry(models.Model):
    class Kind(models.TextChoices):
        RECORDED = "recorded", _("recorded")
        REVISED = "revised", _("revised")
        DATED = "dated", _("due date set")
        REPORTED = "reported", _("reported")
        REVIEWED = "reviewed", _("report reviewed")
        ASSESSED = "assessed", _("assessed")
        REPLIED = "replied", _("replied to an assessment")
        ASKED = "asked", _("request made")
        DECIDED = "decided", _("request decided")
        HANDED_OVER = "handed_over", _("handed over")
        ACKNOWLEDGED = "acknowledged", _("silence acknowledged")
        DISOWNED = "disowned", _("said to be not theirs")
        ESCALATED = "escalated", _("escalated")
        CONSTITUTED = "constituted", _("constituted")
        TERMS = "terms", _("terms of reference adopted")
        MEASURED = "measured", _("indicator read")
        HINDERED = "hindered", _("obstacle raised")
        ANSWERED = "answered", _("obstacle answered")
        REBASELINED = "rebaselined", _("baseline changed")
        TRANSLATED = "translated", _("text in a language added")
        ERASED = "erased", _("words erased")

    CHAIN = "commitment"

    commitment = models.ForeignKey("tracker.Commitment", models.PROTECT, related_name="ledger", db_index=False)
    seq = models.PositiveIntegerField(help_text="1, 2, 3 in each chain")
    kind = models.CharField(_("what happened"), max_length=20, choices=Kind)
    # The event in plain values: keys of rows, choices, days, hashes of texts. `state`, where the commitment itself changed, is all of it (rules.ledger).
    facts = models.JSONField()
    actor = models.ForeignKey("tracker.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    recorded_at = models.DateTimeField(_("recorded"))
    prev_hash = models.CharField(max_length=64, help_text="the hash of the entry before; 64 zeros for the first")
    hash = models.CharField(max_length=64)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["commitment", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "seq"], name="ledger_seq_once"),
            models.UniqueConstraint(fields=["commitment", "prev_hash"], name="ledger_never_forks"),
        ]
        indexes = [models.Index(fields=["commitment", "recorded_at", "seq"], name="ledger_as_of")]

    def __str__(self):
        return f"{self.commitment_id}/{self.seq} {self.get_kind_display()}"

    @property
    def fingerprint(self) -> str:
        """As much of its hash as letters show."""
        return self.hash[:FINGERPRINT]


class LedgerText(models.Model):
    """The free texts of an entry that have no row of their own (a commitment's description), with the salt of their hashes.

    Erased, it holds neither texts nor salt.
    """

    TEXTS = ("texts",)
    CHAIN = "entry__commitment"

    entry = models.OneToOneField(LedgerEntry, models.PROTECT, primary_key=True, related_name="text")
    salt = models.CharField(max_length=32, default=new_salt)
    texts = models.JSONField(default=dict)

    def __str__(self):
        return f"texts of {self.entry_id}"


class LedgerCheck(models.Model):
    """What came of the last time the whole ledger was verified; one row."""

    checked_at = models.DateTimeField(_("checked"))
    chains = models.PositiveIntegerField(_("chains"))
    entries = models.PositiveIntegerField(_("entries"))
    wrong = models.PositiveIntegerField(_("chains that do not hold"))

    def __str__(self):
        return f"{self.checked_at:%Y-%m-%d %H:%M}"
