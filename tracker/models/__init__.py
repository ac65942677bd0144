"""The nouns: columns, constraints, one-row properties and QuerySet sentences. No mail, no clock."""

from tracker.models.body import Body, Side
from tracker.models.clock import Clock
from tracker.models.commitment import Commitment, Responsibility
from tracker.models.flag import Flag
from tracker.models.meeting import Attendance, Meeting
from tracker.models.milestone import Milestone
from tracker.models.notice import MailQueue, Notice, NoticeItem
from tracker.models.party import Party
from tracker.models.person import Person, Post, User
from tracker.models.progress import Evidence, ProgressReport
from tracker.models.search import SearchText
from tracker.models.sweep import Heartbeat, Sweep

__all__ = [
    "Attendance",
    "Body",
    "Clock",
    "Commitment",
    "Evidence",
    "Flag",
    "Heartbeat",
    "MailQueue",
    "Meeting",
    "Milestone",
    "Notice",
    "NoticeItem",
    "Party",
    "Person",
    "Post",
    "ProgressReport",
    "Responsibility",
    "SearchText",
    "Side",
    "Sweep",
    "User",
]
