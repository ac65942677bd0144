"""An assessment: the parties are told how they were graded and why, and where they may reply."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.models import Assessment, Notice, NoticeItem
from tracker.rules import scale
from tracker.rules.notice import event_of
from tracker.rules.words import one_line


def context(notice: Notice, items: Iterable[NoticeItem], *, now: datetime) -> dict:
    """The letter of one assessment, which its period names, to one party's focal point."""
    [item] = items
    part = item.responsibility
    commitment, party = part.commitment, one_line(part.party.name)
    assessment = Assessment.objects.select_related("assessor", "corrects").get(pk=event_of(notice))
    grade = scale.label(assessment.scale, assessment.grade)
    facts = {
        "assessor": one_line(assessment.assessor.name),
        "day": date_format(timezone.localtime(assessment.assessed_at), "j F Y"),
        "grade": grade,
        "before": assessment.corrects and scale.label(assessment.scale, assessment.corrects.grade),
    }
    if assessment.corrects is None:
        sentence = _("%(assessor)s assessed this commitment on %(day)s: %(grade)s.")
    else:
        sentence = _("%(assessor)s corrected an assessment of this commitment on %(day)s. It was: %(before)s. It is: %(grade)s.")
    return {
        "headline": _("Assessed: %(title)s: %(grade)s") % {"title": one_line(commitment.title), "grade": grade},
        "sentence": sentence % facts,
        "title": one_line(commitment.title),
        "reference": commitment.reference,
        "party": party,
        "correction": assessment.correction,
        "reasoning": assessment.reasoning,
        "evidence_url": assessment.evidence_url,
        "link": settings.SITE_URL + reverse("reply_to_assessment", args=[commitment.reference, assessment.pk, part.party.short_code]),
    }
