"""Letters of escalation: one for each person and day, about every silence that was escalated to them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from tracker.actions.notice import Quota
from tracker.models import EscalationStep, Notice, NoticeItem, Person
from tracker.models.escalation import Rung
from tracker.rules import notice as notice_rules
from tracker.rules.due import local_day
from tracker.rules.escalation import Outcome, letter_day


class EscalationLetters:
    """The letters that the steps of one transaction need: those that wait already, and new ones as far as the quota goes."""

    def __init__(self, steps: Iterable[EscalationStep], *, now: datetime, quota: Quota):
        self.now, self.quota = now, quota
        self.letters: dict[int, Notice] = {}  # by recipient
        self.items: list[tuple[Notice, int]] = []
        people = {step.recipient_id: step.recipient for step in steps if _is_written(step)}
        earlier = defaultdict(list)
        # Locked: a sender that claims one of them waits, and then finds what was added.
        since = (local_day(now, "UTC") - timedelta(days=1)).isoformat()  # the days of all zones
        for letter in Notice.objects.select_for_update().filter(kind=Notice.Kind.ESCALATION, recipient__in=people, period_key__gte=since).order_by("pk"):
            earlier[letter.recipient_id].append(letter)
        for pk, person in people.items():
            key = letter_day(earlier[pk], local_day(now, person.time_zone)).isoformat()
            self.letters[pk] = next((letter for letter in earlier[pk] if letter.period_key == key), None) or self._blank(person, key)

    def take(self, steps: list[EscalationStep]) -> bool:
        """Give each step its letter; False, and no letter at all, when the quota has no room for them."""
        written = [step for step in steps if _is_written(step)]
        new = {step.recipient_id for step in written if self.letters[step.recipient_id].queued_at is None}
        if not self.quota.take(len(new)):
            return False
        for step in written:
            step.notice = self.letters[step.recipient_id]
            step.notice.queued_at = step.notice.queued_at or self.now
            self.items.append((step.notice, step.flag.responsibility_id))
        return True

    def queue(self) -> int:
        """Save the letters that steps were given, and what they speak of; return how many are new."""
        new = [letter for letter in self.letters.values() if letter.pk is None and letter.queued_at]
        Notice.objects.bulk_create(sorted(new, key=lambda letter: letter.recipient_id), ignore_conflicts=True)
        # Read back: another sweep may have written to the same person a moment ago.
        stored = Notice.objects.filter(kind=Notice.Kind.ESCALATION, recipient__in=[letter.recipient_id for letter in new])
        keys = {(letter.recipient_id, letter.period_key): letter.pk for letter in stored.filter(period_key__in={letter.period_key for letter in new})}
        for letter in new:
            letter.pk = keys[letter.recipient_id, letter.period_key]
        items = [NoticeItem(notice=letter, responsibility_id=part_id) for letter, part_id in self.items]
        NoticeItem.objects.bulk_create(items, ignore_conflicts=True)  # asked on two rungs, written to once
        return len(new)

    def _blank(self, person: Person, period_key: str) -> Notice:
        """A letter that no step was given yet; it goes at the hour that its recipient chose."""
        hour = notice_rules.at_hour(date.fromisoformat(period_key), person.letter_hour, person.time_zone)
        return Notice(kind=Notice.Kind.ESCALATION, recipient=person, period_key=period_key, next_attempt_at=max(self.now, hour))


def _is_written(step: EscalationStep) -> bool:
    """Whether a step is told by a letter of its own: the focal point that is named has the digest."""
    is_in_digest = step.rung == Rung.FOCAL_POINT and step.recipient_id == step.flag.responsibility.focal_point_id
    return step.outcome == Outcome.TOLD and not is_in_digest
