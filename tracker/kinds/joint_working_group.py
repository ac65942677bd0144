"""A joint working group is constituted step by step, and then is a body with sessions of its own."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tracker.models import Flag
from tracker.models.kind import ABOUT, Field, Kind, KindRule, Step, Type
from tracker.rules.kind import Facts
from tracker.rules.party import side_of
from tracker.rules.session import held, hosted, unsigned, whose_turn
from tracker.rules.words import lateness

CONSTITUTE_DAYS = 90  # after the meeting, where no day is agreed
FIRST_MEETING_DAYS = 183
MISSED = 1.5  # of the cadence: later than this, a session was missed
UNSIGNED_DAYS = 60


def not_constituted(facts: Facts) -> dict:
    """The day by which it was to be constituted is over; told is who has not named its co-chair."""
    if facts.group is not None:
        return {None: facts.timed(None)}
    due_on = facts.detail("constitute_by") or facts.meeting_day + timedelta(days=CONSTITUTE_DAYS)
    lacking = [step.party.short_code for step in facts.steps if step.step == "co_chairs" and step.party and step.done_on is None]
    return {None: facts.over(due_on, due_on=due_on, basis_on=facts.meeting_day, about=", ".join(lacking)[:ABOUT])}


def no_first_meeting(facts: Facts) -> dict:
    """Constituted half a year ago, and it never met."""
    if facts.group is None or held(facts.sessions):
        return {None: facts.timed(None)}
    basis_on = facts.group.constituted_on or facts.meeting_day
    due_on = basis_on + timedelta(days=FIRST_MEETING_DAYS)
    return {None: facts.over(due_on, due_on=due_on, basis_on=basis_on)}


def session_missed(facts: Facts) -> dict:
    """Its last session lies further back than one and a half times its cadence."""
    met = held(facts.sessions)
    if not met or not facts.group or not facts.group.meets_every_days:
        return {None: facts.timed(None)}
    basis_on, every = met[-1].last_day, facts.group.meets_every_days
    due_on = basis_on + timedelta(days=int(every * MISSED))
    return {None: facts.over(due_on, due_on=due_on, basis_on=basis_on, threshold=every)}


def minutes_unsigned(facts: Facts) -> dict:
    """The oldest session whose minutes are not signed 60 days after it; told is who has not signed."""
    waiting = next(iter(unsigned(facts.sessions)), None)
    if waiting is None:
        return {None: facts.timed(None)}
    due_on = waiting.last_day + timedelta(days=UNSIGNED_DAYS)
    lacking = ", ".join(seat.party.short_code for seat in waiting.attendances.all() if seat.minutes_signed_on is None)
    return {None: facts.over(due_on, due_on=due_on, basis_on=waiting.last_day, threshold=waiting.ordinal, about=lacking[:ABOUT])}


def host_turn_skipped(facts: Facts) -> dict:
    """The newest session that was hosted by a side whose turn it was not."""
    sessions = hosted(facts.sessions) if facts.group and facts.group.does_host_alternate else []
    sides = [side.party for side in facts.group.sides.all()] if sessions else []
    turn = whose_turn(sides, sessions[:-1])
    if turn is None or turn == side_of(sessions[-1].host, sides):
        return {None: facts.timed(None)}
    day = sessions[-1].starts_on
    return {None: facts.over(day, basis_on=day, about=f"{sessions[-1].host.short_code}, {turn.short_code}")}


def mandate_expired(facts: Facts) -> dict:
    ends_on = facts.group.mandate_ends_on if facts.group else None
    return {None: facts.over(ends_on, due_on=ends_on)}


def _day(on: date) -> str:
    return date_format(on, "j F Y")


def _not_constituted(flag: Flag, today: date) -> str:
    facts = {"day": _day(flag.due_on), "late": lateness(flag.due_on, today), "sides": flag.about}
    if flag.about:
        return gettext("The group was to be constituted by %(day)s; no co-chair is named by: %(sides)s; %(late)s.") % facts
    return gettext("The group was to be constituted by %(day)s; %(late)s.") % facts


def _no_first_meeting(flag: Flag, today: date) -> str:
    facts = {"since": _day(flag.basis_on), "day": _day(flag.due_on)}
    return gettext("The group was constituted on %(since)s and has not met; its first meeting was expected by %(day)s.") % facts


def _session_missed(flag: Flag, today: date) -> str:
    facts = {"day": _day(flag.basis_on), "n": flag.threshold}
    said = ngettext(
        "The last session was on %(day)s; the group meets every %(n)d day.",
        "The last session was on %(day)s; the group meets every %(n)d days.",
        flag.threshold,
    )
    return said % facts


def _minutes_unsigned(flag: Flag, today: date) -> str:
    facts = {"day": _day(flag.basis_on), "sides": flag.about}
    if flag.about:
        return gettext("The minutes of the session of %(day)s are not signed by: %(sides)s.") % facts
    return gettext("The minutes of the session of %(day)s are not signed.") % facts


def _host_turn_skipped(flag: Flag, today: date) -> str:
    host, _comma, turn = flag.about.partition(", ")
    return gettext("The session of %(day)s was hosted by %(host)s; it was the turn of %(turn)s.") % {"day": _day(flag.basis_on), "host": host, "turn": turn}


def _mandate_expired(flag: Flag, today: date) -> str:
    return gettext("The mandate of the group ended on %(day)s.") % {"day": _day(flag.due_on)}


KIND = Kind(
    key="joint_working_group",
    label=_("joint working group"),
    help=_("Constituted step by step; from then on a body that meets."),
    fields=(
        Field(name="legal_basis", label=_("legal basis"), type=Type.TEXT),
        Field(name="constitute_by", label=_("to be constituted by"), type=Type.DAY, help=_("Empty: within 90 days of the meeting.")),
        Field(name="reports_to", label=_("reports to"), help=_("The body above it, and how often.")),
    ),
    steps=(
        Step(key="decided", title=_("Decision to establish it")),
        Step(key="focal_points", title=_("Focal point named"), per_side=True),
        Step(key="co_chairs", title=_("Co-chair named"), per_side=True),
        Step(key="terms", title=_("Terms of reference agreed")),
        Step(key="first_meeting", title=_("First meeting held")),
        Step(key="work_plan", title=_("Work plan adopted")),
        Step(key="first_report", title=_("First report to the parent body")),
    ),
    oversees=True,
    founds_body=True,
    step_label=_("step"),
    rules=(
        KindRule(key="not_constituted", label=_("not constituted"), read=not_constituted, sentence=_not_constituted),
        KindRule(key="no_first_meeting", label=_("no first meeting"), read=no_first_meeting, sentence=_no_first_meeting),
        KindRule(key="session_missed", label=_("session missed"), read=session_missed, sentence=_session_missed),
        KindRule(key="minutes_unsigned", label=_("minutes unsigned"), read=minutes_unsigned, sentence=_minutes_unsigned),
        KindRule(key="host_turn_skipped", label=_("host's turn skipped"), read=host_turn_skipped, sentence=_host_turn_skipped, is_urgent=False),
        KindRule(key="mandate_expired", label=_("mandate expired"), read=mandate_expired, sentence=_mandate_expired),
    ),
    reads=("group", "sessions"),
    blocks=("group",),
)
