"""One responsibility as a letter speaks of it: what the flag says, when it is due, the party's last word, the link."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.letters import links
from tracker.models import Commitment, Flag, NoticeItem, ProgressReport, Responsibility
from tracker.models.flag import SEVERE
from tracker.rules import flag as flag_rules
from tracker.rules import words
from tracker.rules.due import local_day


@dataclass(kw_only=True)
class Entry:
    commitment: Commitment
    title: str
    party: str
    sentences: list[str]
    due: str
    last_word: str
    report_due: str
    link: str
    part: Responsibility


@dataclass(kw_only=True)
class Group:
    """The entries of one body (or of one meeting that had none)."""

    title: str
    entries: list[Entry] = field(default_factory=list)


def groups(items: Iterable[NoticeItem], *, now: datetime) -> list[Group]:
    """The items by body, each body once, in the order of names; `items` as queries.letter gives them. One query for all flags."""
    today = local_day(now, timezone.get_current_timezone_name())
    items = list(items)
    standing = _standing(items)
    found: dict[str, Group] = {}
    for item in items:
        part = item.responsibility
        title = words.one_line(part.commitment.body.name if part.commitment.body else part.commitment.meeting.title)
        group = found.setdefault(title, Group(title=title))
        sentences = [words.one_line(flag_rules.sentence(flag, today)) for flag in standing if concerns(flag, part)]
        group.entries.append(_entry(item, sentences, today))
    for group in found.values():
        group.entries.sort(key=lambda entry: (entry.commitment.reference, entry.party))
    return [found[title] for title in sorted(found)]


def concerns(flag: Flag, part: Responsibility) -> bool:
    """Whether a flag is about this party's part: its own, or one all sides of the commitment share."""
    if flag.responsibility_id is not None:
        return flag.responsibility_id == part.pk
    return flag.commitment_id == part.commitment_id and flag.party_id in (None, part.party_id)


def last_word(part: Responsibility, today: date) -> str:
    """What the party last stated and how long ago; its `last_report` must be loaded."""
    if part.last_report is None:
        return _("no report yet")
    said_on = local_day(part.last_reported_at, timezone.get_current_timezone_name())
    stated = [part.get_stated_status_display()] + ([part.get_health_display()] if part.health else [])
    said = _("nothing to report") if part.last_report.nothing_to_report else words.one_line(part.last_report.done)
    facts = {
        "stated": ", ".join(stated),
        "said": said if len(said) <= 160 else said[:159].rstrip() + "…",
        "day": date_format(said_on, "j F Y"),
        "ago": words.ago(said_on, today),
    }
    return _("%(stated)s – “%(said)s” (%(day)s, %(ago)s)") % facts


def said(report: ProgressReport) -> dict[str, str]:
    """What a report says, as letters show it."""
    stated = [str(word) for word in (report.get_status_display(), report.get_health_display()) if word]
    return {
        "stated": _("nothing to report") if report.nothing_to_report else ", ".join(stated),
        "done": report.done,
        "next_step": report.next_step,
        "reported_on": date_format(timezone.localtime(report.reported_at), "j F Y"),
    }


def _entry(item: NoticeItem, sentences: list[str], today: date) -> Entry:
    part = item.responsibility
    due_on = part.commitment.due_on
    return Entry(
        commitment=part.commitment,
        title=words.one_line(part.commitment.title),
        party=words.one_line(part.party.name),
        sentences=sentences,
        due="" if due_on is None else words.due(due_on, part.commitment.due_precision),
        last_word=last_word(part, today),
        report_due=_report_due(item, today),
        link=links.answer(item),
        part=part,
    )


def _report_due(item: NoticeItem, today: date) -> str:
    """When the report is due or was: a letter held up on its way still tells the truth."""
    facts = {"party": words.one_line(item.responsibility.party.name), "day": item.due_on and date_format(item.due_on, "j F Y")}
    if item.due_on is None:
        return ""
    if item.due_on >= today:
        return _("%(party)s’s report is due on %(day)s.") % facts
    return _("%(party)s’s report was due on %(day)s; %(late)s.") % (facts | {"late": flag_rules.late(item.due_on, today)})


def _standing(items: list[NoticeItem]) -> list[Flag]:
    parts = [item.responsibility_id for item in items]
    commitments = [item.responsibility.commitment_id for item in items]
    flags = Flag.objects.open().filter(Q(responsibility__in=parts) | Q(responsibility__isnull=True, commitment__in=commitments))
    return list(flags.filter(rule__in=SEVERE).to_read())
