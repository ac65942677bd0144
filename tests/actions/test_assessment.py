"""A grade stands apart from what parties say: only followed, corrected in public, answered once by each party."""

import uuid

import pytest

from tests.conftest import close, days, person_of
from tracker.actions import assessment as actions
from tracker.actions import person as person_actions
from tracker.actions import sweep
from tracker.models import Assessment, Clock, Flag, LedgerEntry, Post, Reply
from tracker.rules.flag import sentence
from tracker.rules.refusal import Refused

NOT_YOURS = {"": "Only an assessor of its body may grade a commitment, and nobody who answers for one of its parties."}


def standing():
    return {flag.rule for flag in Flag.objects.open()}


def reply(assessment, person, *, party, words="The register was sent in March.", at=105) -> Reply:
    return actions.reply(assessment=assessment, party=party, words=words, author=person, now=days(at))


def test_a_grade_stands_on_the_scale_that_the_body_chose(pledge, assess, commission, ada):
    commission.scale = "checklist"
    commission.save()

    written = assess(pledge(), "blocked", evidence_url="https://example.org/register")

    assert (written.scale, written.grade, written.assessor, written.assessed_at) == ("checklist", "blocked", ada, days(100))
    assert (written.evidence_url, written.corrects, written.correction) == ("https://example.org/register", None, "")


def test_a_grade_of_another_scale_is_refused(pledge, assess):
    with pytest.raises(Refused) as refused:
        assess(pledge(), "blocked")

    assert (refused.value.problems, Assessment.objects.count()) == ({"grade": "Choose a grade of the scale."}, 0)


def test_the_same_form_sent_twice_is_one_assessment(pledge, assess):
    commitment, key = pledge(), uuid.uuid4()

    first = assess(commitment, key=key)
    second = assess(commitment, key=key, at=101)

    assert (first, Assessment.objects.count(), LedgerEntry.objects.filter(kind="assessed").count()) == (second, 1, 1)


@pytest.mark.parametrize("role", [None, Post.Role.READER, Post.Role.DESK])
def test_only_an_assessor_grades(pledge, assess, role):
    with pytest.raises(Refused) as refused:
        assess(pledge(), assessor=person_of("Sam Else", None, role))

    assert (refused.value.problems, Assessment.objects.count()) == (NOT_YOURS, 0)


@pytest.mark.parametrize("role", [Post.Role.FOCAL_POINT, Post.Role.ALTERNATE])
def test_an_assessor_who_answers_for_one_of_its_parties_does_not_grade(pledge, assess, ada, lorn, role):
    commitment = pledge()
    person_actions.give_post(person=ada, role=role, party=lorn, starts_on=days(50).date(), now=days(50))

    with pytest.raises(Refused) as refused:
        assess(commitment)

    assert refused.value.problems == NOT_YOURS


def test_an_assessor_named_as_focal_point_of_the_part_does_not_grade(pledge, assess, ada):
    commitment = pledge()
    commitment.responsibilities.filter(party__short_code="VEL").update(focal_point=ada)

    with pytest.raises(Refused) as refused:
        assess(commitment)

    assert refused.value.problems == NOT_YOURS


def test_a_post_that_is_over_grades_no_more(pledge, assess, ada):
    Post.objects.filter(person=ada).update(ends_on=days(99).date())

    with pytest.raises(Refused):
        assess(pledge(), at=100)


def test_an_assessor_of_one_body_grades_what_was_pledged_there(pledge, assess, commission):
    carl = person_of("Carl Council", None)
    person_actions.give_post(person=carl, role=Post.Role.ASSESSOR, body=commission, starts_on=days(0).date(), now=days(0))

    assert assess(pledge(), assessor=carl).assessor == carl


def test_a_correction_names_what_it_corrects_and_why_and_leaves_it_as_it_was(pledge, assess):
    commitment = pledge()
    first = assess(commitment, "no_evidence")
    before = Assessment.objects.filter(pk=first.pk).values().get()

    second = assess(commitment, "limited", corrects=first, correction="A register was overlooked.", at=110)

    assert (second.corrects, second.correction) == (first, "A register was overlooked.")
    assert Assessment.objects.filter(pk=first.pk).values().get() == before


def test_a_correction_keeps_to_the_scale_of_what_it_corrects(pledge, assess, commission):
    commitment = pledge()
    first = assess(commitment, "no_evidence")
    commission.scale = "checklist"
    commission.save()

    assert assess(commitment, "limited", corrects=first, correction="A register was overlooked.", at=110).scale == "ogp"


def test_an_assessment_is_corrected_once_and_then_its_correction_is(pledge, assess):
    commitment = pledge()
    first = assess(commitment, "no_evidence")
    second = assess(commitment, "limited", corrects=first, correction="A register was overlooked.", at=110)

    with pytest.raises(Refused) as refused:
        assess(commitment, "complete", corrects=first, correction="Once more.", at=111)
    third = assess(commitment, "substantial", corrects=second, correction="And another.", at=112)

    assert refused.value.problems == {"": "This assessment was corrected already. Correct the one that took its place."}
    assert list(Assessment.objects.order_by("pk")) == [first, second, third]


def test_a_reason_without_an_assessment_to_correct_is_no_correction(pledge, assess):
    assert assess(pledge(), correction="Out of place.").correction == ""


def test_a_grade_and_a_reply_are_entered_in_the_ledger_without_their_words(pledge, assess, vera, velika, ada):
    commitment = pledge()
    assessment = assess(commitment)
    reply(assessment, vera, party=velika)

    entries = list(commitment.ledger.filter(kind__in=["assessed", "replied"]).order_by("seq"))

    assert [(entry.kind, entry.actor) for entry in entries] == [("assessed", ada), ("replied", vera)]
    assert [entry.facts["rows"][0]["columns"]["id"] for entry in entries] == [assessment.pk, Reply.objects.get().pk]
    assert "register" not in str([entry.facts for entry in entries])


# no evidence


def test_no_evidence_raises_its_flag_and_says_the_day(pledge, assess):
    assess(pledge(), "no_evidence")

    sweep.run(now=days(101))

    flag = Flag.objects.get(rule="no_evidence")
    assert (flag.since_at, flag.party) == (days(100), None)
    assert sentence(flag, days(101).date()) == "The assessment of 25 April 2026 found no evidence, and none has found any since."


def test_another_grade_raises_nothing_and_leaves_no_clock(pledge, assess):
    assess(pledge(), "not_started")

    sweep.run(now=days(101))

    assert (standing(), Clock.objects.filter(rule="no_evidence").count()) == (set(), 0)


@pytest.mark.parametrize("is_correction", [False, True])
def test_a_later_assessment_or_a_correction_clears_it(pledge, assess, is_correction):
    commitment = pledge()
    first = assess(commitment, "no_evidence")
    sweep.run(now=days(101))
    said = {"corrects": first, "correction": "A register was overlooked."} if is_correction else {}

    assess(commitment, "limited", at=102, **said)

    assert [(flag.rule, flag.cleared_by, flag.cleared_at) for flag in Flag.objects.all()] == [("no_evidence", "assessment", days(102))]


def test_a_second_assessment_without_evidence_leaves_the_flag_as_it_stands(pledge, assess):
    commitment = pledge()
    assess(commitment, "no_evidence")
    sweep.run(now=days(101))

    assess(commitment, "no_evidence", at=102)
    sweep.run(now=days(103))

    assert [(flag.rule, flag.raised_at, flag.cleared_at) for flag in Flag.objects.all()] == [("no_evidence", days(101), None)]


def test_a_closed_commitment_may_be_graded_and_is_flagged_no_more(pledge, assess):
    commitment = pledge()
    assess(commitment, "no_evidence")
    sweep.run(now=days(101))

    close(commitment, "completed", days(102))
    assess(commitment, "no_evidence", at=103)
    sweep.run(now=days(104))

    assert (standing(), Flag.objects.get().cleared_by) == (set(), "closed")


# the right of reply


def test_each_party_replies_once(pledge, assess, vera, lars, velika, lorn):
    assessment = assess(pledge())
    first = reply(assessment, vera, party=velika)
    reply(assessment, lars, party=lorn, words="We agree.")

    with pytest.raises(Refused) as refused:
        reply(assessment, vera, party=velika, words="We have changed our mind.")

    assert refused.value.problems == {"": "Velika has replied to this assessment already, and a reply is never changed."}
    assert [(row.party, row.author, row.words) for row in assessment.replies.all()] == [
        (velika, vera, "The register was sent in March."),
        (lorn, lars, "We agree."),
    ]
    assert reply(assessment, vera, party=velika, words=" The register was sent in March. ") == first


def test_nobody_replies_for_another_party(pledge, assess, vera, dora, lorn):
    assessment = assess(pledge())

    for person in (vera, dora):
        with pytest.raises(Refused) as refused:
            reply(assessment, person, party=lorn)
        assert refused.value.problems == {"": "Only a party to the commitment may reply, through somebody who answers for it."}

    assert Reply.objects.count() == 0


def test_a_party_without_a_part_has_no_reply(pledge, assess, vera, velika):
    commitment = pledge()
    commitment.responsibilities.filter(party=velika).delete()

    with pytest.raises(Refused):
        reply(assess(commitment), vera, party=velika)


def test_a_reply_says_something(pledge, assess, vera, velika):
    with pytest.raises(Refused) as refused:
        reply(assess(pledge()), vera, party=velika, words="  ")

    assert refused.value.problems == {"words": "Write what the party has to say on this assessment."}
