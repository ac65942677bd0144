"""What the rules of a kind are told, built without a database: two sides, Velika (Paris) and Lorn (Kathmandu), and a body in Vienna."""

from datetime import UTC, date, datetime

from tracker.models import Attendance, Body, Commitment, Meeting, Milestone, Party, Responsibility, Side
from tracker.rules.clock import Pace
from tracker.rules.kind import Facts
from tracker.rules.past import fill

ZONE = "Europe/Vienna"
MET_ON = date(2026, 1, 15)
RECORDED_AT = datetime(2026, 1, 20, 9, tzinfo=UTC)
VELIKA = Party(pk=1, name="Velika", short_code="VEL", time_zone="Europe/Paris")
LORN = Party(pk=2, name="Lorn", short_code="LOR", time_zone="Asia/Kathmandu")
VELIKA_RAIL = Party(pk=3, name="Velika Rail", short_code="VRA", time_zone="Europe/Paris", parent=VELIKA)


def facts(kind: str, *, now: datetime, suspended_until: date | None = None, **told) -> Facts:
    """`told` are further facts; `details` those that the kind declares of the commitment."""
    commitment = Commitment(pk=1, kind=kind, recorded_at=RECORDED_AT, details=told.pop("details", {}))
    parts = [Responsibility(pk=n, commitment=commitment, party=party, role="co_lead") for n, party in enumerate((VELIKA, LORN), 1)]
    pace = Pace(cadence_days=90, grace_days=14, is_closed=False, suspended_until=suspended_until)
    return Facts(commitment=commitment, pace=pace, zone=ZONE, now=now, meeting_day=MET_ON, **{"parts": parts} | told)


def step(pk: int = 1, *, title: str = "Works", answering=(), **columns) -> Milestone:
    row = Milestone(pk=pk, title=title, **columns)
    fill(row, "answering", list(answering))
    return row


def group(**columns) -> Body:
    row = Body(pk=1, name="Group", short_code="GRP", **columns)
    fill(row, "sides", [Side(pk=n, body=row, party=party) for n, party in enumerate((VELIKA, LORN), 1)])
    return row


def session(starts_on: date, *, signed: dict | None = None, **columns) -> Meeting:
    """A session held in person; `signed` says when each party signed the minutes."""
    row = Meeting(pk=starts_on.toordinal(), title="Session", starts_on=starts_on, **columns)
    days = {VELIKA: None, LORN: None} | (signed or {})
    fill(row, "attendances", [Attendance(pk=n, meeting=row, party=party, minutes_signed_on=on) for n, (party, on) in enumerate(days.items(), 1)])
    return row


def after(year: int, month: int, day: int, *, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
