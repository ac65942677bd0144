"""One responsibility as a letter speaks of it: what the flag says, when it is due, the party's last word, the link."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from tracker.letters import links
from tracker.models import Commitment, Flag, NoticeItem, Responsibility
from tracker.models.commitment import Precision
from tracker.rules import flag as flag_rules
from tracker.rules.due import local_day

RELATED = ("responsibility__party", "responsibility__last_report", "responsibility__commitment__body", "responsibility__commitment__meeting")


@dataclass(kw_only=True)
class Entry:
    commitment: Commitment
    party: str
    sentences: list[str]
    due: str
    last_word: str
    report_due_on: date | None
    link: str


@dataclass(kw_only=True)
class Group:
    """The entries of one body (or of one meeting that had none)."""

    title: str
    entries: list[Entry] = field(default_factory=list)


def groups(items: Iterable[NoticeItem], *, now: datetime) -> list[Group]:
    """The items by body, each body once, in the order of names; `items` have RELATED loaded. One query for all flags."""
    today = local_day(now, timezone.get_current_timezone_name())
    items = list(items)
    standing = _standing(items)
    found: dict[str, Group] = {}
    for item in items:
        part = item.responsibility
        title = part.commitment.body.name if part.commitment.body else part.commitment.meeting.title
        group = found.setdefault(title, Group(title=title))
        sentences = [flag_rules.sentence(flag, today) for flag in standing if concerns(flag, part)]
        group.entries.append(_entry(item, sentences, now))
    for group in found.values():
        group.entries.sort(key=lambda entry: (entry.commitment.reference, entry.party))
    return [found[title] for title in sorted(found)]


def concerns(flag: Flag, part: Responsibility) -> bool:
    """Whether a flag is about this party's part: its own, or one all sides of the commitment share."""
    if flag.responsibility_id is not None:
        return flag.responsibility_id == part.pk
    return flag.commitment_id == part.commitment_id and flag.party_id in (None, part.party_id)


def last_word(part: Responsibility, now: datetime) -> str:
    """What the party last stated and how long ago; its `last_report` must be loaded."""
    if part.last_report is None:
        return _("no report yet")
    stated = [part.get_stated_status_display()] + ([part.get_health_display()] if part.health else [])
    said = _("nothing to report") if part.last_report.nothing_to_report else " ".join(part.last_report.done.split())
    facts = {
        "stated": ", ".join(stated),
        "said": said if len(said) <= 160 else said[:159].rstrip() + "…",
        "day": date_format(timezone.localtime(part.last_reported_at), "j F Y"),
        "time": timesince(part.last_reported_at, now, depth=1).replace("\xa0", " "),
    }
    return _("%(stated)s – “%(said)s” (%(day)s, %(time)s ago)") % facts


def due(commitment: Commitment) -> str:
    """The due date as exactly as it is known: 14 March 2026, March 2026, quarter 1 of 2026, 2026; "" without one."""
    on = commitment.due_on
    if on is None:
        return ""
    if commitment.due_precision == Precision.QUARTER:
        return _("quarter %(quarter)d of %(year)d") % {"quarter": (on.month + 2) // 3, "year": on.year}
    return date_format(on, {Precision.DAY: "j F Y", Precision.MONTH: "F Y", Precision.YEAR: "Y"}[commitment.due_precision])


def _entry(item: NoticeItem, sentences: list[str], now: datetime) -> Entry:
    part = item.responsibility
    return Entry(
        commitment=part.commitment,
        party=part.party.name,
        sentences=sentences,
        due=due(part.commitment),
        last_word=last_word(part, now),
        report_due_on=item.due_on,
        link=links.answer(item),
    )


def _standing(items: list[NoticeItem]) -> list[Flag]:
    parts = [item.responsibility_id for item in items]
    commitments = [item.responsibility.commitment_id for item in items]
    flags = Flag.objects.open().filter(Q(responsibility__in=parts) | Q(responsibility__isnull=True, commitment__in=commitments))
    return list(flags.filter(rule__in=flag_rules.SEVERE).select_related("party", "milestone").order_by("since_at", "id"))
