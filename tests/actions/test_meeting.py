"""A changed meeting takes its commitments along, and never loses a quote."""

import uuid
from datetime import date

import pytest

from tests.conftest import SOURCE, days
from tracker.actions import meeting as meeting_actions
from tracker.actions.meeting import Seat
from tracker.models import Clock
from tracker.rules.refusal import Refused, Stale


def test_quotes_are_found_anew_in_a_changed_text(pledge, meeting):
    commitment = pledge(quote="establish a joint working group")

    meeting_actions.revise(meeting=meeting, version=1, fields={"source_text": f"Preamble.\r\n{SOURCE}"}, now=days(1))

    commitment.refresh_from_db()
    meeting.refresh_from_db()
    assert meeting.source_text[commitment.quote_start : commitment.quote_end] == "establish a joint working group"


def test_a_text_that_would_lose_a_quote_is_refused(pledge, meeting):
    pledge(quote="establish a joint working group")

    with pytest.raises(Refused) as refused:
        meeting_actions.revise(meeting=meeting, version=1, fields={"source_text": "Nothing was agreed."}, now=days(1))

    assert refused.value.problems == {"source_text": "The quote of VLK-2026-01 would be lost. Keep its words in the text, or change that quote first."}


def test_a_later_day_moves_the_silence_that_counts_from_it(pledge, meeting):
    pledge()

    meeting_actions.revise(meeting=meeting, version=1, fields={"starts_on": date(2026, 2, 15)}, now=days(1))

    assert set(Clock.objects.filter(rule="silent").values_list("basis_on", flat=True)) == {date(2026, 2, 15)}


def test_a_revision_of_an_older_version_is_stale(meeting):
    meeting_actions.revise(meeting=meeting, version=1, fields={"place": "Lorn City"}, now=days(1))

    with pytest.raises(Stale):
        meeting_actions.revise(meeting=meeting, version=1, fields={"place": "Elsewhere"}, now=days(1))


def test_a_party_named_twice_is_refused(meeting, velika):
    with pytest.raises(Refused) as refused:
        meeting_actions.revise(meeting=meeting, version=1, fields={}, seats=[Seat(party=velika), Seat(party=velika)], now=days(1))

    assert refused.value.problems == {"parties": "Velika stands twice. Name each party once."}


def test_a_session_number_is_given_once_in_a_body(meeting, commission):
    with pytest.raises(Refused) as refused:
        meeting_actions.record(fields={"title": "Again", "body": commission, "ordinal": 3, "starts_on": date(2026, 5, 1)}, seats=[], now=days(1))

    assert refused.value.problems == {"ordinal": "This body already has a session of this number."}


def test_the_same_form_sent_twice_is_one_meeting(commission, velika):
    sent = {"fields": {"title": "Talks", "starts_on": date(2026, 5, 1)}, "seats": [Seat(party=velika)], "key": uuid.uuid4()}

    first = meeting_actions.record(**sent, now=days(0))
    second = meeting_actions.record(**sent, now=days(0))

    assert first == second
    assert first.attendances.count() == 1
