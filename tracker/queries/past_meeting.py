"""What one meeting had given birth to, and what stood open when it met, as it was known at a moment gone by."""

from django.db.models import Q, Value
from django.db.models.fields.json import KT
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from tracker.models import Commitment, Meeting
from tracker.queries import count
from tracker.queries import past as queries
from tracker.queries.meeting import EARLIER
from tracker.rules.access import Standing
from tracker.rules.commitment import find_quote
from tracker.rules.past import Past


def born_at(meeting: Meeting, past: Past, *, standing: Standing) -> list[Commitment]:
    """The commitments of the meeting in the order of its text; a quote that the text no longer holds is left out."""
    rows = queries.rebuild(queries.known(standing, past, Q(facts__state__meeting_id=meeting.pk)), past, standing=standing)
    for row in rows:
        row.quote, row.quote_start = find_quote(row.quote, meeting.source_text) or ("", None)
    return sorted(rows, key=lambda row: (row.quote_start is None, row.quote_start, row.reference))


def open_before(meeting: Meeting, past: Past, *, standing: Standing) -> list[Commitment]:
    """As queries.meeting.open_before: at most EARLIER + 1, the most urgent first of the first count.CAP by reference."""
    if meeting.body_id is None:
        return []
    first_day, closed_on = Value(meeting.starts_on.isoformat()), KT("facts__state__closed_on")
    was_open = Q(facts__state__closed_on=None) | Q(GreaterThanOrEqual(closed_on, first_day))
    is_earlier = LessThan(KT("facts__state__meeting__starts_on"), first_day)
    rows = queries.known(standing, past, Q(facts__state__body_id=meeting.body_id), was_open, is_earlier).order_by("reference")[: count.CAP]
    return sorted(queries.rebuild(rows, past, standing=standing), key=lambda row: (row.attention_at, row.pk))[: EARLIER + 1]
