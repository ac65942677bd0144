"""The scales: grades with fixed keys, each said in words."""

import pytest

from tracker.models.assessment import Scale
from tracker.rules import scale as rules

EVERY = [(scale, key) for scale, grades in rules.GRADES.items() for key, _words in grades]


def test_the_keys_are_those_that_stand_in_the_rows_of_every_record():
    assert {str(scale): [key for key, _words in grades] for scale, grades in rules.GRADES.items()} == {
        "ogp": ["no_evidence", "not_started", "limited", "substantial", "complete"],
        "compliance": ["-1", "0", "+1"],
        "follow_up": ["E", "D", "C", "B", "A"],
        "checklist": ["blocked", "being_implemented", "carried_out"],
    }
    assert set(rules.GRADES) == set(Scale)


@pytest.mark.parametrize(("scale", "grade"), EVERY)
def test_no_grade_is_a_number_or_a_letter_alone(scale, grade):
    assert len(rules.label(scale, grade)) > len("complete") - 2


@pytest.mark.parametrize(
    ("scale", "grade", "tone"),
    [("ogp", "no_evidence", "bad"), ("follow_up", "D", "bad"), ("ogp", "complete", "good"), ("compliance", "+1", "good"), ("ogp", "limited", "plain")],
)
def test_a_grade_looks_bad_without_evidence_and_good_at_the_top(scale, grade, tone):
    assert rules.tone(scale, grade) == tone
