"""Signed links in letters: each is good for one purpose and one row, and signs nobody in. rules.notice says how long."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from tracker.models import NoticeItem, Person

_answers = signing.Signer(salt="tracker.letters.links.answer", sep=".")
_unsubscribes = signing.Signer(salt="tracker.letters.links.unsubscribe", sep=".")


def answer(item: NoticeItem) -> str:
    """The address at which the recipient answers for this item."""
    return _absolute("answer", _answers.sign(str(item.pk)))


def read_answer(token: str) -> int | None:
    """The item's id; None when the token is not ours."""
    return _read(_answers, token)


def unsubscribe(person: Person) -> str:
    """The address at which this person stops their letters; it is good for ever."""
    return _absolute("unsubscribe", _unsubscribes.sign(str(person.pk)))


def read_unsubscribe(token: str) -> int | None:
    """The person's id; None when the token is not ours."""
    return _read(_unsubscribes, token)


def _read(signer: signing.Signer, token: str) -> int | None:
    try:
        return int(signer.unsign(token))
    except signing.BadSignature:
        return None


def _absolute(name: str, token: str) -> str:
    # SITE_URL, never a request's Host header.
    return settings.SITE_URL + reverse(name, args=[token])
