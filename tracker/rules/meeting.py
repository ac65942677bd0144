"""What makes a meeting sound."""

from collections import Counter
from datetime import date

from django.utils.translation import gettext as _

from tracker.models import Body, Meeting
from tracker.rules import due
from tracker.rules.commitment import find_quote


def problems(*, starts_on: date | None, ends_on: date | None, parties: list) -> dict[str, str]:
    """What is wrong with a meeting's own fields, by field; empty when it is sound."""
    found = {}
    if wrong := due.problem(starts_on):
        found["starts_on"] = wrong
    if wrong := due.problem(ends_on):
        found["ends_on"] = wrong
    elif starts_on and ends_on and ends_on < starts_on:
        found["ends_on"] = _("The last day cannot be before the first day.")
    if twice := [party.name for party, count in Counter(parties).items() if count > 1]:
        found["parties"] = _("%(party)s stands twice. Name each party once.") % {"party": twice[0]}
    return found


def taken_ordinal(*, body: Body | None, ordinal: int | None, meeting_id: int | None) -> dict[str, str]:
    """The problem, if another meeting than `meeting_id` is the body's session of this number."""
    if body is None or ordinal is None:
        return {}
    if not Meeting.objects.filter(body=body, ordinal=ordinal).exclude(pk=meeting_id).exists():
        return {}
    return {"ordinal": _("This body already has a session of this number.")}


def lost_quotes(meeting: Meeting, *, source_text: str, starts_on: date | None) -> dict[str, str]:
    """The problems a change of the meeting would make for the commitments born there."""
    found = {}
    for commitment in meeting.commitments.order_by("reference"):
        if commitment.quote and find_quote(commitment.quote, source_text) is None:
            found["source_text"] = _("The quote of %(reference)s would be lost. Keep its words in the text, or change that quote first.") % {
                "reference": commitment.reference
            }
        if starts_on and commitment.due_on and commitment.due_on < starts_on:
            found["starts_on"] = _("%(reference)s would be due before the meeting. Change its due date first.") % {"reference": commitment.reference}
    return found
