"""When a report waits for a validator, and what makes the validator's word on it sound."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tracker.models import Commitment, Person, Post, ProgressReport, Responsibility, Review
from tracker.rules.due import local_day


def is_needed(commitment: Commitment, part: Responsibility, *, author: Person | None, now: datetime) -> bool:
    """Whether a report must be accepted before it counts: its body wants that, and somebody else than its author validates for the party.

    The commitment's `body` must be loaded. Where nobody could accept it, a report counts at once.
    """
    if commitment.body is None or not commitment.body.needs_review:
        return False
    return validators(part, author=author, now=now).exists()


def validators(part: Responsibility, *, author: Person | None, now: datetime) -> QuerySet[Person]:
    """Who may review what `author` says for this part: those who validate for its party, never the author."""
    posts = Post.objects.held_on(local_day(now, "UTC")).filter(role=Post.Role.VALIDATOR, party=part.party_id)
    return Person.objects.filter(pk__in=posts.values("person")).exclude(pk=author and author.pk).order_by("pk")


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
