"""What a flag says: one plain sentence from its stored facts."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.models import Flag
from tracker.models.clock import Clock, Rule
from tracker.models.kind import own_rules


def sentence(flag: Flag, today: date) -> str:
    """The flag in one sentence, with the distance to `today`. `flag.party` and `flag.milestone` must be loaded (None: it was taken out since)."""
    said = SENTENCES.get(flag.rule) or own_rules()[flag.rule].sentence
    return said(flag, today)


def _silent(flag, today):
    facts = {
        "party": flag.party.name,
        "day": _day(flag.basis_on),
        "every": ngettext("every %(n)d day", "every %(n)d days", flag.threshold) % {"n": flag.threshold},
        "late": late(flag.due_on, today),
    }
    if flag.has_reported:
        return _("%(party)s last reported on %(day)s; reports are due %(every)s; %(late)s.") % facts
    return _("%(party)s has never reported since the meeting of %(day)s; reports are due %(every)s; %(late)s.") % facts


def _overdue(flag, today):
    facts = {"day": _day(flag.due_on), "late": late(flag.due_on, today)}
    if flag.basis_on in (None, flag.due_on):
        return _("The due date, %(day)s, has passed; %(late)s.") % facts
    facts |= {"original": _day(flag.basis_on), "n": (today - flag.basis_on).days}
    if flag.basis_on > flag.due_on:
        return _("The due date, %(day)s (originally %(original)s), has passed; %(late)s.") % facts
    return _("The due date, %(day)s (originally %(original)s), has passed; %(late)s, %(n)d against the original.") % facts


def _milestone_overdue(flag, today):
    facts = {"milestone": flag.milestone.title if flag.milestone else _("taken out since"), "day": _day(flag.due_on), "late": late(flag.due_on, today)}
    return _("The milestone “%(milestone)s” was due on %(day)s; %(late)s.") % facts


def _nothing_done(flag, today):
    facts = {"party": flag.party.name, "n": flag.threshold, "day": _day(flag.basis_on)}
    return (
        ngettext(
            "%(party)s said “nothing to report” %(n)d time in a row, last on %(day)s.",
            "%(party)s said “nothing to report” %(n)d times in a row, last on %(day)s.",
            flag.threshold,
        )
        % facts
    )


def _stalled(flag, today):
    facts = {"party": flag.party.name, "n": flag.threshold, "day": _day(flag.basis_on)}
    return (
        ngettext(
            "%(party)s reports, but its status and milestones have not moved for %(n)d reporting cycle, since %(day)s.",
            "%(party)s reports, but its status and milestones have not moved for %(n)d reporting cycles, since %(day)s.",
            flag.threshold,
        )
        % facts
    )


def _slipping(flag, today):
    facts = {"party": flag.party.name, "forecast": _day(flag.basis_on), "moves": flag.threshold}
    if flag.due_on is None or flag.basis_on <= flag.due_on:
        said = ngettext(
            "%(party)s has put off its forecast %(moves)d time; it now expects to be done on %(forecast)s.",
            "%(party)s has put off its forecast %(moves)d times; it now expects to be done on %(forecast)s.",
            flag.threshold,
        )
        return said % facts
    days = (flag.basis_on - flag.due_on).days
    said = ngettext(
        "%(party)s expects to be done on %(forecast)s, %(n)d day after the due date, %(due)s.",
        "%(party)s expects to be done on %(forecast)s, %(n)d days after the due date, %(due)s.",
        days,
    )
    return said % (facts | {"n": days, "due": _day(flag.due_on)})


def _no_evidence(flag, today):
    return _("The assessment of %(day)s found no evidence, and none has found any since.") % {"day": _day(flag.basis_on)}


def _unreachable(flag, today):
    facts = {"party": flag.party.name, "day": _day(flag.basis_on)}
    sentences = {
        Clock.Cause.VACANT: _("Nobody is recorded as answering for %(party)s: no focal point is named, and nobody holds the post."),
        Clock.Cause.ENDED: _("The focal point of %(party)s holds no post for it any more, since %(day)s. Name another."),
        Clock.Cause.DISOWNED: _("The focal point of %(party)s said “not mine” on %(day)s. Name who answers for it."),
        Clock.Cause.BOUNCED: _("Letters to the focal point of %(party)s come back, since %(day)s. Ask for a new address."),
    }
    return sentences[flag.cause] % facts


SENTENCES = {
    Rule.SILENT: _silent,
    Rule.OVERDUE: _overdue,
    Rule.MILESTONE_OVERDUE: _milestone_overdue,
    Rule.NOTHING_DONE: _nothing_done,
    Rule.STALLED: _stalled,
    Rule.SLIPPING: _slipping,
    Rule.NO_EVIDENCE: _no_evidence,
    Rule.UNREACHABLE: _unreachable,
}


def late(due_on: date, today: date) -> str:
    """“41 days late”, counted from the due day."""
    days = (today - due_on).days
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}


def _day(on: date) -> str:
    return date_format(on, "j F Y")
