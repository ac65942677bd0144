"""What makes the hand-over of a post sound."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.models import HandOver, Person, Post


def problems(post: Post, *, successor: Person, on: date, today: date) -> dict[str, str]:
    """What is wrong with handing `post` over on the day `on`, by field; empty when it is sound."""
    if successor.pk == post.person_id:
        return {"successor": _("%(person)s holds this post. Choose somebody else.") % {"person": successor.name}}
    if on > today:
        return {"on": _("This day has not come yet. A hand-over moves what is open now, so choose today or an earlier day.")}
    if on <= post.starts_on:
        return {"on": _("The post began on %(day)s; it can be handed over from the day after.") % {"day": date_format(post.starts_on, "j F Y")}}
    return {}


def handed_over(done: HandOver) -> str:
    """What a second, different hand-over of a post is told. Its `to_post.person` must be loaded."""
    facts = {"person": done.to_post.person.name, "day": date_format(done.on, "j F Y")}
    return _("This post went to %(person)s on %(day)s. Hand that one over instead.") % facts
