"""A flag is a standing finding of the watch; its facts are stored, its sentence is said by rules.flag."""

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from tracker.models.clock import Clock, Rule, rule_choices

SEVERE = (Rule.SILENT, Rule.OVERDUE, Rule.MILESTONE_OVERDUE)  # told to the responsible person; the others are for the desk's eyes


class FlagQuerySet(models.QuerySet):
    def open(self):
        return self.filter(cleared_at__isnull=True)

    def to_read(self):
        """With party and milestone: those that stand before those last cleared, the severe first, then the longest standing."""
        weight = Case(When(rule__in=SEVERE, then=0), default=1)
        return self.select_related("party", "milestone").order_by(F("cleared_at").desc(nulls_first=True), weight, "raised_at", "id")


class Flag(models.Model):
    class ClearedBy(models.TextChoices):
        REPORT = "report", _("a report")
        CHANGE = "change", _("a change of the commitment")
        CLOSED = "closed", _("the commitment was closed")
        SUSPENDED = "suspended", _("the commitment was suspended")
        ASSESSMENT = "assessment", _("an assessment")
        POST = "post", _("a change of posts or addresses")

    rule = models.CharField(_("rule"), max_length=40, choices=rule_choices)
    commitment = models.ForeignKey("tracker.Commitment", models.CASCADE, related_name="flags", verbose_name=_("commitment"))
    # A part or a milestone may be taken out of the record; what the watch had found of it stays, and the key may then lead nowhere.
    responsibility = models.ForeignKey("tracker.Responsibility", models.DO_NOTHING, null=True, related_name="flags", db_constraint=False)
    milestone = models.ForeignKey("tracker.Milestone", models.DO_NOTHING, null=True, related_name="flags", db_constraint=False)
    party = models.ForeignKey("tracker.Party", models.PROTECT, null=True, related_name="flags", verbose_name=_("party"))
    # The facts of the moment it was raised, copied from the clock; units as in Clock.
    has_reported = models.BooleanField(default=False)
    due_on = models.DateField(_("due"), null=True)
    basis_on = models.DateField(_("counted from"), null=True)
    threshold = models.PositiveSmallIntegerField(_("threshold"), null=True)
    cause = models.CharField(_("cause"), max_length=20, choices=Clock.Cause, blank=True, default="")
    about = models.CharField(max_length=200, blank=True, default="")
    since_at = models.DateTimeField(_("true since"))
    raised_at = models.DateTimeField(_("raised"))
    cleared_at = models.DateTimeField(_("cleared"), null=True)
    cleared_by = models.CharField(_("cleared by"), max_length=10, choices=ClearedBy, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["responsibility", "rule"], name="flag_responsibility_open_once", condition=Q(responsibility__isnull=False, cleared_at__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["milestone", "rule"], name="flag_milestone_open_once", condition=Q(milestone__isnull=False, cleared_at__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["commitment", "rule"],
                name="flag_commitment_open_once",
                condition=Q(responsibility__isnull=True, milestone__isnull=True, cleared_at__isnull=True),
            ),
            models.CheckConstraint(condition=Q(cleared_at__isnull=True) | Q(cleared_at__gte=F("raised_at")), name="flag_cleared_after_raised"),
            models.CheckConstraint(condition=Q(cleared_at__isnull=True, cleared_by="") | ~Q(cleared_by=""), name="flag_cleared_by_something"),
        ]
        indexes = [models.Index(fields=["rule", "commitment"], name="flag_open", condition=Q(cleared_at__isnull=True))]

    def __str__(self):
        return f"{self.get_rule_display()}: {self.commitment.reference}"
