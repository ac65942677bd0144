"""The digest: everything that stands open for one person, in one letter."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.letters import entry
from tracker.models import Notice, NoticeItem, Person


def context(notice: Notice, items: Iterable[NoticeItem], *, now: datetime) -> dict:
    groups = entry.groups(items, now=now)
    count = sum(len(group.entries) for group in groups)
    is_daily = notice.recipient.digest == Person.Digest.DAILY
    return {
        "groups": groups,
        "headline": ngettext("%(n)d commitment waits for your word", "%(n)d commitments wait for your word", count) % {"n": count},
        "how_often": _("every day") if is_daily else _("every week"),
    }
