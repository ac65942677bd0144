"""The digest: everything that stands open for one person, in one letter."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.letters import entry
from tracker.models import LedgerEntry, Notice, NoticeItem, Person


def context(notice: Notice, items: Iterable[NoticeItem], *, now: datetime) -> dict:
    groups = entry.groups(items, now=now)
    count = sum(len(group.entries) for group in groups)
    is_daily = notice.recipient.digest == Person.Digest.DAILY
    return {
        "groups": groups,
        "heads": heads(groups),
        "headline": ngettext("%(n)d commitment waits for your word", "%(n)d commitments wait for your word", count) % {"n": count},
        "how_often": _("every day") if is_daily else _("every week"),
    }


def heads(groups: Iterable[entry.Group]) -> list[LedgerEntry]:
    """The last entry of each chain the letter speaks of: kept outside, it shows whether the chain was written anew (verify_ledger --heads)."""
    spoken_of = {told.commitment.pk for group in groups for told in group.entries}
    return list(LedgerEntry.objects.filter(commitment__in=spoken_of).heads().select_related("commitment").order_by("commitment__reference"))
