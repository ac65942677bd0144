"""Six marks of a sound pledge: a hint while it is entered, never a condition.

Those who follow pledges for a living meet the same trouble. Full Fact, checking a government's pledges, could not properly rate
12 of 43 because of how they were worded; the Nutrition Accountability Framework therefore grades how specific, measurable and
time-bound each commitment is (its SMARTness index). Here three marks are read from the record (who answers, by when, what would
prove it), and the editor ticks the other three.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.models import Commitment, Responsibility

MARKS = {  # name -> label, one line with a short example
    "actor": (_("actor"), _("Somebody answers for it: “the customs services of both sides”, not “it is desirable that”.")),
    "action": (_("action"), _("It says what will be done: “publish”, “sign”, “build”, not “strengthen” or “explore”.")),
    "deliverable": (_("deliverable"), _("Something will be there that was not before: a roadmap, a bridge, a register.")),
    "date": (_("date"), _("It has an end, if only a year: “by the end of 2027”, not “in due course”.")),
    "proof": (_("proof"), _("One knows what would show it: a signed protocol, an opening, a published figure.")),
    "measurable": (_("measurable"), _("One can say how far it is: “12 of 40 kilometres”, “half the time of clearance”.")),
}

TICKED = {"action": "names_action", "deliverable": "names_deliverable", "measurable": "is_measurable"}  # the editor's, by the columns that hold them


@dataclass(frozen=True)
class Mark:
    name: str
    is_met: bool

    @property
    def label(self) -> Promise:
        return MARKS[self.name][0]

    @property
    def help(self) -> Promise:
        return MARKS[self.name][1]


@dataclass(frozen=True)
class Quality:
    marks: list[Mark]

    @property
    def met(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.is_met]

    @property
    def missing(self) -> list[Mark]:
        return [mark for mark in self.marks if not mark.is_met]


def read(commitment: Commitment, parts: Iterable[Responsibility]) -> Quality:
    """Which of the six marks a commitment bears; `parts` are its parties' responsibilities."""
    met = {"actor": bool(list(parts)), "date": commitment.due_on is not None, "proof": bool(commitment.proof.strip())}
    met |= {name: getattr(commitment, column) for name, column in TICKED.items()}
    return Quality([Mark(name, met[name]) for name in MARKS])
