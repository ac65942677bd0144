"""The reminder: reports that come due, each told once."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import ngettext

from tracker.letters import entry
from tracker.models import Notice, NoticeItem


def context(notice: Notice, items: Iterable[NoticeItem], *, now: datetime) -> dict:
    groups = entry.groups(items, now=now)
    count = sum(len(group.entries) for group in groups)
    return {"groups": groups, "headline": ngettext("%(n)d report is due", "%(n)d reports are due", count) % {"n": count}}
