"""Signed links in letters: each is good for one purpose and one row, and signs nobody in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from tracker.models import NoticeItem, Person
from tracker.rules.notice import LINK_DAYS

_answers = signing.TimestampSigner(salt="tracker.letters.links.answer", sep=".")
_unsubscribes = signing.Signer(salt="tracker.letters.links.unsubscribe", sep=".")


class Expired(Exception):
    """The link was ours and is too old; `item_id` is the row it spoke of."""

    def __init__(self, item_id: int):
        super().__init__(item_id)
        self.item_id = item_id


def answer(item: NoticeItem) -> str:
    """The address at which the recipient answers for this item, good for LINK_DAYS."""
    return _absolute("answer", _answers.sign(str(item.pk)))


def read_answer(token: str) -> int | None:
    """The item's id; None when the token is not ours, Expired when it is too old."""
    try:
        return int(_answers.unsign(token, max_age=LINK_DAYS * 24 * 3600))
    except signing.SignatureExpired:
        raise Expired(int(_answers.unsign(token))) from None
    except signing.BadSignature:
        return None


def unsubscribe(person: Person) -> str:
    """The address at which this person stops their letters; it never expires."""
    return _absolute("unsubscribe", _unsubscribes.sign(str(person.pk)))


def read_unsubscribe(token: str) -> int | None:
    """The person's id; None when the token is not ours."""
    try:
        return int(_unsubscribes.unsign(token))
    except signing.BadSignature:
        return None


def _absolute(name: str, token: str) -> str:
    # SITE_URL, never a request's Host header.
    return settings.SITE_URL + reverse(name, args=[token])
