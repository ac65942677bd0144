"""The decision: whoever asked for a change is told what became of it."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.models import Notice, NoticeItem, Request
from tracker.rules import change, words
from tracker.rules.due import local_day
from tracker.rules.notice import event_of


def context(notice: Notice, items: Iterable[NoticeItem], *, now: datetime) -> dict:
    """The letter of one request, which its period names."""
    decided = Request.objects.select_related("commitment", "decision__decided_by", "decision__meeting")
    request = decided.get(pk=event_of(notice))
    commitment, decision = request.commitment, request.decision
    facts = {"reference": commitment.reference, "verdict": decision.get_verdict_display()}
    return {
        "headline": _("Your request on %(reference)s: %(verdict)s") % facts,
        "request": request,
        "asked_for": words.one_line(change.named(request)),
        "asked_on": date_format(local_day(request.asked_at, timezone.get_current_timezone_name()), "j F Y"),
        "title": words.one_line(commitment.title),
        "verdict": decision.get_verdict_display(),
        "decided_by": words.one_line(decision.decided_by.name),
        "meeting": words.one_line(str(decision.meeting)) if decision.meeting else "",
        "reason": words.one_line(decision.reason),
        "due": "" if commitment.due_on is None else words.due(commitment.due_on, commitment.due_precision),
        "link": settings.SITE_URL + commitment.get_absolute_url(),
    }
