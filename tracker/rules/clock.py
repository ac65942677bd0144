"""When each rule becomes true: facts in, a Reading of the clock out. The only place that knows cadences and graces."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from tracker.models import Clock, Commitment, Post
from tracker.rules.access import REPORTERS
from tracker.rules.due import local_day, over_at, starts_at
from tracker.rules.escalation import is_disowned

CADENCE_DAYS, GRACE_DAYS = 90, 14  # for a meeting without a body
REMIND_DAYS = 7  # a reminder goes out this many days before a report is due
IDLE_REPORTS = 2  # "nothing to report" so many times in a row is nothing_done
STALLED_CYCLES = 3  # no movement for so many reporting cycles is stalled ...
STALLED_REPORTS = 2  # ... if at least so many reports came in that time
SLIPPED_MOVES = 2  # a forecast that moved later so many times since a date was last agreed is slipping

State, Cause = Clock.State, Clock.Cause


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A clock's columns; see models.clock for their meaning."""

    state: str
    has_reported: bool = False
    due_on: date | None = None
    basis_on: date | None = None
    threshold: int | None = None
    cause: str = ""
    about: str = ""
    remind_at: datetime | None = None
    flag_at: datetime | None = None
    check_at: datetime | None = None

    def is_true(self, now: datetime) -> bool:
        """Whether the rule holds at `now`."""
        return self.flag_at is not None and self.flag_at <= now and self.state != State.PAUSED


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What a commitment asks of its reporters, and whether the watch runs at all."""

    cadence_days: int
    grace_days: int
    is_closed: bool
    is_draft: bool = False  # the watch leaves a draft alone
    suspended_until: date | None  # the last day of a suspension; the watch rests until it is over


def pace(commitment) -> Pace:
    """The commitment's own cadence and grace, else its body's, else the defaults. Its `body` must be loaded."""
    body = commitment.body

    def chosen(own, of_body, default):
        return own if own is not None else of_body if of_body is not None else default

    return Pace(
        cadence_days=chosen(commitment.cadence_days, body and body.cadence_days, CADENCE_DAYS),
        grace_days=chosen(commitment.grace_days, body and body.grace_days, GRACE_DAYS),
        is_closed=commitment.is_closed,
        is_draft=commitment.is_draft,
        suspended_until=commitment.suspended_until if commitment.lifecycle == commitment.Lifecycle.SUSPENDED else None,
    )


def silent(responsibility, pace: Pace, *, meeting_day: date, now: datetime) -> Reading:
    """Silent from the last report (or the meeting, if there was none) plus cadence plus grace, by the party's clock.

    A party that states "completed" owes no further report. A suspension moves the due day to its last day.
    """
    has_reported = responsibility.last_reported_at is not None
    if pace.is_closed or pace.is_draft:
        return Reading(state=asleep(pace), has_reported=has_reported)
    if responsibility.stated_status == responsibility.Status.COMPLETED:
        return Reading(state=State.UP_TO_DATE, has_reported=has_reported)
    zone = responsibility.party.time_zone
    basis_on = local_day(responsibility.last_reported_at, zone) if has_reported else meeting_day
    due_on = max(basis_on + timedelta(days=pace.cadence_days), pace.suspended_until or basis_on)
    reading = {
        "has_reported": has_reported,
        "basis_on": basis_on,
        "due_on": due_on,
        "threshold": pace.cadence_days,
        "remind_at": starts_at(due_on - timedelta(days=REMIND_DAYS), zone),
        "flag_at": over_at(due_on + timedelta(days=pace.grace_days), zone),
    }
    if (rests := resting(pace, zone, now)) is not None:
        return Reading(state=State.PAUSED, check_at=rests, **reading)
    if reading["flag_at"] <= now:
        return Reading(state=State.SILENT if has_reported else State.NEVER_REPORTED, check_at=reading["flag_at"], **reading)
    if reading["remind_at"] <= now:
        return Reading(state=State.DUE, check_at=reading["flag_at"], **reading)
    return Reading(state=State.UP_TO_DATE, check_at=reading["remind_at"], **reading)


def overdue(due_ends_on: date | None, pace: Pace, *, original_ends_on: date | None = None, is_done: bool = False, zone: str, now: datetime) -> Reading:
    """Overdue (a commitment or a milestone) once the due period in force is over; without a date, never. Paused while suspended.

    `basis_on` is the last day of the original period, where another was agreed since.
    """
    if pace.is_closed or is_done:
        return Reading(state=State.CLOSED)
    if pace.is_draft:
        return Reading(state=State.PAUSED)
    if due_ends_on is None:
        return Reading(state=State.WAITING)
    return timed(over_at(due_ends_on, zone), pace, zone=zone, now=now, due_on=due_ends_on, basis_on=original_ends_on or due_ends_on)


def nothing_done(responsibility, pace: Pace, *, now: datetime) -> Reading:
    """True from the report that says "nothing to report" for the second time running."""
    if pace.is_closed or pace.is_draft:
        return Reading(state=asleep(pace))
    if responsibility.idle_reports < IDLE_REPORTS:
        return Reading(state=State.WAITING)
    zone = responsibility.party.time_zone
    said_at = responsibility.last_reported_at
    return timed(said_at, pace, zone=zone, now=now, basis_on=local_day(said_at, zone), threshold=responsibility.idle_reports)


def stalled(responsibility, pace: Pace, *, now: datetime) -> Reading:
    """True when reports come, but stated status and milestones have not moved for STALLED_CYCLES cadences."""
    if pace.is_closed or pace.is_draft:
        return Reading(state=asleep(pace))
    is_complete = responsibility.stated_status == responsibility.Status.COMPLETED
    if is_complete or responsibility.unmoved_reports < STALLED_REPORTS:
        return Reading(state=State.WAITING)
    zone = responsibility.party.time_zone
    moved_on = local_day(responsibility.moved_at, zone)
    flag_at = over_at(moved_on + timedelta(days=STALLED_CYCLES * pace.cadence_days), zone)
    return timed(flag_at, pace, zone=zone, now=now, basis_on=moved_on, threshold=STALLED_CYCLES)


def slipping(responsibility, pace: Pace, *, due_ends_on: date | None, now: datetime) -> Reading:
    """True from the report by which the party's forecast lies after the due date in force, or has moved later SLIPPED_MOVES times."""
    if pace.is_closed or pace.is_draft:
        return Reading(state=asleep(pace))
    forecast_on, moves = responsibility.forecast_on, responsibility.forecast_moves
    is_late = forecast_on is not None and due_ends_on is not None and forecast_on > due_ends_on
    is_complete = responsibility.stated_status == responsibility.Status.COMPLETED
    if is_complete or not (is_late or moves >= SLIPPED_MOVES):
        return Reading(state=State.WAITING)
    zone = responsibility.party.time_zone
    return timed(responsibility.last_reported_at, pace, zone=zone, now=now, due_on=due_ends_on, basis_on=forecast_on, threshold=moves)


def no_evidence(found_none_at: datetime | None, pace: Pace, *, zone: str, now: datetime) -> Reading:
    """True from an assessment that found no evidence (at `found_none_at`; None: the latest found some, or there is none)."""
    if pace.is_closed or pace.is_draft:
        return Reading(state=asleep(pace))
    if found_none_at is None:
        return Reading(state=State.WAITING)
    return timed(found_none_at, pace, zone=zone, now=now, basis_on=local_day(found_none_at, zone))


def unreachable(responsibility, pace: Pace, *, posts: Iterable[Post], recorded_at: datetime, now: datetime) -> Reading:
    """True while nobody answers for the party's part: the post is vacant or over, its person said "not mine", or their mail comes back.

    `posts` are those of the party, `recorded_at` is the commitment's. A post whose first day is yet to come counts as filled.
    """
    if pace.is_closed or pace.is_draft:
        return Reading(state=asleep(pace))
    is_complete = responsibility.stated_status == responsibility.Status.COMPLETED
    cause, flag_at = ("", None) if is_complete else _lost(responsibility, list(posts), recorded_at)
    if flag_at is None:
        return Reading(state=State.WAITING)
    zone = responsibility.party.time_zone
    return timed(flag_at, pace, zone=zone, now=now, cause=cause, basis_on=local_day(flag_at, zone))


def _lost(part, posts: list[Post], recorded_at: datetime) -> tuple[str, datetime | None]:
    """Why and from when on nobody answers; the moment may lie ahead, and is None when none is in sight."""
    if is_disowned(part):
        return Cause.DISOWNED, part.disowned_at
    if part.focal_point is not None:
        if part.focal_point.bounced_at is not None:
            return Cause.BOUNCED, part.focal_point.bounced_at
        own = [post for post in posts if post.person_id == part.focal_point_id]
        return Cause.ENDED, _all_over_at(own, part.party.time_zone)
    held = [post for post in posts if post.role in REPORTERS and post.body_id in (None, part.commitment.body_id)]
    return Cause.VACANT, _all_over_at(held, part.party.time_zone) if held else recorded_at


def _all_over_at(posts: list[Post], zone: str) -> datetime | None:
    """When the last of the posts is over; None without any, or if one has no end."""
    ends = [post.ends_on for post in posts]
    return over_at(max(ends), zone) if ends and None not in ends else None


def depending_on(*, party_id: int | None, person_id: int) -> Q:
    """The responsibilities that may become unreachable, or reachable, by a change of this person's posts for this party."""
    return Q(party=party_id) & (Q(focal_point=None) | Q(focal_point=person_id)) & ~Q(commitment__lifecycle__in=Commitment.CLOSED)


def asleep(pace: Pace) -> str:
    """The state of every clock of a commitment that is closed or a draft."""
    return State.CLOSED if pace.is_closed else State.PAUSED


def timed(flag_at: datetime, pace: Pace, *, zone: str, now: datetime, **facts) -> Reading:
    """A reading of a rule that is either waiting for `flag_at`, resting, or true."""
    if (rests := resting(pace, zone, now)) is not None:
        return Reading(state=State.PAUSED, flag_at=flag_at, check_at=rests, **facts)
    return Reading(state=State.FLAGGED if flag_at <= now else State.WAITING, flag_at=flag_at, check_at=flag_at, **facts)


def resting(pace: Pace, zone: str, now: datetime) -> datetime | None:
    """The moment at which a suspension that still holds at `now` is over."""
    if pace.suspended_until is None:
        return None
    ends_at = over_at(pace.suspended_until, zone)
    return ends_at if ends_at > now else None
