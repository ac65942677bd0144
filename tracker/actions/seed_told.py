"""What is known while a seed file is told: what stands already, and what is yet to happen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tracker.actions import commitment as commitments
from tracker.exchange.entry import Day, Seed, on
from tracker.models import Body, Commitment, Meeting, Party, Person, Post, Project
from tracker.rules import due

NOON, EVENING = timedelta(hours=12), timedelta(hours=17)


@dataclass(kw_only=True)
class Told:
    """The seed being told, what stands already, by the names the file uses, and what is yet to happen."""

    seed: Seed
    today: date
    parties: dict[str, Party] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    events: list[tuple[datetime, Callable]] = field(default_factory=list)

    def at(self, day: Day, zone: str, hour: timedelta) -> datetime:
        """The moment at `hour` on `day` by the clock of `zone`."""
        return due.starts_at(on(day, self.today), zone) + hour

    def foresee(self, at: datetime, happen: Callable, *, after: datetime | None = None) -> None:
        """Let it happen at that moment, but never before what it follows from (`after`) was recorded."""
        self.events.append((at if after is None else max(at, after), happen))

    def focal_point(self, code: str) -> Person | None:
        return self.holder(Post.Role.FOCAL_POINT, code)

    def holder(self, post: str, code: str) -> Person | None:
        """The first person of the file who holds the post for a party."""
        named = (entry for entry in self.seed.people if entry.party == code and entry.post == post)
        return next((self.people[entry.key] for entry in named), None)

    @property
    def desk(self) -> Person | None:
        """Who decides requests and enters the record: the first person of the file with a desk post."""
        named = (self.people[entry.key] for entry in self.seed.people if entry.post == Post.Role.DESK)
        return next(named, None)

    def revise(self, commitment: Commitment, **change) -> None:
        """Change a commitment as it stands at that moment of the story."""
        version = Commitment.objects.values_list("version", flat=True).get(pk=commitment.pk)
        commitments.revise(commitment=commitment, version=version, **change)
