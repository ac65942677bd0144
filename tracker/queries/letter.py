"""What letters speak of, and what stands behind the link of one of them."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.models import Clock, Commitment, EscalationStep, Flag, Notice, NoticeItem, Post, ProgressReport, Responsibility
from tracker.models.clock import Rule
from tracker.models.flag import SEVERE
from tracker.rules import access
from tracker.rules.due import local_day
from tracker.rules.notice import event_of

SPOKEN_OF = ("responsibility__party", "responsibility__last_report", "responsibility__commitment__body", "responsibility__commitment__meeting")


def digest_subjects() -> QuerySet[Responsibility]:
    """The responsibilities a digest speaks of: something severe stands open there, and the party has not said it is done."""
    own = Q(responsibility=OuterRef("pk"))
    shared = Q(responsibility__isnull=True, commitment=OuterRef("commitment")) & (Q(party__isnull=True) | Q(party=OuterRef("party")))
    severe = Flag.objects.open().filter(own | shared, rule__in=SEVERE)
    return Responsibility.objects.exclude(stated_status=Responsibility.Status.COMPLETED).filter(access.told("commitment"), ~_gone(), Exists(severe))


def reminder_subjects() -> QuerySet[Responsibility]:
    """The responsibilities whose report is due soon and whose due day nobody was reminded of yet."""
    reminded = NoticeItem.objects.filter(notice__kind=Notice.Kind.REMINDER, responsibility=OuterRef("responsibility"), due_on=OuterRef("due_on"))
    due = Clock.objects.filter(~Exists(reminded), responsibility=OuterRef("pk"), rule=Rule.SILENT, state=Clock.State.DUE)
    return Responsibility.objects.filter(access.told("commitment"), ~_gone(), Exists(due))


def answering(commitment: Commitment) -> QuerySet[Responsibility]:
    """The parts of a commitment whose focal points letters may speak to, with them."""
    parts = commitment.responsibilities.filter(access.told("commitment"), ~_gone(), focal_point__isnull=False)
    return parts.select_related("focal_point").order_by("pk")


def _gone() -> Exists:
    """Whether the watch knows of a part that its focal point answers for it no more: their posts are over, or they said "not mine"."""
    cause = (Clock.Cause.ENDED, Clock.Cause.DISOWNED)
    return Exists(Clock.objects.filter(responsibility=OuterRef("pk"), rule=Rule.UNREACHABLE, state=Clock.State.FLAGGED, cause__in=cause))


def open_items(notice: Notice) -> QuerySet[NoticeItem]:
    """The items of a letter that still need its recipient's word, with all that a letter says of them but its flags."""
    items = notice.items.filter(access.told("responsibility__commitment"), report=None).select_related(*SPOKEN_OF)
    if notice.kind == Notice.Kind.RETURNED:
        return items
    if notice.kind == Notice.Kind.REVIEW:
        return items.filter(Exists(ProgressReport.objects.waiting().filter(pk=event_of(notice))))
    if notice.kind == Notice.Kind.ESCALATION:
        return items.filter(Exists(Flag.objects.open().filter(rule=Rule.SILENT, responsibility=OuterRef("responsibility"))))
    items = items.filter(responsibility__focal_point=notice.recipient_id)
    if notice.kind == Notice.Kind.ASSESSED:
        return items
    if notice.kind == Notice.Kind.DIGEST:
        return items.filter(responsibility__in=digest_subjects())
    due = Clock.objects.filter(rule=Rule.SILENT, state=Clock.State.DUE, responsibility=OuterRef("responsibility"), due_on=OuterRef("due_on"))
    return items.filter(Exists(due))


def returned(notice: Notice) -> ProgressReport | None:
    """The report that this letter brought back, with the validator's word; None for letters of other kinds."""
    if notice.kind != Notice.Kind.RETURNED:
        return None
    return ProgressReport.objects.select_related("author", "review__reviewer").get(pk=event_of(notice))


def item(pk: int | None, *, now: datetime) -> NoticeItem | None:
    """One item, with its letter's recipient and the report its link has brought, if any.

    `is_asked` says whether an escalation made the recipient answer for the party, and they still hold the post; `has_left` whether
    they held such a post and hold it no more.
    """
    asked = EscalationStep.objects.filter(notice=OuterRef("notice"), flag__responsibility=OuterRef("responsibility"), rung__in=access.REPORTERS)
    today = local_day(now, "UTC")
    posts = Post.objects.filter(party=OuterRef("responsibility__party"), person=OuterRef("notice__recipient"), role__in=access.REPORTERS)
    held, holds = Exists(posts.filter(starts_on__lte=today)), Exists(posts.held_on(today))
    items = NoticeItem.objects.annotate(is_asked=Q(Exists(asked), holds), has_left=Q(held, ~holds))
    return items.select_related("notice__recipient__user", "report", "request__decision", *SPOKEN_OF).filter(pk=pk).first()


def standing(part: Responsibility) -> list[Flag]:
    """The open flags about one party's part: its own, and those that all sides share."""
    own = Q(responsibility=part)
    shared = Q(responsibility=None, commitment=part.commitment_id) & (Q(party=None) | Q(party=part.party_id))
    return list(Flag.objects.open().filter(own | shared).to_read())
