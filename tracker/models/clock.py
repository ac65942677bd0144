"""A clock stores the moment at which one rule becomes true of one subject, so that a sweep reads only what is due.

One narrow row for each subject and rule. `flag_at` is when the rule becomes (or became) true, NULL when it cannot.
`check_at` is when the sweep must next look, NULL when nothing can change by time alone; the partial index on it is
the whole cost of a sweep in which nothing is due. Written only by actions.clock and the sweep.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.kind import own_rules


class Rule(models.TextChoices):
    """The rules that hold for every kind of commitment."""

    SILENT = "silent", _("silent")
    OVERDUE = "overdue", _("overdue")
    MILESTONE_OVERDUE = "milestone_overdue", _("milestone overdue")
    NOTHING_DONE = "nothing_done", _("nothing done")
    STALLED = "stalled", _("stalled")
    SLIPPING = "slipping", _("slipping")
    NO_EVIDENCE = "no_evidence", _("no evidence")
    UNREACHABLE = "unreachable", _("unreachable")


def rule_choices() -> list[tuple[str, str]]:
    """All rules of the watch: those of every commitment, then those of the kinds."""
    return [*Rule.choices, *((rule.key, rule.label) for rule in own_rules().values())]


class Clock(models.Model):
    class State(models.TextChoices):
        """For `silent` these are the reporting states; the other rules use WAITING, FLAGGED, PAUSED and CLOSED."""

        UP_TO_DATE = "up_to_date", _("up to date")
        DUE = "due", _("due")
        SILENT = "silent", _("silent")
        NEVER_REPORTED = "never_reported", _("never reported")
        PAUSED = "paused", _("paused")
        WAITING = "waiting", _("waiting")
        FLAGGED = "flagged", _("flagged")
        CLOSED = "closed", _("closed")

    class Cause(models.TextChoices):
        """Why nobody can be reached: the rule `unreachable` says which."""

        VACANT = "vacant", _("the post is vacant")
        ENDED = "ended", _("the post has ended")
        DISOWNED = "disowned", _("said “not mine”")
        BOUNCED = "bounced", _("letters come back")

    SILENT = (State.SILENT, State.NEVER_REPORTED)
    REPORTING = (State.UP_TO_DATE, State.DUE, State.SILENT, State.NEVER_REPORTED, State.PAUSED)

    rule = models.CharField(max_length=40, choices=rule_choices)
    commitment = models.ForeignKey("tracker.Commitment", models.CASCADE, related_name="clocks")
    # No index of their own: the unique constraints below and clock_state serve; each index more is paid by every sweep.
    responsibility = models.ForeignKey("tracker.Responsibility", models.CASCADE, null=True, related_name="clocks", db_index=False)
    milestone = models.ForeignKey("tracker.Milestone", models.CASCADE, null=True, related_name="clocks", db_index=False)
    party = models.ForeignKey("tracker.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=20, choices=State)
    has_reported = models.BooleanField(default=False, help_text="whether the party ever reported: silent or never reported")
    due_on = models.DateField(null=True, help_text="the day the report is due, or the last day of the due period")
    basis_on = models.DateField(null=True, help_text="the day counted from: last report, meeting, last movement")
    threshold = models.PositiveSmallIntegerField(null=True, help_text="days for silent, cycles for stalled, reports for nothing_done")
    cause = models.CharField(max_length=20, choices=Cause, blank=True, default="", help_text="of `unreachable`; empty for the other rules")
    about = models.CharField(max_length=200, blank=True, default="", help_text="what a kind's rule speaks of, by name: an obstacle, an indicator")
    remind_at = models.DateTimeField(null=True)
    flag_at = models.DateTimeField(null=True)
    check_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["responsibility", "rule"], name="clock_responsibility_once", condition=Q(responsibility__isnull=False)),
            models.UniqueConstraint(fields=["milestone", "rule"], name="clock_milestone_once", condition=Q(milestone__isnull=False)),
            models.UniqueConstraint(
                fields=["commitment", "rule"], name="clock_commitment_once", condition=Q(responsibility__isnull=True, milestone__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["check_at", "id"], name="clock_due", condition=Q(check_at__isnull=False)),
            models.Index(fields=["rule", "state", "party", "commitment"], name="clock_state"),
        ]

    def __str__(self):
        return f"{self.get_rule_display()}, {self.get_state_display()}"
