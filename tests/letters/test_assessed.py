"""The parties are told how they were graded, and where they may reply."""

from tests.conftest import days
from tests.letters.mailed import html, newest_letter, unsubscribe_link
from tracker.actions import assessment as actions
from tracker.actions import outbox
from tracker.actions import person as person_actions
from tracker.models import Assessment, Commitment, Notice

AT = days(100)


def test_it_reads_well_as_plain_text(pledge, assess, vera):
    commitment = pledge("Roadmap for customs cooperation")
    graded = assess(commitment, reasoning="One of three steps\nwas taken.", evidence_url="https://example.org/steps")

    outbox.send_due(now=AT)

    letter = newest_letter(vera)
    assert letter.subject == "Assessed: Roadmap for customs cooperation: limited"
    assert (
        letter.body
        == f"""\
Dear Vera Orel,

Ada Assessor assessed this commitment on 25 April 2026: limited.

Roadmap for customs cooperation (VLK-2026-01)

The reasons:
One of three steps
was taken.

Evidence: https://example.org/steps

Velika may reply once; the reply stands under the assessment.

Reply: http://localhost:8000/commitments/VLK-2026-01/assessments/{graded.pk}/reply/VEL/

--
You get this letter because you answer for Velika.
Fewer letters, or none: {unsubscribe_link(letter)}
"""
    )


def test_each_party_is_told_once(pledge, assess, mailoutbox):
    assess(pledge())

    outbox.send_due(now=AT)
    outbox.send_due(now=days(101))

    assert sorted(letter.to for letter in mailoutbox) == [["lars@example.org"], ["vera@example.org"]]


def test_a_correction_tells_what_it_was_and_why(pledge, assess, ada, vera):
    commitment = pledge()
    first = assess(commitment)
    told = {"grade": "substantial", "reasoning": "Two of three.", "corrects": first, "correction": "A step was overlooked."}
    actions.assess(commitment=commitment, assessor=ada, now=days(110), **told)

    outbox.send_due(now=days(110))

    words = " ".join(newest_letter(vera).body.split())
    assert "Ada Assessor corrected an assessment of this commitment on 5 May 2026. It was: limited. It is: substantial." in words
    assert "Why it was corrected: A step was overlooked." in words


def test_markup_in_words_is_shown_as_text(pledge, assess, vera):
    assess(pledge(), reasoning="<script>alert(1)</script>")

    outbox.send_due(now=AT)

    assert "&lt;script&gt;alert(1)" in html(newest_letter(vera))


def test_a_party_that_may_not_see_the_commitment_is_not_told(pledge, assess, mailoutbox):
    assess(pledge())
    Commitment.objects.update(visible_to="desk")

    outbox.send_due(now=AT)

    assert (mailoutbox, {letter.last_error for letter in Notice.objects.all()}) == ([], {"Nothing is left to say."})


def test_who_wants_no_letters_gets_none(pledge, assess, vera, mailoutbox):
    person_actions.stop_letters(person=vera, now=days(1))
    assess(pledge())

    outbox.send_due(now=AT)

    assert [letter.to for letter in mailoutbox] == [["lars@example.org"]]


def test_what_is_graded_for_the_past_is_told_to_nobody(pledge, ada):
    actions.assess(commitment=pledge(), assessor=ada, grade="limited", reasoning="Read.", is_told=False, now=AT)

    assert (Assessment.objects.count(), Notice.objects.count()) == (1, 0)
