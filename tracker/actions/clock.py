"""Set the clocks of one commitment anew from its facts, and clear the flags that are no longer true."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from tracker.models import Clock, Commitment, DueDate, Escalation, Flag, Milestone, Post, Responsibility
from tracker.models.clock import Rule
from tracker.models.commitment import NEVER
from tracker.models.kind import KINDS
from tracker.queries import assessment as assessments
from tracker.queries import kind as kinds
from tracker.rules import clock as rules

BY_RESPONSIBILITY = (Rule.SILENT, Rule.NOTHING_DONE, Rule.STALLED, Rule.SLIPPING, Rule.UNREACHABLE)
DATED = (Rule.OVERDUE, Rule.MILESTONE_OVERDUE, Rule.SLIPPING)  # their flags speak of dates that may change while they stand: then they are raised anew
WRITTEN = ("party_id", "state", "has_reported", "due_on", "basis_on", "threshold", "cause", "about", "remind_at", "flag_at", "check_at")


def locked(commitment_id: int) -> Commitment:
    """The commitment, locked against every other writer until the transaction ends, and its clocks against the sweep.

    NO KEY: the sweep's flags refer to commitments while it holds clocks; a full lock here would deadlock with it. The flags refer to
    responsibilities too, and a report changes a key of one: so its clocks are locked before, as the sweep does.
    """
    commitment = Commitment.objects.select_for_update(no_key=True, of=("self",)).select_related("meeting", "body").get(pk=commitment_id)
    list(Clock.objects.select_for_update().filter(commitment=commitment_id).order_by("id").values_list("id"))
    return commitment


def restart(commitment: Commitment, *, cleared_by: str, now: datetime) -> None:
    """Recompute every clock of `commitment`; call it inside the transaction that changed a fact, after the change.

    `commitment` comes from locked(). Clears in the same transaction what is no longer true; raising is left to the sweep,
    which finds `check_at` due. Safe to repeat.
    """
    clocks = {(c.rule, c.responsibility_id, c.milestone_id): c for c in commitment.clocks.select_for_update().order_by("id")}
    open_flags = {(f.rule, f.responsibility_id, f.milestone_id): f for f in commitment.flags.open()}
    readings = _readings(commitment, now)
    # A rule that speaks of its subject no more: a measure that is done, a kind that was changed.
    readings |= {subject: (c.party_id, rules.Reading(state=Clock.State.CLOSED)) for subject, c in clocks.items() if subject not in readings}
    readings = {subject: (party_id, _since(reading, clocks.get(subject), now)) for subject, (party_id, reading) in readings.items()}
    standing = {subject: f.pk for subject, f in open_flags.items() if subject in readings and _holds(f, readings[subject][1], now)}
    _write(commitment, clocks, readings, standing, now)
    untrue = [f.pk for subject, f in open_flags.items() if subject not in standing]
    if untrue:
        Flag.objects.open().filter(pk__in=untrue).update(cleared_at=now, cleared_by=cleared_by)
    # Whatever changed may move, hold or free the ladder of a silence: the next sweep looks at it anew.
    Escalation.objects.filter(flag__in=[f.pk for f in open_flags.values() if f.rule == Rule.SILENT]).update(next_at=now)
    calm = {rule.key for rule in commitment.own_kind.rules if not rule.is_urgent}
    attention_at = min((reading.flag_at for (rule, *_), (_party, reading) in readings.items() if reading.flag_at and rule not in calm), default=NEVER)
    if attention_at != commitment.attention_at:
        commitment.attention_at = attention_at
        Commitment.objects.filter(pk=commitment.pk).update(attention_at=attention_at)


def complete(*, now: datetime) -> int:
    """Give clocks to the open commitments whose kind has rules of which they have none, as after an upgrade that brought the rules; how many there were.

    A transaction for each, so that nobody waits for all of them.
    """
    done = 0
    for kind in KINDS.values():
        watched = Clock.objects.filter(commitment=OuterRef("pk"), rule__in=[rule.key for rule in kind.rules])
        rows = Commitment.objects.filter(kind=kind.key, is_draft=False).exclude(lifecycle__in=Commitment.CLOSED).exclude(Exists(watched))
        for pk in rows.order_by("pk").values_list("pk", flat=True) if kind.rules else ():
            with transaction.atomic():
                restart(locked(pk), cleared_by=Flag.ClearedBy.CHANGE, now=now)
            done += 1
    return done


def _since(reading: rules.Reading, clock: Clock | None, now: datetime) -> rules.Reading:
    """A rule that is found true just now is true since it was first found so, if it speaks of the same facts."""
    if clock is None or clock.flag_at is None or reading.flag_at != now:
        return reading
    is_same = (clock.due_on, clock.basis_on, clock.about) == (reading.due_on, reading.basis_on, reading.about)
    return replace(reading, flag_at=min(clock.flag_at, now)) if is_same else reading


def _holds(flag: Flag, reading: rules.Reading, now: datetime) -> bool:
    """Whether a flag that stands is still true, and true of the same dates and the same thing."""
    if not reading.is_true(now):
        return False
    is_of_kind = flag.rule not in Rule.values
    is_same = (flag.due_on, flag.basis_on, flag.about) == (reading.due_on, reading.basis_on, reading.about)
    return is_same or not (is_of_kind or flag.rule in DATED)


def _readings(commitment: Commitment, now: datetime) -> dict:
    """(rule, responsibility id, milestone id) -> (party id, Reading)."""
    pace = rules.pace(commitment)
    zone = commitment.body.time_zone if commitment.body else "UTC"
    original_ends_on = DueDate.objects.filter(commitment=commitment, kind=DueDate.Kind.ORIGINAL).values_list("ends_on", flat=True).first()
    overdue = rules.overdue(commitment.due_ends_on, pace, original_ends_on=original_ends_on, zone=zone, now=now)
    readings = {(Rule.OVERDUE, None, None): (None, overdue)}
    no_evidence = rules.no_evidence(assessments.found_none_at(commitment), pace, zone=zone, now=now)
    readings[Rule.NO_EVIDENCE, None, None] = None, no_evidence
    posts = list(Post.objects.filter(party__responsibilities__commitment=commitment))
    for part in Responsibility.objects.filter(commitment=commitment).select_related("party", "focal_point"):
        silent = rules.silent(part, pace, meeting_day=commitment.meeting.last_day, now=now)
        readings[Rule.SILENT, part.pk, None] = part.party_id, silent
        readings[Rule.NOTHING_DONE, part.pk, None] = part.party_id, rules.nothing_done(part, pace, now=now)
        readings[Rule.STALLED, part.pk, None] = part.party_id, rules.stalled(part, pace, now=now)
        readings[Rule.SLIPPING, part.pk, None] = part.party_id, rules.slipping(part, pace, due_ends_on=commitment.due_ends_on, now=now)
        part.commitment = commitment
        own = [post for post in posts if post.party_id == part.party_id]
        reading = rules.unreachable(part, pace, posts=own, recorded_at=commitment.recorded_at, now=now)
        readings[Rule.UNREACHABLE, part.pk, None] = part.party_id, reading
    for step in Milestone.objects.filter(commitment=commitment):
        reading = rules.overdue(step.due_ends_on, pace, is_done=step.done_on is not None, zone=zone, now=now)
        readings[Rule.MILESTONE_OVERDUE, None, step.pk] = step.party_id, reading
    return readings | _readings_of_kind(commitment, pace, zone, now)


def _readings_of_kind(commitment: Commitment, pace: rules.Pace, zone: str, now: datetime) -> dict:
    """The same of the rules that its kind brings. A draft and a closed commitment are left alone."""
    kind = commitment.own_kind
    if not kind.rules or pace.is_closed or pace.is_draft:
        return {}
    told = kinds.facts(commitment, pace=pace, zone=zone, now=now)
    return {(rule.key, None, step and step.pk): (step and step.party_id, reading) for rule in kind.rules for step, reading in rule.read(told).items()}


def _write(commitment: Commitment, clocks: dict, readings: dict, standing: dict, now: datetime) -> None:
    new, changed = [], []
    for subject, (party_id, reading) in readings.items():
        rule, responsibility_id, milestone_id = subject
        clock = clocks.get(subject) or Clock(rule=rule, commitment=commitment, responsibility_id=responsibility_id, milestone_id=milestone_id)
        written = vars(reading) | {"party_id": party_id}
        if subject in standing:
            written["check_at"] = None  # flagged already: nothing more can become true by time alone
        if clock.pk is None:
            if rule == Rule.SILENT or reading.flag_at:  # a rule that cannot become true has no row until it can
                new.append(clock)
        elif any(getattr(clock, column) != written[column] for column in WRITTEN):
            changed.append(clock)
        for column in WRITTEN:
            setattr(clock, column, written[column])
    Clock.objects.bulk_create(new)
    if changed:
        Clock.objects.bulk_update(changed, [column.removesuffix("_id") for column in WRITTEN])
