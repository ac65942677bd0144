"""The people whom a form offers, and who answers for whom."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from tracker.models import Party, Person, Post


def offered() -> QuerySet[Person]:
    """Everybody, by party and name, in one query."""
    return Person.objects.select_related("party").order_by(F("party__name").asc(nulls_last=True), "name")


def heading(person: Person) -> str:
    """Under what a person stands in a list by party."""
    return person.party.name if person.party else _("No party")


def focal_points(parties: Iterable[Party], *, day: date) -> dict[int, int]:
    """Party id -> id of the person who is its focal point on `day`, the longest in the post first."""
    posts = Post.objects.held_on(day).filter(role=Post.Role.FOCAL_POINT, party__in=parties).order_by("-starts_on", "-id")
    return {post.party_id: post.person_id for post in posts}
