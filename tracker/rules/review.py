"""When a report waits for a validator, and what makes the validator's word on it sound."""

from datetime import datetime

from django.utils.translation import gettext as _

from tracker.models import Commitment, Person, Post, ProgressReport, Responsibility, Review
from tracker.rules.due import local_day

NOTICE = "report-"  # a returned report's letter is named after it


def is_needed(commitment: Commitment, part: Responsibility, *, author: Person | None, now: datetime) -> bool:
    """Whether a report must be accepted before it counts: its body wants that, and somebody else than its author validates for the party.

    The commitment's `body` must be loaded. Where nobody could accept it, a report counts at once.
    """
    if commitment.body is None or not commitment.body.needs_review:
        return False
    validators = Post.objects.held_on(local_day(now, "UTC")).filter(role=Post.Role.VALIDATOR, party=part.party_id)
    return validators.exclude(person=author and author.pk).exists()


def problems(report: ProgressReport, *, reviewer: Person, is_accepted: bool, reason: str) -> dict[str, str]:
    """What is wrong with a validator's word, by field; empty when it is sound."""
    if not report.needs_review:
        return {"": _("This report counts already; it needs no validator.")}
    if report.author_id == reviewer.pk:
        return {"": _("Nobody reviews their own report. Ask another validator of the party.")}
    if not is_accepted and not reason.strip():
        return {"reason": _("Say what is missing or wrong, so that the author can put it right.")}
    return {}


def decided(review: Review) -> str:
    """What a second, different word on a report is told. The review's `reviewer` must be loaded."""
    facts = {"person": review.reviewer.name}
    if review.is_accepted:
        return _("%(person)s has accepted this report meanwhile, so it counts. Nothing was changed.") % facts
    return _("%(person)s has returned this report meanwhile. Nothing was changed.") % facts


def notice_key(report: ProgressReport) -> str:
    """The period of the letter that brings a returned report back: one letter for one report."""
    return f"{NOTICE}{report.pk}"


def noticed(period_key: str) -> int:
    """The report's id in such a key."""
    return int(period_key.removeprefix(NOTICE))
