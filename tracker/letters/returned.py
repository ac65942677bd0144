"""A returned report: what was said, why it does not count, and the link to answer again."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.letters import entry, links
from tracker.models import Notice, NoticeItem, ProgressReport
from tracker.rules import review as rules
from tracker.rules.words import one_line


def context(notice: Notice, items: Iterable[NoticeItem], *, now: datetime) -> dict:
    """Its reader may have taken the part over since, so the letter names the author."""
    [item] = items
    part = item.responsibility
    report = ProgressReport.objects.select_related("author", "review__reviewer").get(pk=rules.noticed(notice.period_key))
    title = one_line(part.commitment.title)
    facts = {
        "reviewer": one_line(report.review.reviewer.name),
        "author": one_line(report.author.name),
        "party": one_line(part.party.name),
        "day": date_format(timezone.localtime(report.reported_at), "j F Y"),
    }
    stated = [str(word) for word in (report.get_status_display(), report.get_health_display()) if word]
    return {
        "headline": _("Returned: the report on %(title)s") % {"title": title},
        "sentence": _("%(reviewer)s has returned the report that %(author)s gave for %(party)s on %(day)s. It does not count.") % facts,
        "title": title,
        "reference": part.commitment.reference,
        "reason": report.review.reason,
        "stated": _("nothing to report") if report.nothing_to_report else ", ".join(stated),
        "done": report.done,
        "next_step": report.next_step,
        "party": facts["party"],
        "last_word": entry.last_word(part, timezone.localtime(now).date()),
        "link": "" if part.commitment.is_closed else links.answer(item),
    }
