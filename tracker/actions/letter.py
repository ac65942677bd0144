"""Write a queued letter down, once, if there is still something to say."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.letters import message
from tracker.models import Notice, NoticeItem, Person
from tracker.queries import change as changes
from tracker.queries import letter as queries


@transaction.atomic
def freeze(*, notice: Notice, now: datetime) -> str:
    """Render the letter of a claimed row and keep it, so that every copy is the same letter; or return why nothing need be said.

    What is frozen is written anew only when the address has changed and the letter surely never left.
    """
    person, items = notice.recipient, list(queries.open_items(notice))
    if reason := _moot(notice, person, items):
        return reason
    if notice.message_id and (notice.to_address == person.email or notice.unknown_outcomes):
        return ""
    frozen = {"to_address": person.email, "message_id": message.message_id(notice), **vars(message.render(notice, items, now=now))}
    for column, text in frozen.items():
        setattr(notice, column, text)
    Notice.objects.filter(pk=notice.pk, claim_token=notice.claim_token).update(**frozen)
    return ""


def _moot(notice: Notice, person: Person, items: list[NoticeItem]) -> str:
    """Why this letter need not go out any more; "" when it must."""
    if person.user is not None and not person.user.is_active:
        return _("The account is deactivated.")
    if not person.email:
        return _("The person has no e-mail address.")
    if person.digest == Person.Digest.OFF:
        return _("The person wants no letters.")
    if notice.kind == Notice.Kind.TEST or (notice.kind == Notice.Kind.DECISION and changes.decided(notice)):
        return ""
    if notice.kind == Notice.Kind.DIGEST and Notice.objects.filter(kind=notice.kind, recipient=person, queued_at__gt=notice.queued_at).exists():
        return _("A newer letter says it.")
    return "" if items else _("Nothing is left to say.")
