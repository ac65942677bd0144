"""What makes a commitment sound: its date, its quote, its parts."""

import re
from collections import Counter
from datetime import date

from django.utils.translation import gettext as _

from tracker.models import Commitment, Meeting
from tracker.rules import due

ASKED_FOR = (*Commitment.CLOSED, Commitment.Lifecycle.SUSPENDED)  # nobody alone takes a commitment into these or out of them
WIDE_GAP = re.compile(r"\s{2,}|[^\S ]")  # white space that is not one plain space


def find_quote(quote: str, source_text: str) -> tuple[str, int] | None:
    """The quote as it stands in the source and its offset in characters, or None.

    Line breaks and runs of spaces count as one space, since text copied from a page or a PDF is wrapped anew. Both are
    long at times: one search through the source with its spaces folded, never a comparison from every word on.
    """
    words = " ".join(quote.split())
    if not words:
        return None
    gaps = [(gap.start(), gap.end()) for gap in WIDE_GAP.finditer(source_text)]
    at = WIDE_GAP.sub(" ", source_text).find(words)
    if at == -1:
        return None
    start, end = _unfold(at, gaps), _unfold(at + len(words) - 1, gaps) + 1
    return source_text[start:end], start


def _unfold(offset: int, gaps: list[tuple[int, int]]) -> int:
    """The offset in the source of what stands at `offset` once each gap is folded to one space."""
    for start, end in gaps:
        if offset <= start:
            break
        offset += end - start - 1
    return offset


def problems(
    *,
    meeting: Meeting | None,
    quote: str,
    lifecycle: str,
    lifecycle_before: str | None,
    due_on: date | None,
    overseen_by: Commitment | None,
    reference: str,
) -> dict[str, str]:
    """What is wrong with a commitment's own fields, by field; empty when it is sound. `lifecycle_before` is None for a new one."""
    found = {}
    if wrong := due.problem(due_on, not_before=meeting and meeting.starts_on):
        found["due_on"] = wrong
    if quote.strip() and meeting is not None and find_quote(quote, meeting.source_text) is None:
        found["quote"] = (
            _("These words do not stand in the meeting's source text. Copy them from there, or correct the source text first.")
            if meeting.source_text
            else _("The meeting has no source text yet. Add the text to the meeting first, or leave the quote empty.")
        )
    if lifecycle != lifecycle_before and (lifecycle in ASKED_FOR or lifecycle_before in ASKED_FOR):
        found["lifecycle"] = second_person(is_new=lifecycle_before is None)
    if overseen_by is not None and overseen_by.reference == reference:
        found["overseen_by"] = _("A commitment cannot oversee itself.")
    return found


def second_person(*, is_new: bool) -> str:
    """Where a commitment is closed, suspended and reopened, since editing does not."""
    if is_new:
        return _("Closing and suspending take a second person. Record it as in progress, then ask for the change on its page.")
    return _("Closing, suspending and reopening take a second person. Leave this as it is and ask for the change on the commitment's page.")


def repeated_parties(parties: list) -> dict[str, str]:
    """The problem, if a party stands twice among the responsibilities of one commitment."""
    twice = [party.name for party, count in Counter(parties).items() if count > 1]
    if not twice:
        return {}
    return {"responsibilities": _("%(party)s stands twice. Each party has one part in a commitment; remove one of the two.") % {"party": twice[0]}}
