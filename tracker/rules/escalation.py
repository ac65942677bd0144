"""The ladder: who is asked next while a party stays silent, when, and whom a step passes over."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from tracker.models import Disowning, EscalationStep, Flag, Notice, Person, Post, Responsibility
from tracker.models.escalation import Rung
from tracker.rules.due import local_day, over_at, starts_at

HOLD_DAYS = 60  # how far ahead an acknowledgement may hold the ladder
Outcome = EscalationStep.Outcome


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a ladder: whom it asks, and how many days after the flag was raised."""

    rung: str
    wait_days: int

    @property
    def label(self) -> str:
        return str(Rung(self.rung).label)


DEFAULT = (
    Step(rung=Rung.FOCAL_POINT, wait_days=0),
    Step(rung=Rung.ALTERNATE, wait_days=14),
    Step(rung=Rung.VALIDATOR, wait_days=30),
    Step(rung=Rung.CO_CHAIR, wait_days=60),
)


@dataclass(frozen=True, kw_only=True)
class Silence:
    """One open flag `silent`, with all that its ladder depends on. The flag's part, its party, focal point and commitment are loaded."""

    flag: Flag
    ladder: tuple[Step, ...]
    taken: tuple[EscalationStep, ...]  # the oldest first
    disownings: tuple[Disowning, ...]  # of this part

    @property
    def part(self) -> Responsibility:
        return self.flag.responsibility

    @property
    def zone(self) -> str:
        return self.part.party.time_zone

    @property
    def position(self) -> int:
        """How many rungs were asked or passed over."""
        return len({step.position for step in self.taken})

    @property
    def next(self) -> Step | None:
        """The step to come: the first whose rung was not yet asked or passed over; None at the ladder's end."""
        asked = {step.rung for step in self.taken}
        return next((step for step in self.ladder if step.rung not in asked), None)

    @property
    def next_at(self) -> datetime | None:
        """When the next step is taken if the silence goes on; None at the ladder's end.

        The days count from the flag. Where a step came late (it was held, or the watch stood still) the next one leaves whoever
        was asked the days that the ladder gives them. Who was asked and says "not mine", or does not get the letter, is not waited for.
        """
        step = self.next
        if step is None:
            return None
        on = local_day(self.flag.raised_at, self.zone) + timedelta(days=step.wait_days)
        at = starts_at(on, self.zone)
        asked = self._asked_last()
        if asked and (lost_at := self._lost_at(asked)):
            at = lost_at
        elif asked:
            given = step.wait_days - next((known.wait_days for known in self.ladder if known.rung == asked[0].rung), step.wait_days)
            at = max(at, starts_at(local_day(asked[0].at, self.zone) + timedelta(days=given), self.zone))
        return max(at, self.held_until) if self.held_until else at

    @property
    def held_until(self) -> datetime | None:
        """The moment at which an acknowledgement has held the ladder long enough; it may have passed."""
        until_on = self.part.acknowledged_until
        return until_on and over_at(until_on, self.zone)

    def _asked_last(self) -> list[EscalationStep]:
        """The steps by which the people of the last rung that reached anybody were asked."""
        told = [step for step in self.taken if step.outcome == Outcome.TOLD]
        return [step for step in told if step.position == told[-1].position]

    def _lost_at(self, asked: list[EscalationStep]) -> datetime | None:
        """When the last of those asked had said "not mine", or their mail came back; None while anybody may still answer."""
        refused = {row.person_id: row.at for row in self.disownings if row.at >= asked[0].at}
        lost = [refused.get(step.recipient_id) or step.recipient.bounced_at for step in asked]
        return None if None in lost else max(lost)


def climb(silence: Silence, posts: Iterable[Post], *, now: datetime) -> list[EscalationStep]:
    """The steps to take at `now`, not yet saved: none before the next is due, else up to the first rung on which somebody is told.

    `posts` with their person and account are those of the part's party and of its commitment's body.
    """
    day, posts = local_day(now, silence.zone), list(posts)
    steps: list[EscalationStep] = []
    while (step := silence.next) is not None and (steps or silence.next_at <= now):
        people = holders(step.rung, silence.part, posts, day)
        ends = [(person, outcome(silence, person)) for person in people] or [(None, Outcome.VACANT)]
        row = {"flag": silence.flag, "position": silence.position, "rung": step.rung, "at": now}
        steps += [EscalationStep(recipient=person, outcome=end, **row) for person, end in ends]
        silence = replace(silence, taken=(*silence.taken, *steps[-len(ends) :]))
        if any(end == Outcome.TOLD for _person, end in ends):
            break
    return steps


def outcome(silence: Silence, person: Person) -> str:
    """Whether a person who holds the post is told, or why not. The person's `user` is loaded."""
    part = silence.part
    if person.pk == part.focal_point_id:
        has_refused = is_disowned(part)
    else:
        has_refused = any(row.person_id == person.pk and row.at >= silence.flag.raised_at for row in silence.disownings)
    if has_refused:
        return Outcome.DISOWNED
    return Outcome.TOLD if is_reached(person) else Outcome.UNREACHABLE


def is_disowned(part: Responsibility) -> bool:
    """Whether "not mine" stands: nobody was named since, and no report came after all."""
    return part.disowned_at is not None and (part.last_reported_at is None or part.last_reported_at < part.disowned_at)


def is_reached(person: Person) -> bool:
    """Whether letters reach a person: they have an address, it takes letters, and they want them. Their `user` is loaded."""
    is_active = person.user is None or person.user.is_active
    return bool(person.email) and person.bounced_at is None and person.digest != Person.Digest.OFF and is_active


def has_left(part: Responsibility, posts: Iterable[Post], day: date) -> bool:
    """Whether the focal point named for a part held posts for its party and all have ended before `day`; `posts` are theirs."""
    own = [post for post in posts if post.party_id == part.party_id]
    return bool(own) and all(post.ends_on is not None and post.ends_on < day for post in own)


def holders(rung: str, part: Responsibility, posts: Iterable[Post], day: date) -> list[Person]:
    """Who is asked on a rung, each once: the focal point that is named, else those who hold the post on `day`.

    A post for the party in one body alone counts in that body only.
    """
    posts = list(posts)
    if rung == Rung.FOCAL_POINT and part.focal_point is not None:
        left = has_left(part, [post for post in posts if post.person_id == part.focal_point_id], day)
        return [] if left else [part.focal_point]
    body_id = part.commitment.body_id
    found = {}
    for post in posts:
        is_held = post.starts_on <= day and (post.ends_on is None or post.ends_on >= day)
        if rung == Rung.CO_CHAIR:
            is_here = body_id is not None and post.body_id == body_id
        else:
            is_here = post.party_id == part.party_id and post.body_id in (None, body_id)
        if is_held and is_here and post.role == rung:
            found[post.person_id] = post.person
    return [found[pk] for pk in sorted(found)]


def letter_day(letters: Collection[Notice], today: date) -> date:
    """The day whose letter speaks of a silence escalated now: today's, or the next one's once today's has been begun."""
    begun = {letter.period_key for letter in letters if letter.state != Notice.State.QUEUED or letter.attempts}
    return today + timedelta(days=1) if today.isoformat() in begun else today


def ladder_problems(ladder: Iterable[Step]) -> dict[str, str]:
    """What is wrong with a body's own ladder."""
    rungs = [step.rung for step in ladder]
    return {"ladder": _("Each is asked once on a ladder.")} if len(rungs) != len(set(rungs)) else {}


def still_stands(said: Disowning, part: Responsibility) -> bool:
    """Whether a person's "not mine" is still their last word: no report came since, and nobody was named since."""
    is_answered = part.last_reported_at is not None and part.last_reported_at >= said.at
    was_about_all = part.focal_point_id in (None, said.person_id)
    return not is_answered and not (was_about_all and part.disowned_at is None)


def problems(part: Responsibility, until_on: date | None, today: date) -> dict[str, str]:
    """What is wrong with an acknowledgement; `today` is the party's. The part's commitment is loaded."""
    if part.commitment.is_closed:
        return closed(part)
    if until_on is None:
        return {"until_on": _("Say by which day you will report.")}
    if until_on < today:
        return {"until_on": _("This day has passed. Give a day to come.")}
    if until_on > today + timedelta(days=HOLD_DAYS):
        return {"until_on": _("Give a day within %(n)d days.") % {"n": HOLD_DAYS}}
    return {}


def closed(part: Responsibility) -> dict[str, str]:
    """Why nothing may be said of a part any more: its commitment is closed."""
    return {"": _("This commitment is closed; nothing is asked of you any more.")} if part.commitment.is_closed else {}
