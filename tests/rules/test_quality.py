"""Six marks of a sound pledge: three read from the record, three ticked by the editor."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from tracker.models import Commitment, Responsibility
from tracker.rules import quality

COLUMNS = {
    "action": {"names_action": True},
    "deliverable": {"names_deliverable": True},
    "date": {"due_on": date(2027, 1, 1)},
    "proof": {"proof": "A signed protocol."},
    "measurable": {"is_measurable": True},
}


@given(some.sets(some.sampled_from(["actor", *COLUMNS])))
def test_each_mark_is_met_by_what_it_stands_for_and_by_nothing_else(wanted):
    columns = {name: value for mark in wanted if mark != "actor" for name, value in COLUMNS[mark].items()}

    found = quality.read(Commitment(**columns), [Responsibility()] if "actor" in wanted else [])

    assert {mark.name for mark in found.met} == wanted
    assert {mark.name for mark in found.missing} == {"actor", *COLUMNS} - wanted


def test_a_proof_of_spaces_is_none():
    assert "proof" in [mark.name for mark in quality.read(Commitment(proof=" \n"), []).missing]


def test_every_mark_comes_with_a_line_of_help_and_an_example():
    marks = quality.read(Commitment(), []).marks

    assert [str(mark.label) for mark in marks] == ["actor", "action", "deliverable", "date", "proof", "measurable"]
    assert all(len(mark.help) > len(mark.label) for mark in marks)
