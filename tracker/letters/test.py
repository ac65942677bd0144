"""The test letter: shows that letters leave and arrive."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from tracker.models import Notice, NoticeItem


def context(notice: Notice | None, items: Iterable[NoticeItem], *, now: datetime) -> dict:
    return {"headline": _("Test letter from Pledgewatch"), "site_url": settings.SITE_URL, "sent_at": now}
