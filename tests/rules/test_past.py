"""What a party had stated, from the words that counted by then."""

import pytest

from tests.conftest import days
from tracker.models import Outcome
from tracker.models.ledger import AppendOnly
from tracker.queries.known_rows import RECORDED
from tracker.rules.past import Word, stated


def word(pk: int, status: str, *, on: int, counts: int | None = None, is_nothing: bool = False) -> Word:
    return Word(1, pk, days(on), days(on if counts is None else counts), is_nothing, status, "at_risk")


@pytest.mark.parametrize(
    ("words", "status", "last"),
    [
        ([], "", None),
        ([word(1, "in_progress", on=10), word(2, "completed", on=20)], "completed", 2),
        ([word(1, "not_started", on=10, is_nothing=True)], "not_started", 1),
        ([word(1, "in_progress", on=10), word(2, "not_started", on=20, is_nothing=True)], "in_progress", 2),
        ([word(1, "in_progress", on=10, counts=40), word(2, "completed", on=20)], "completed", 2),  # outrun while it waited
        ([word(1, "not_started", on=10, counts=30, is_nothing=True), word(2, "completed", on=5, counts=20)], "completed", 1),
        ([word(2, "completed", on=10), word(1, "in_progress", on=10)], "completed", 2),
    ],
)
def test_the_newest_word_that_counts_is_what_a_party_states(words, status, last):
    found = stated(words)

    assert (found.status, found.last and found.last.pk) == (status, last)


def test_every_row_that_is_never_changed_says_since_when_it_stands_in_the_record():
    assert set(RECORDED) == {*AppendOnly.__subclasses__(), Outcome}  # an outcome changes no more once it is applied
