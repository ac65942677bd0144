"""The nouns: columns, constraints, one-row properties and QuerySet sentences. No mail, no clock."""

from tracker.models.assessment import Assessment, Reply
from tracker.models.body import Body, Side, Terms
from tracker.models.change import Decision, DueDate, Request
from tracker.models.clock import Clock
from tracker.models.commitment import Commitment, Responsibility
from tracker.models.escalation import Acknowledgement, Disowning, Escalation, EscalationStep, LadderStep
from tracker.models.flag import Flag
from tracker.models.indicator import Indicator, IndicatorReading, MeasureReport
from tracker.models.ledger import LedgerCheck, LedgerEntry, LedgerText
from tracker.models.meeting import Attendance, Meeting
from tracker.models.milestone import Milestone
from tracker.models.notice import MailQueue, Notice, NoticeItem
from tracker.models.parallel import ParallelText
from tracker.models.party import Party
from tracker.models.person import HandOver, Person, Post, User
from tracker.models.progress import Evidence, ProgressReport, Review
from tracker.models.project import Funding, Obstacle, ObstacleAnswer, Project, Rebaseline
from tracker.models.search import SearchText
from tracker.models.session import Outcome, Pack
from tracker.models.sweep import Heartbeat, Sweep

__all__ = [
    "Acknowledgement",
    "Assessment",
    "Attendance",
    "Body",
    "Clock",
    "Commitment",
    "Decision",
    "Disowning",
    "DueDate",
    "Escalation",
    "EscalationStep",
    "Evidence",
    "Flag",
    "Funding",
    "HandOver",
    "Heartbeat",
    "Indicator",
    "IndicatorReading",
    "LadderStep",
    "LedgerCheck",
    "LedgerEntry",
    "LedgerText",
    "MailQueue",
    "MeasureReport",
    "Meeting",
    "Milestone",
    "Notice",
    "NoticeItem",
    "Obstacle",
    "ObstacleAnswer",
    "Outcome",
    "Pack",
    "ParallelText",
    "Party",
    "Person",
    "Post",
    "ProgressReport",
    "Project",
    "Rebaseline",
    "Reply",
    "Request",
    "Responsibility",
    "Review",
    "SearchText",
    "Side",
    "Sweep",
    "Terms",
    "User",
]
