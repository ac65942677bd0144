"""Who holds which post, which are vacant, and what a hand-over moves."""

from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from tracker.models import Commitment, HandOver, Notice, NoticeItem, Party, Post, Responsibility

SHOWN = 200  # posts, and vacancies, on the page
TRACES = 50  # past hand-overs there


def vacant(*, day: date, party: Party | None = None) -> list[Party]:
    """At most SHOWN + 1 parties that have open parts and no focal point on `day`, with `open_parts` and `last_post` (the id of the one that ended)."""
    focal = Post.objects.filter(party=OuterRef("pk"), role=Post.Role.FOCAL_POINT)
    parts = _open_parts().filter(party=OuterRef("pk")).order_by()
    ended = focal.filter(ends_on__lt=day, handed_on=None).order_by("-ends_on", "-id")
    rows = Party.objects.filter(~Exists(focal.held_on(day)), Exists(parts))
    counted = parts.values("party").annotate(n=Count("pk")).values("n")
    rows = rows.annotate(open_parts=Subquery(counted), last_post=Subquery(ended.values("pk")[:1])).order_by("name")
    return list((rows.filter(pk=party.pk) if party else rows)[: SHOWN + 1])


def held(*, day: date, party: Party | None = None) -> list[Post]:
    """At most SHOWN + 1 posts held on `day`: those for parties by party, then those for bodies, then those for all."""
    rows = Post.objects.held_on(day).select_related("person__user", "party", "body")
    rows = rows.order_by(F("party__name").asc(nulls_last=True), F("body__name").asc(nulls_last=True), "role", "starts_on", "id")
    return list((rows.filter(party=party) if party else rows)[: SHOWN + 1])


def traces(*, party: Party | None = None) -> list[HandOver]:
    """The last TRACES hand-overs, the newest first."""
    rows = HandOver.objects.select_related("from_post__person", "from_post__party", "from_post__body", "to_post__person", "by")
    return list((rows.filter(from_post__party=party) if party else rows)[:TRACES])


def known() -> QuerySet[Post]:
    """Posts with whom and what they are for."""
    return Post.objects.select_related("person", "party", "body")


def moving(post: Post) -> QuerySet[Responsibility]:
    """The responsibilities that go with a post: of a focal point, the open parts of the party that name its holder; of others none."""
    if post.role != Post.Role.FOCAL_POINT or post.party_id is None:
        return Responsibility.objects.none()
    parts = _open_parts().filter(party=post.party_id, focal_point=post.person_id)
    return parts.filter(commitment__body=post.body_id) if post.body_id else parts


def waiting_letters(post: Post) -> QuerySet[Notice]:
    """The letters that wait to go to the holder of a post about what goes with it."""
    return letters_about(moving(post), recipient_id=post.person_id)


def letters_about(parts: QuerySet[Responsibility], *, recipient_id: int) -> QuerySet[Notice]:
    """The queued letters to one person that speak of these parts and whose links were not used there."""
    items = NoticeItem.objects.filter(responsibility__in=parts, report=None, request=None)
    return Notice.objects.filter(pk__in=items.values("notice"), state=Notice.State.QUEUED, recipient=recipient_id)


def _open_parts() -> QuerySet[Responsibility]:
    return Responsibility.objects.filter(~Q(commitment__lifecycle__in=Commitment.CLOSED))
