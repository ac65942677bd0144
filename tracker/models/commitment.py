"""A commitment is one discrete undertaking with a target; a responsibility is one party's part in it."""

import uuid
from datetime import UTC, date, datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.models.kind import KINDS, Kind, kind_choices
from tracker.models.visibility import Visible

NO_DATE = date(9999, 12, 31)  # the fixed place of "no due date" in a sort order
NEVER = datetime(9999, 12, 31, tzinfo=UTC)  # the fixed place of "wants no attention" in a sort order


class Precision(models.TextChoices):
    """How exactly a due date is known; it is over when its period is."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")


class Commitment(Visible):
    class Lifecycle(models.TextChoices):
        NOT_STARTED = "not_started", _("not started")
        IN_PROGRESS = "in_progress", _("in progress")
        COMPLETED = "completed", _("completed")
        SUSPENDED = "suspended", _("suspended")
        SUPERSEDED = "superseded", _("superseded")
        DROPPED = "dropped", _("dropped")

    CLOSED = (Lifecycle.COMPLETED, Lifecycle.SUPERSEDED, Lifecycle.DROPPED)

    reference = models.CharField(_("reference"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200, help_text=_("In your own words: who does what."))
    kind = models.CharField(_("kind"), max_length=30, choices=kind_choices, default="other")
    meeting = models.ForeignKey("tracker.Meeting", models.PROTECT, related_name="commitments", verbose_name=_("pledged at"))
    # The meeting's body, repeated so that a list of one body reads one index; actions.meeting keeps the two equal.
    body = models.ForeignKey("tracker.Body", models.PROTECT, null=True, blank=True, related_name="commitments", editable=False, db_index=False)
    quote = models.TextField(_("quote"), blank=True, help_text=_("The words of the pledge, exactly as they stand in the meeting's source text."))
    quote_start = models.PositiveIntegerField(null=True, editable=False, help_text="offset of the quote in the source text, in characters")
    description = models.TextField(_("description"), blank=True)
    details = models.JSONField(default=dict, blank=True, editable=False, help_text="what its kind declares beside these columns: rules.details")
    projects = models.ManyToManyField("tracker.Project", related_name="commitments", blank=True, verbose_name=_("projects"))
    # What the editor finds of the six marks of a sound pledge; the other three (actor, date, proof) are read from the record: rules.quality.
    names_action = models.BooleanField(_("it names an action"), default=False)
    names_deliverable = models.BooleanField(_("it names something that will exist"), default=False)
    is_measurable = models.BooleanField(_("it can be measured"), default=False)
    proof = models.TextField(_("what would prove this?"), blank=True, help_text=_("The document, figure or event that shows it is done."))

    lifecycle = models.CharField(_("lifecycle"), max_length=20, choices=Lifecycle, default=Lifecycle.NOT_STARTED)
    closed_on = models.DateField(null=True, editable=False, help_text="the day it was completed, superseded or dropped")
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True, help_text=_("The last day of the suspension."))
    due_on = models.DateField(_("due date"), null=True, blank=True)
    due_precision = models.CharField(_("precision"), max_length=10, choices=Precision, default=Precision.DAY)
    due_ends_on = models.DateField(null=True, editable=False, help_text="the last day of the due period, from rules.due")
    cadence_days = models.PositiveSmallIntegerField(
        _("reports are due every"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3660)],
        help_text=_("Days; empty: as the body says."),
    )
    grace_days = models.PositiveSmallIntegerField(
        _("grace"), null=True, blank=True, validators=[MaxValueValidator(3660)], help_text=_("Days; empty: as the body says.")
    )
    overseen_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="oversees",
        verbose_name=_("overseen by"),
        help_text=_("The joint working group that keeps an eye on it."),
    )

    renews = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="renewed_by",
        verbose_name=_("renews"),
        help_text=_("The earlier commitment that was made anew here."),
    )
    implements = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="implemented_by",
        verbose_name=_("implements"),
        help_text=_("The commitment, a roadmap for one, of which this carries out a part."),
    )

    # The first moment at which something here goes or went wrong (the least Clock.flag_at); the order of urgency.
    attention_at = models.DateTimeField(default=NEVER, editable=False)
    # Whether two parties state different things; written by actions.progress with the word that made it so.
    has_disagreement = models.BooleanField(default=False, editable=False)
    due_order = models.GeneratedField(expression=Coalesce("due_ends_on", Value(NO_DATE)), output_field=models.DateField(), db_persist=True)
    recorded_at = models.DateTimeField(_("recorded"), editable=False)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="one per form shown, so that a double submit is one row")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifecycle__in=["completed", "superseded", "dropped"], closed_on__isnull=False)
                | (~Q(lifecycle__in=["completed", "superseded", "dropped"]) & Q(closed_on__isnull=True)),
                name="commitment_closed_on_a_day",
            ),
            models.CheckConstraint(condition=Q(quote="") | Q(quote_start__isnull=False), name="commitment_quote_has_place"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, due_ends_on__isnull=True) | Q(due_on__isnull=False, due_ends_on__gte=models.F("due_on")),
                name="commitment_due_period",
            ),
            models.CheckConstraint(
                condition=~Q(lifecycle="suspended") | Q(suspended_until__isnull=False),
                name="commitment_suspended_until_a_date",
                violation_error_message=_("A suspension needs the day on which it ends."),
            ),
            models.CheckConstraint(
                condition=Q(renews__isnull=True) | ~Q(renews=models.F("id")),
                name="commitment_renews_another",
                violation_error_message=_("A commitment cannot renew itself."),
            ),
            models.CheckConstraint(
                condition=Q(implements__isnull=True) | ~Q(implements=models.F("id")),
                name="commitment_implements_another",
                violation_error_message=_("A commitment cannot implement itself."),
            ),
        ]
        indexes = [
            models.Index(fields=["attention_at", "id"], name="commitment_urgency"),
            models.Index(fields=["due_order", "id"], name="commitment_due"),
            models.Index(fields=["body", "attention_at", "id"], name="commitment_body_urgency"),
            models.Index(fields=["kind", "attention_at", "id"], name="commitment_kind_urgency"),
            models.Index(fields=["lifecycle", "attention_at", "id"], name="commitment_life_urgency"),
            models.Index(fields=["attention_at", "id"], name="commitment_disagreement", condition=Q(has_disagreement=True)),
        ]

    def __str__(self):
        return f"{self.reference} {self.title}"

    def get_absolute_url(self):
        return reverse("commitment", args=[self.reference])

    @property
    def is_closed(self) -> bool:
        return self.lifecycle in self.CLOSED

    @property
    def own_kind(self) -> Kind:
        """What its kind declares."""
        return KINDS[self.kind]

    @property
    def quote_end(self) -> int | None:
        """The offset just after the quote in the source text, in characters."""
        return None if self.quote_start is None else self.quote_start + len(self.quote)


class Responsibility(models.Model):
    """One party's part in one commitment, with its own stated status and its own last word."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        CO_LEAD = "co_lead", _("co-lead")
        SUPPORT = "support", _("support")
        OVERSEE = "oversee", _("oversee")

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("not started")
        IN_PROGRESS = "in_progress", _("in progress")
        COMPLETED = "completed", _("completed")

    class Health(models.TextChoices):
        ON_TRACK = "on_track", _("on track")
        AT_RISK = "at_risk", _("at risk")
        OFF_TRACK = "off_track", _("off track")

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="responsibilities")
    party = models.ForeignKey("tracker.Party", models.PROTECT, related_name="responsibilities", verbose_name=_("party"))
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.LEAD)
    focal_point = models.ForeignKey("tracker.Person", models.PROTECT, null=True, blank=True, related_name="responsibilities", verbose_name=_("focal point"))
    # What the party last said; written only by actions.progress, in the transaction that adds the report.
    stated_status = models.CharField(_("stated status"), max_length=20, choices=Status, blank=True, editable=False)
    health = models.CharField(_("health"), max_length=20, choices=Health, blank=True, editable=False)
    last_report = models.OneToOneField("tracker.ProgressReport", models.PROTECT, null=True, editable=False, related_name="+")
    last_reported_at = models.DateTimeField(null=True, editable=False)
    moved_at = models.DateTimeField(null=True, editable=False, help_text="when the stated status or a milestone last moved")
    unmoved_reports = models.PositiveSmallIntegerField(default=0, editable=False, help_text="reports since then")
    forecast_on = models.DateField(null=True, editable=False, help_text="the day by which the party last said it will be done")
    forecast_moves = models.PositiveSmallIntegerField(default=0, editable=False, help_text="times its forecast moved later")
    disowned_at = models.DateTimeField(null=True, editable=False, help_text="when its focal point said “not mine”; NULL once somebody was named")
    acknowledged_until = models.DateField(null=True, editable=False, help_text="the last day on which an acknowledgement holds the ladder")
    idle_reports = models.PositiveSmallIntegerField(default=0, editable=False, help_text="“nothing to report” in a row, up to the last report")

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "party"],
                name="responsibility_once",
                violation_error_message=_("This party already has a part in this commitment. Change that one instead."),
            )
        ]

    def __str__(self):
        return f"{self.commitment.reference} {self.party}, {self.get_role_display()}"
