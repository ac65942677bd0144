"""The letter of an escalation: silences that came to this person because others who were asked did not answer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.letters import entry, links
from tracker.models import EscalationStep, Notice, NoticeItem
from tracker.models.escalation import Rung
from tracker.rules import access, words
from tracker.rules.due import local_day


@dataclass(kw_only=True)
class Asked:
    """One silence as this letter speaks of it. `answers` says whether its link takes an answer or opens the commitment's page."""

    entry: entry.Entry
    before: list[str]
    todo: str
    link: str
    answers: bool


@dataclass(kw_only=True)
class Group:
    """The silences of one body (or of one meeting that had none)."""

    title: str
    asked: list[Asked]


def context(notice: Notice, items: Iterable[NoticeItem], *, now: datetime) -> dict:
    items = list(items)
    steps = _steps(items)
    groups = entry.groups(items, now=now)
    asked = [Group(title=group.title, asked=[_asked(notice, found, steps[found.part.pk]) for found in group.entries]) for group in groups]
    return {
        "groups": asked,
        "has_answers": any(one.answers for group in asked for one in group.asked),
        "headline": ngettext("No answer on %(n)d commitment: now you are asked", "No answer on %(n)d commitments: now you are asked", len(items))
        % {"n": len(items)},
    }


def _steps(items: Iterable[NoticeItem]) -> dict[int, list[EscalationStep]]:
    """Responsibility id -> the steps taken in its open silence, the oldest first."""
    parts = [item.responsibility_id for item in items]
    found = defaultdict(list)
    for step in EscalationStep.objects.filter(flag__responsibility__in=parts, flag__cleared_at=None).select_related("recipient", "flag").order_by("at", "id"):
        found[step.flag.responsibility_id].append(step)
    return found


def _asked(notice: Notice, found: entry.Entry, steps: list[EscalationStep]) -> Asked:
    own = next((step for step in steps if step.notice_id == notice.pk and step.recipient_id == notice.recipient_id), None)
    before = [step for step in steps if own is None or step.position < own.position]
    rung = own.rung if own is not None else Rung.FOCAL_POINT if found.part.focal_point_id == notice.recipient_id else ""  # taken over with the post
    answers = rung in access.REPORTERS
    return Asked(
        entry=found,
        before=[_told(step) for step in before],
        todo=_todo(rung, found),
        link=found.link if answers else links.page(found.commitment),
        answers=answers,
    )


def _told(step: EscalationStep) -> str:
    """“focal point, 30 April 2026: Vera Orel, told”."""
    on = local_day(step.at, timezone.get_current_timezone_name())
    facts = {
        "rung": step.get_rung_display(),
        "day": date_format(on, "j F Y"),
        "name": words.one_line(step.recipient.name) if step.recipient else "",
        "outcome": step.get_outcome_display(),
    }
    return (_("%(rung)s, %(day)s: %(name)s, %(outcome)s") if step.recipient else _("%(rung)s, %(day)s: %(outcome)s")) % facts


def _todo(rung: str, found: entry.Entry) -> str:
    """What the reader can do, by the rung on which they are asked."""
    facts = {"party": found.party}
    if rung in access.REPORTERS:
        return _("You can report for %(party)s, say by which day you will, or say that it is not yours.") % facts
    if rung == Rung.VALIDATOR:
        return _("You check the reports of %(party)s. Ask those who answer for it to report, or to say by which day they will.") % facts
    return _("You co-chair the body. Raise it with %(party)s: one report, or a day by which there will be one, ends this.") % facts
