"""What makes a commitment sound: its date, its quote, its parts."""

import re
from bisect import bisect_right
from collections import Counter
from datetime import date
from itertools import accumulate

from django.utils.translation import gettext as _

from tracker.models import Commitment, Meeting
from tracker.rules import due


def find_quote(quote: str, source_text: str) -> tuple[str, int] | None:
    """The quote as it stands in the source and its offset in characters, or None.

    Line breaks and runs of spaces count as one space, since text copied from a page or a PDF is wrapped anew.
    """
    wanted = " ".join(quote.split())
    if not wanted:
        return None
    words = list(re.finditer(r"\S+", source_text))
    begins = list(accumulate((len(word[0]) + 1 for word in words), initial=0))  # each word's place in the text of single spaces
    # One search of the whole, which Python does in linear time; trying the words at each place took minutes for a text of one word.
    found = " ".join(word[0] for word in words).find(wanted)
    if found == -1:
        return None
    start, last = (_offset(words, begins, place) for place in (found, found + len(wanted) - 1))
    return source_text[start : last + 1], start


def _offset(words: list[re.Match], begins: list[int], place: int) -> int:
    """The offset in the source of the character at `place` in the text of single spaces."""
    number = bisect_right(begins, place) - 1
    return words[number].start() + place - begins[number]


def problems(
    *, meeting: Meeting | None, quote: str, lifecycle: str, due_on: date | None, suspended_until: date | None, overseen_by: Commitment | None, reference: str
) -> dict[str, str]:
    """What is wrong with a commitment's own fields, by field; empty when it is sound."""
    found = {}
    if wrong := due.problem(due_on, not_before=meeting and meeting.starts_on):
        found["due_on"] = wrong
    if quote.strip() and meeting is not None and find_quote(quote, meeting.source_text) is None:
        found["quote"] = (
            _("These words do not stand in the meeting's source text. Copy them from there, or correct the source text first.")
            if meeting.source_text
            else _("The meeting has no source text yet. Add the text to the meeting first, or leave the quote empty.")
        )
    if lifecycle == Commitment.Lifecycle.SUSPENDED and suspended_until is None:
        found["suspended_until"] = _("A suspension needs the day on which it ends.")
    elif wrong := due.problem(suspended_until, not_before=meeting and meeting.starts_on):
        found["suspended_until"] = wrong
    if overseen_by is not None and overseen_by.reference == reference:
        found["overseen_by"] = _("A commitment cannot oversee itself.")
    return found


def repeated_parties(parties: list) -> dict[str, str]:
    """The problem, if a party stands twice among the responsibilities of one commitment."""
    twice = [party.name for party, count in Counter(parties).items() if count > 1]
    if not twice:
        return {}
    return {"responsibilities": _("%(party)s stands twice. Each party has one part in a commitment; remove one of the two.") % {"party": twice[0]}}
