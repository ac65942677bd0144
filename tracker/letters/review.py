"""A report that waits: its party's validators are told, with what it says and the page on which they accept or return it."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.letters import entry
from tracker.models import Notice, NoticeItem, ProgressReport
from tracker.rules.notice import event_of
from tracker.rules.words import one_line


def context(notice: Notice, items: Iterable[NoticeItem], *, now: datetime) -> dict:
    """The letter of one report, which its period names."""
    report = ProgressReport.objects.select_related("author", "responsibility__commitment", "responsibility__party").get(pk=event_of(notice))
    commitment, party = report.responsibility.commitment, one_line(report.responsibility.party.name)
    title, said = one_line(commitment.title), entry.said(report)
    if report.author is None:
        sentence = _("A report for %(party)s of %(reported_on)s waits for you. It counts once a validator has accepted it.")
    else:
        sentence = _("%(author)s reported for %(party)s on %(reported_on)s. The report counts once a validator has accepted it.")
    return said | {
        "headline": _("For you to review: the report on %(title)s") % {"title": title},
        "sentence": sentence % {"author": report.author and one_line(report.author.name), "party": party, **said},
        "title": title,
        "reference": commitment.reference,
        "party": party,
        "link": settings.SITE_URL + reverse("review", args=[commitment.reference, report.pk]),
    }
