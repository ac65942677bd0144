"""A returned report: what was said, why it does not count, and the link to answer again."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.letters import entry, links
from tracker.models import Notice, NoticeItem, ProgressReport
from tracker.rules.notice import event_of
from tracker.rules.words import one_line


def context(notice: Notice, items: Iterable[NoticeItem], *, now: datetime) -> dict:
    """Its reader may have taken the part over since, so the letter names the author."""
    [item] = items
    part = item.responsibility
    report = ProgressReport.objects.select_related("author", "review__reviewer").get(pk=event_of(notice))
    title = one_line(part.commitment.title)
    facts = {
        "reviewer": one_line(report.review.reviewer.name),
        "author": one_line(report.author.name),
        "party": one_line(part.party.name),
    }
    said = entry.said(report)
    return said | {
        "headline": _("Returned: the report on %(title)s") % {"title": title},
        "sentence": _("%(reviewer)s has returned the report that %(author)s gave for %(party)s on %(reported_on)s. It does not count.") % (facts | said),
        "title": title,
        "reference": part.commitment.reference,
        "reason": report.review.reason,
        "party": facts["party"],
        "last_word": entry.last_word(part, timezone.localtime(now).date()),
        "link": "" if part.commitment.is_closed else links.answer(item),
    }
