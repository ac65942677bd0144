"""The acceleration of projects: stages with a baseline, an accelerated target, a forecast and the day they were reached."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tracker.models import Flag
from tracker.models.kind import ABOUT, Field, Kind, KindRule, Type
from tracker.rules.due import local_day
from tracker.rules.kind import Facts
from tracker.rules.words import lateness

ACCELERATED = (
    ("permits", _("permits")),
    ("funding", _("funding")),
    ("procurement", _("procurement")),
    ("customs", _("customs")),
    ("land", _("land")),
    ("staff", _("staff")),
)
STAGES = (  # the stages of joint projects as the field's standards name them
    ("identification", _("identification")),
    ("preparation", _("preparation")),
    ("financing", _("financing")),
    ("permitting", _("permitting")),
    ("procurement", _("procurement")),
    ("construction", _("construction")),
    ("commissioning", _("commissioning")),
    ("operation", _("operation")),
)

UNMOVED_CYCLES = 2  # reporting cycles without a stage reached


def no_baseline(facts: Facts) -> dict:
    """No stage says when it was to be reached before: nobody can tell whether anything is faster. From the day it was recorded."""
    recorded_at = None if any(stage.baseline_on for stage in facts.steps) else facts.commitment.recorded_at
    return {None: facts.timed(recorded_at, basis_on=recorded_at and local_day(recorded_at, facts.zone))}


def negative_acceleration(facts: Facts) -> dict:
    """A stage that is expected, or was reached, later than its baseline; true from the moment it was said."""
    found = {}
    for stage in facts.steps:
        expected_on = stage.done_on or stage.forecast_on
        is_late = bool(expected_on and stage.baseline_on and expected_on > stage.baseline_on)
        # Stages keep no moment at which this was said; restarting a clock keeps the moment at which it was first found.
        found[stage] = facts.timed(facts.now if is_late else None, due_on=stage.baseline_on, basis_on=expected_on, has_reported=stage.done_on is not None)
    return found


def no_stage_change(facts: Facts) -> dict:
    """No stage was reached for two reporting cycles."""
    if all(stage.done_on for stage in facts.steps):
        return {None: facts.timed(None)}
    basis_on = max((stage.done_on for stage in facts.steps if stage.done_on), default=facts.meeting_day)
    return {None: facts.over(basis_on + timedelta(days=UNMOVED_CYCLES * facts.pace.cadence_days), basis_on=basis_on, threshold=UNMOVED_CYCLES)}


def obstacle_unanswered(facts: Facts) -> dict:
    """The obstacle whose answer was due first, once that day is over where the party that owes it is."""
    owed = min(facts.obstacles, key=lambda obstacle: (obstacle.due_on, obstacle.pk), default=None)
    if owed is None:
        return {None: facts.timed(None)}
    about = f"{owed.party.short_code}: {owed.title}"[:ABOUT]
    return {None: facts.over(owed.due_on, zone=owed.party.time_zone, due_on=owed.due_on, about=about)}


def rebaselined_without_decision(facts: Facts) -> dict:
    """The newest change of a baseline was agreed at no meeting."""
    newest = facts.rebaselines[-1] if facts.rebaselines else None
    if newest is None or newest.meeting_id is not None:
        return {None: facts.timed(None)}
    told = {"due_on": newest.before_on, "basis_on": newest.after_on, "about": newest.stage}
    return {None: facts.timed(newest.recorded_at, **told)}


def _day(on: date) -> str:
    return date_format(on, "j F Y")


def _no_baseline(flag: Flag, today: date) -> str:
    return gettext("No stage has a baseline, so nobody can verify that anything is faster. Say when each stage was to be reached before.")


def _negative_acceleration(flag: Flag, today: date) -> str:
    facts = {"stage": flag.milestone.title if flag.milestone else gettext("taken out since"), "day": _day(flag.basis_on), "baseline": _day(flag.due_on)}
    days = facts["n"] = (flag.basis_on - flag.due_on).days
    if flag.has_reported:
        said = ngettext(
            "The stage “%(stage)s” was reached on %(day)s, %(n)d day after its baseline, %(baseline)s.",
            "The stage “%(stage)s” was reached on %(day)s, %(n)d days after its baseline, %(baseline)s.",
            days,
        )
    else:
        said = ngettext(
            "The stage “%(stage)s” is expected on %(day)s, %(n)d day after its baseline, %(baseline)s.",
            "The stage “%(stage)s” is expected on %(day)s, %(n)d days after its baseline, %(baseline)s.",
            days,
        )
    return said % facts


def _no_stage_change(flag: Flag, today: date) -> str:
    facts = {"day": _day(flag.basis_on), "n": flag.threshold}
    said = ngettext(
        "No stage was reached for %(n)d reporting cycle, since %(day)s.", "No stage was reached for %(n)d reporting cycles, since %(day)s.", flag.threshold
    )
    return said % facts


def _obstacle_unanswered(flag: Flag, today: date) -> str:
    party, _colon, obstacle = flag.about.partition(": ")
    facts = {"party": party, "obstacle": obstacle, "day": _day(flag.due_on), "late": lateness(flag.due_on, today)}
    return gettext("%(party)s owes an answer on the obstacle “%(obstacle)s” since %(day)s; %(late)s.") % facts


def _rebaselined_without_decision(flag: Flag, today: date) -> str:
    facts = {"stage": flag.about, "before": _day(flag.due_on), "after": _day(flag.basis_on) if flag.basis_on else gettext("no day")}
    return gettext("The baseline of “%(stage)s” was moved from %(before)s to %(after)s without a meeting's decision.") % facts


KIND = Kind(
    key="project_acceleration",
    label=_("project acceleration"),
    help=_("Projects brought forward: each stage against its baseline and its accelerated target."),
    fields=(
        Field(name="accelerates", label=_("what is accelerated"), type=Type.CHOICES, choices=ACCELERATED),
        Field(name="baseline_source", label=_("source of the baseline"), help=_("The schedule that held before: its name and day.")),
    ),
    step_label=_("stage"),
    step_fields=(Field(name="stage", label=_("kind of stage"), type=Type.CHOICE, choices=STAGES),),
    step_columns=("project", "baseline_on", "forecast_on"),
    rules=(
        KindRule(key="no_baseline", label=_("no baseline"), read=no_baseline, sentence=_no_baseline, is_urgent=False),
        KindRule(key="negative_acceleration", label=_("negative acceleration"), read=negative_acceleration, sentence=_negative_acceleration),
        KindRule(key="no_stage_change", label=_("no stage reached"), read=no_stage_change, sentence=_no_stage_change),
        KindRule(key="obstacle_unanswered", label=_("obstacle unanswered"), read=obstacle_unanswered, sentence=_obstacle_unanswered),
        KindRule(
            key="rebaselined_without_decision",
            label=_("baseline moved without a decision"),
            read=rebaselined_without_decision,
            sentence=_rebaselined_without_decision,
            is_urgent=False,
        ),
    ),
    reads=("obstacles", "rebaselines"),
    shows_steps=False,
    blocks=("projects", "obstacles"),
)
