"""Signed links in letters: each is good for one purpose and one row, and signs nobody in. rules.notice says how long."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from tracker.models import Commitment, NoticeItem, Person


def answer(item: NoticeItem) -> str:
    """The address at which the recipient answers for this item."""
    return _address("answer", item.pk)


def page(commitment: Commitment) -> str:
    """The address of a commitment's page; it takes a sign-in."""
    return settings.SITE_URL + commitment.get_absolute_url()


def read_answer(token: str) -> int | None:
    """The item's id; None when the token is not ours."""
    return _read("answer", token)


def unsubscribe(person: Person) -> str:
    """The address at which this person stops their letters; it is good for ever."""
    return _address("unsubscribe", person.pk)


def read_unsubscribe(token: str) -> int | None:
    """The person's id; None when the token is not ours."""
    return _read("unsubscribe", token)


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"tracker.letters.links.{purpose}", sep=".")


def _address(purpose: str, pk: int) -> str:
    # SITE_URL, never a request's Host header.
    return settings.SITE_URL + reverse(purpose, args=[_signer(purpose).sign(str(pk))])


def _read(purpose: str, token: str) -> int | None:
    try:
        return int(_signer(purpose).unsign(token))
    except signing.BadSignature:
        return None
