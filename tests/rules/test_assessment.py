"""Which assessment holds, and what one needs to be sound."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tracker.models import Assessment, Body, Party, Reply
from tracker.rules import assessment as rules

SOUND = {"scale": "ogp", "grade": "limited", "reasoning": "The registers were read."}
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def row(pk: int, *, grade="limited", scale="ogp", corrects=None, hour=None) -> Assessment:
    at = NOON + timedelta(hours=pk if hour is None else hour)
    return Assessment(pk=pk, scale=scale, grade=grade, corrects_id=corrects, assessed_at=at)


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({}, {}),
        ({"grade": ""}, {"grade": "Choose a grade of the scale."}),
        ({"grade": "+1"}, {"grade": "Choose a grade of the scale."}),
        ({"scale": "compliance", "grade": "+1"}, {}),
        ({"reasoning": " \n"}, {"reasoning": "Say in a sentence or two what was looked at and what it showed."}),
        ({"corrects": row(1), "correction": "A register was overlooked."}, {}),
        ({"corrects": row(1), "correction": " "}, {"correction": "Say why the earlier assessment was wrong."}),
    ],
)
def test_an_assessment_needs_a_grade_of_its_scale_a_reasoning_and_a_correction_its_reason(change, problems):
    assert rules.problems(**SOUND | change) == problems


def test_a_grade_is_on_the_scale_of_its_body_and_a_correction_on_that_of_what_it_corrects():
    body = Body(scale="checklist")

    assert [rules.scale_of(body), rules.scale_of(None), rules.scale_of(body, row(1, scale="follow_up"))] == ["checklist", "ogp", "follow_up"]


@pytest.mark.parametrize(
    ("words", "earlier", "problems"),
    [
        ("We differ.", None, {}),
        ("  ", None, {"words": "Write what the party has to say on this assessment."}),
        ("We differ.", Reply(words="We agree."), {"": "Velika has replied to this assessment already, and a reply is never changed."}),
    ],
)
def test_a_party_replies_once_and_in_words(words, earlier, problems):
    assert rules.unsound_reply(words=words, party=Party(name="Velika"), earlier=earlier) == problems


@given(some.data())
def test_each_assessment_stands_once_in_its_thread_right_after_what_it_corrects(data):
    rows, open_ends = [], []
    for pk in range(1, data.draw(some.integers(0, 12)) + 1):
        corrects = data.draw(some.sampled_from([None, *open_ends]))
        rows.append(row(pk, corrects=corrects))
        open_ends = [end for end in open_ends if end != corrects] + [pk]

    threads = rules.threads(data.draw(some.permutations(rows)))

    assert sorted(one.pk for thread in threads for one in thread) == [one.pk for one in rows]
    assert all(later.corrects_id == earlier.pk for thread in threads for earlier, later in zip(thread, thread[1:], strict=False))
    roots = [thread[0].pk for thread in threads]
    assert roots == sorted((one.pk for one in rows if one.corrects_id is None), reverse=True)


@pytest.mark.parametrize(
    ("rows", "found_none"),
    [
        ([], None),
        ([row(1)], None),
        ([row(1, grade="no_evidence")], 1),
        ([row(1, scale="follow_up", grade="D")], 1),
        ([row(1, scale="compliance", grade="-1")], None),
        ([row(1, grade="no_evidence"), row(2)], None),
        ([row(1), row(2, grade="no_evidence")], 2),
        ([row(1, grade="no_evidence"), row(2, corrects=1)], None),
        ([row(1), row(2, grade="no_evidence", corrects=1)], 2),
        ([row(1, grade="no_evidence"), row(2), row(3, grade="no_evidence", corrects=1)], None),  # a later assessment holds all the same
    ],
)
def test_no_evidence_counts_from_the_assessment_that_holds(rows, found_none):
    assert rules.found_none_at(rows) == (found_none and NOON + timedelta(hours=found_none))


@pytest.mark.parametrize(
    ("stated", "grade", "differ"),
    [(["completed", ""], "limited", True), (["completed"], "complete", False), (["in_progress"], "no_evidence", False), ([], "limited", False)],
)
def test_sides_differ_from_the_assessment_when_one_says_done_and_it_does_not(stated, grade, differ):
    assert rules.differs(stated, row(1, grade=grade)) is differ
