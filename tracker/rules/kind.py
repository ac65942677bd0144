"""What the rules of a kind are told of one commitment."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tracker.models import Body, Commitment, Indicator, IndicatorReading, Meeting, Milestone, Obstacle, Rebaseline, Responsibility
from tracker.rules import details
from tracker.rules.clock import Pace, Reading, State, timed
from tracker.rules.due import over_at


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One commitment at `now`, which is neither closed nor a draft.

    The last block holds what its kind reads beside it (Kind.reads, filled by queries.kind); empty for others.
    """

    commitment: Commitment
    pace: Pace
    zone: str  # the body's: its days end by this clock
    now: datetime
    meeting_day: date  # the last day of the meeting at which it was pledged
    parts: list[Responsibility] = field(default_factory=list)  # with party
    steps: list[Milestone] = field(default_factory=list)  # with party, project, answering

    measure_reports: dict[int, datetime] = field(default_factory=dict)  # of a milestone: when a report that counts last spoke of it
    indicators: list[tuple[Indicator, IndicatorReading | None]] = field(default_factory=list)  # each with its newest reading
    group: Body | None = None  # the body it founded, with sides and their parties
    sessions: list[Meeting] = field(default_factory=list)  # of that body, the oldest first, with attendances and their parties
    obstacles: list[Obstacle] = field(default_factory=list)  # the open ones, with party, each with `due_on`, the day on which an answer is owed
    rebaselines: list[Rebaseline] = field(default_factory=list)  # the oldest first

    def timed(self, flag_at: datetime | None, *, zone: str = "", **facts: Any) -> Reading:
        """True from `flag_at` on, save while suspended; None: not in sight. `zone` is whose days are counted; the body's, if none is given."""
        if flag_at is None:
            return Reading(state=State.WAITING)
        return timed(flag_at, self.pace, zone=zone or self.zone, now=self.now, **facts)

    def over(self, day: date | None, *, zone: str = "", **facts: Any) -> Reading:
        """True once `day` is over; without a day, never."""
        return self.timed(day and over_at(day, zone or self.zone), zone=zone, **facts)

    def detail(self, name: str) -> Any:
        """A declared field of the commitment."""
        return details.read(self.commitment.details, self.commitment.own_kind.field(name))
