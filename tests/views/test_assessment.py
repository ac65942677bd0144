"""Assessing, correcting and replying on the pages, the log of what was corrected, and what waits on an assessor's desk."""

import uuid

import pytest

from tests.conftest import days, person_of
from tests.views.pages import choose, queries_of, recorded_writes, signed_in, text
from tracker.actions import assessment as actions
from tracker.actions import person as person_actions
from tracker.actions import progress
from tracker.models import Assessment, Post, Reply

PAGE = "/commitments/VLK-2026-01/"
FORM = f"{PAGE}assess/"
LOG = "/corrections/"
WORDS = "The registers of both customs services were read."
SAID = {"grade": "limited", "reasoning": WORDS, "evidence_url": "https://example.org/register"}


def keyed(**said) -> dict:
    return SAID | {"key": str(uuid.uuid4())} | said


def correcting(assessment) -> str:
    return f"{PAGE}assessments/{assessment.pk}/correct/"


def replying(assessment, code="VEL") -> str:
    return f"{PAGE}assessments/{assessment.pk}/reply/{code}/"


def corrected(assess, commitment, *, at=100) -> Assessment:
    """No evidence, corrected to limited five days later."""
    first = assess(commitment, "no_evidence", at=at)
    return assess(commitment, corrects=first, correction="A register was overlooked.", at=at + 5)


def test_a_grade_is_saved_and_shown_beside_what_the_parties_report(client, pledge, ada, vera):
    commitment = pledge()
    part = commitment.responsibilities.get(focal_point=vera)
    progress.report(responsibility=part, author=vera, via="page", status="completed", done="All is done.", now=days(80))
    signed_in(client, ada)

    answer = client.post(FORM, keyed())
    page = text(client.get(PAGE))

    assert (answer.status_code, answer.url) == (302, PAGE)
    written = Assessment.objects.get()
    assert (written.assessor, written.grade, written.reasoning, written.evidence_url) == (ada, "limited", WORDS, SAID["evidence_url"])
    for words in ('<li class="plain" aria-current="true">limited</li>', "Ada Assessor", WORDS, 'href="https://example.org/register"'):
        assert words in page
    assert "A party says that it is done; the assessment does not." in page
    assert "Assessed: limited" in page


def test_the_form_offers_the_grades_of_the_bodys_scale_in_words(client, pledge, ada, commission):
    commission.scale = "compliance"
    commission.save()
    pledge()
    signed_in(client, ada)

    form = client.get(FORM).context["form"]

    assert [(key, str(words)) for key, words in form.fields["grade"].choices] == [
        ("-1", "−1: not complied"),
        ("0", "0: work in progress, or partly complied"),
        ("+1", "+1: complied"),
    ]


def test_a_form_sent_twice_is_one_assessment(client, pledge, ada):
    pledge()
    signed_in(client, ada)
    sent = keyed()

    answers = [client.post(FORM, sent).status_code for _again in range(2)]

    assert (answers, Assessment.objects.count()) == ([302, 302], 1)


def test_all_that_is_wrong_is_said_at_once_and_what_was_typed_is_kept(client, pledge, ada):
    pledge()
    signed_in(client, ada)

    page = client.post(FORM, keyed(grade="best", reasoning="", evidence_url="javascript:alert(1)"))

    assert set(page.context["form"].errors) == {"grade", "reasoning", "evidence_url"}
    assert "Say in a sentence or two what was looked at" in text(page)
    assert 'value="javascript:alert(1)"' in text(page)
    assert Assessment.objects.count() == 0


@pytest.mark.parametrize("role", [Post.Role.READER, Post.Role.DESK])
def test_who_sees_a_commitment_and_is_no_assessor_is_refused(client, pledge, assess, role):
    assessment = assess(pledge())
    signed_in(client, person_of("Sam Else", None, role))

    answers = [client.get(FORM).status_code, client.post(FORM, keyed()).status_code, client.get(correcting(assessment)).status_code]

    assert (answers, Assessment.objects.count()) == ([403, 403, 403], 1)


def test_an_assessor_who_answers_for_a_party_is_refused(client, pledge, ada, lorn):
    pledge()
    person_actions.give_post(person=ada, role=Post.Role.ALTERNATE, party=lorn, starts_on=days(0).date(), now=days(0))
    signed_in(client, ada)

    assert (client.post(FORM, keyed()).status_code, Assessment.objects.count()) == (403, 0)
    assert client.get(PAGE).context["assessed"]["may_assess"] is False


def test_who_may_not_see_a_commitment_does_not_learn_that_it_is_there(client, pledge, assess, ada, vera):
    assessment = assess(pledge(visible_to="desk"))

    for person in (ada, vera):
        signed_in(client, person)
        found = [client.get(address).status_code for address in (FORM, correcting(assessment), replying(assessment))]
        assert found == [404, 404, 404]


def test_an_outsider_is_sent_to_sign_in(client, pledge, assess):
    assessment = assess(pledge())

    for address in (FORM, correcting(assessment), replying(assessment)):
        assert client.get(address).url == f"/accounts/login/?next={address}"


def test_a_correction_takes_the_place_of_the_old_grade_which_stays_in_the_fold(client, pledge, assess, ada):
    commitment = pledge()
    first = assess(commitment, "no_evidence")
    signed_in(client, ada)

    client.post(correcting(first), keyed(correction="A register was overlooked."))
    assessed = client.get(PAGE).context["assessed"]

    second = Assessment.objects.get(corrects=first)
    assert (second.grade, second.correction) == ("limited", "A register was overlooked.")
    assert (assessed["current"]["row"], [(item["row"], item["corrected_by"]) for item in assessed["earlier"]]) == (second, [(first, second)])
    assert "it now reads: limited." in text(client.get(PAGE))


def test_a_correction_begins_with_the_words_of_what_it_corrects_and_without_a_grade(client, pledge, assess, ada):
    first = assess(pledge(), "no_evidence", evidence_url="https://example.org/register")
    signed_in(client, ada)

    form = client.get(correcting(first)).context["form"]

    assert {name: form[name].value() for name in ("grade", "correction", "reasoning", "evidence_url")} == {
        "grade": None, "correction": None, "reasoning": WORDS, "evidence_url": "https://example.org/register"
    }  # fmt: skip


def test_a_correction_needs_its_reason(client, pledge, assess, ada):
    first = assess(pledge(), "no_evidence")
    signed_in(client, ada)

    page = client.post(correcting(first), keyed(correction=" "))

    assert page.context["form"].errors == {"correction": ["Say why the earlier assessment was wrong."]}


def test_what_was_corrected_before_says_so_and_keeps_what_was_typed(client, pledge, assess, ada):
    first = corrected(assess, pledge()).corrects
    signed_in(client, ada)

    looked_at = text(client.get(correcting(first)))
    sent = text(client.post(correcting(first), keyed(correction="Once more.", reasoning="A third reading.")))

    assert "This assessment was corrected already. Correct the one that took its place." in looked_at
    assert '<form class="form"' not in looked_at
    assert ("This assessment was corrected already." in sent, "A third reading." in sent, Assessment.objects.count()) == (True, True, 2)


def test_only_an_assessment_of_this_commitment_is_corrected_here(client, pledge, assess, ada):
    pledge()
    other = assess(pledge("Another"))
    signed_in(client, ada)

    assert (client.post(correcting(other), keyed(correction="Wrong.")).status_code, Assessment.objects.count()) == (404, 1)


def test_a_party_is_offered_its_reply_and_gives_it_once(client, pledge, assess, vera, velika):
    assessment = assess(pledge())
    signed_in(client, vera)
    offered = replying(assessment) in text(client.get(PAGE))

    answers = [client.post(replying(assessment), {"words": "The register was sent in March."}) for _again in range(2)]
    page = text(client.get(PAGE))

    assert (offered, [answer.url for answer in answers]) == (True, [PAGE, PAGE])
    assert [(reply.party, reply.author, reply.words) for reply in Reply.objects.all()] == [(velika, vera, "The register was sent in March.")]
    assert ("The register was sent in March." in page, "Reply of Velika" in page, replying(assessment) in page) == (True, True, False)
    assert "Velika replies to the assessment" in page


def test_a_second_reply_in_other_words_is_refused(client, pledge, assess, vera, velika):
    assessment = assess(pledge())
    actions.reply(assessment=assessment, party=velika, words="We differ.", author=vera, now=days(101))
    signed_in(client, vera)

    looked_at = text(client.get(replying(assessment)))
    sent = text(client.post(replying(assessment), {"words": "We have changed our mind."}))

    assert "Velika has replied" in looked_at
    assert ("a reply is never changed." in sent, "We have changed our mind." in sent) == (True, True)
    assert [reply.words for reply in Reply.objects.all()] == ["We differ."]


def test_nobody_replies_for_a_party_they_do_not_answer_for(client, pledge, assess, vera, dora, paul):
    assessment = assess(pledge())
    found = []
    for person, code in [(vera, "LOR"), (dora, "VEL"), (paul, "VEL"), (vera, "TAR")]:
        signed_in(client, person)
        found.append(client.post(replying(assessment, code), {"words": "We differ."}).status_code)

    assert (found, Reply.objects.count()) == ([403, 403, 403, 404], 0)


def test_forms_without_the_pages_own_token_are_not_taken(strict, pledge, assess, ada, vera):
    assessment = assess(pledge())
    signed_in(strict, ada)
    bare = strict.post(FORM, keyed()).status_code
    taken = choose(strict, FORM, **keyed()).status_code
    signed_in(strict, vera)

    assert (bare, taken, strict.post(replying(assessment), {"words": "We differ."}).status_code) == (403, 302, 403)


def test_looking_writes_nothing(client, pledge, assess, ada):
    assessment = assess(pledge())
    signed_in(client, ada)

    with recorded_writes() as writes:
        for address in (PAGE, FORM, correcting(assessment), LOG):
            assert client.get(address).status_code == 200

    assert writes == []


def test_a_commitment_nobody_assessed_says_so_to_the_assessor_alone(client, pledge, ada, paul):
    pledge()
    seen = {}
    for person in (ada, paul):
        signed_in(client, person)
        seen[person.name] = "Nobody has assessed this commitment yet." in text(client.get(PAGE))

    assert seen == {"Ada Assessor": True, "Paul Principal": False}


def test_the_page_costs_the_same_for_one_assessment_and_for_many(client, pledge, assess, paul, vera, lars, velika, lorn):
    one, many = pledge("One"), pledge("Many")
    actions.reply(assessment=assess(one), party=velika, words="We differ.", author=vera, now=days(101))
    for at in (100, 120, 140):
        latest = corrected(assess, many, at=at)
        actions.reply(assessment=latest, party=velika, words="We differ.", author=vera, now=days(at + 6))
        actions.reply(assessment=latest, party=lorn, words="We agree.", author=lars, now=days(at + 7))
    signed_in(client, paul)

    assert queries_of(client, one.get_absolute_url()) == queries_of(client, many.get_absolute_url())


# the log


def test_the_log_shows_old_and_new_why_when_by_whom_and_the_replies(client, pledge, assess, vera, velika, paul):
    commitment = pledge()
    latest = corrected(assess, commitment)
    actions.reply(assessment=latest.corrects, party=velika, words="The register was sent in March.", author=vera, now=days(102))
    signed_in(client, paul)

    page = client.get(LOG)

    assert page.context["rows"] == [latest]
    for words in (
        commitment.title,
        '<span class="was">no evidence available</span>',
        "<b>limited</b>",
        "A register was overlooked.",
        "Corrected on 30 April 2026 by Ada Assessor; first assessed on 25 April 2026 by Ada Assessor",
        "The register was sent in March.",
    ):
        assert words in text(page)


def test_the_log_shows_each_reader_what_they_may_see_and_everybody_what_is_public(client, pledge, assess, paul, dora):
    public = corrected(assess, pledge("Public", visible_to="public"))
    told = corrected(assess, pledge("For the parties"), at=110)
    of_the_desk = pledge("For the desk", visible_to="parties")
    hidden = corrected(assess, of_the_desk, at=120)
    type(of_the_desk).objects.filter(pk=of_the_desk.pk).update(visible_to="desk")
    seen = {"outsider": client.get(LOG).context["rows"]}
    for person in (paul, dora):
        signed_in(client, person)
        seen[person.name] = client.get(LOG).context["rows"]

    assert seen == {"outsider": [public], "Paul Principal": [told, public], "Dora Desk": [hidden, told, public]}


def test_every_page_leads_to_the_log(client, pledge, paul):
    pledge()
    outside = text(client.get("/accounts/login/"))
    signed_in(client, paul)

    assert [f'href="{LOG}"' in page for page in (outside, text(client.get("/commitments/")), text(client.get("/parties/")))] == [True] * 3


def test_an_empty_log_says_so(client, db):
    assert "Of the assessments that you may read, none was corrected so far." in text(client.get(LOG))


def test_the_log_is_paged_and_costs_the_same_whatever_its_length(client, pledge, assess, paul):
    latest = [corrected(assess, pledge("One"))]
    signed_in(client, paul)
    cost = queries_of(client, LOG)
    commitment = pledge("Many")
    latest += [corrected(assess, commitment, at=110 + 10 * number) for number in range(26)]

    first = client.get(LOG)
    second = client.get(LOG + first.context["next_url"])

    assert queries_of(client, LOG) == cost
    assert first.context["rows"] + second.context["rows"] == latest[::-1]
    assert (len(first.context["rows"]), second.context["next_url"]) == (25, "")


# the desk


def waiting(client, person) -> list[str] | None:
    signed_in(client, person)
    rows = client.get("/desk/").context.get("to_assess")
    return rows and [row.title for row in rows]


def test_an_assessor_finds_what_nobody_has_graded_the_first_due_on_top(client, pledge, assess, ada, paul):
    assess(pledge("Graded"))
    pledge("Without a date")
    pledge("Due later", due_on=days(300).date())
    pledge("Due soon", due_on=days(200).date())
    pledge("Completed", due_on=days(100).date(), lifecycle="completed")
    pledge("Dropped", due_on=days(100).date(), lifecycle="dropped")
    pledge("Draft", is_draft=True)

    assert waiting(client, ada) == ["Completed", "Due soon", "Due later", "Without a date"]
    assert waiting(client, paul) is None


def test_an_assessor_of_one_body_finds_that_bodys_and_none_of_their_own_party(client, pledge, meeting, commission, vera):
    pledge()
    carl = person_of("Carl Council", None)
    post = person_actions.give_post(person=carl, role=Post.Role.ASSESSOR, body=commission, starts_on=days(0).date(), now=days(0))
    person_actions.give_post(person=vera, role=Post.Role.ASSESSOR, starts_on=days(0).date(), now=days(0))
    of_the_body = waiting(client, carl)
    post.delete()

    assert of_the_body == ["Roadmap for customs cooperation"]
    assert (waiting(client, carl), waiting(client, vera)) == (None, [])


def test_the_list_on_the_desk_is_short_and_costs_one_query(client, pledge, ada):
    pledge("First")
    signed_in(client, ada)
    cost = queries_of(client, "/desk/")
    for number in range(11):
        pledge(f"Number {number}")

    page = client.get("/desk/")

    assert queries_of(client, "/desk/") == cost
    assert (len(page.context["to_assess"]), page.context["has_more_to_assess"], "the first 10" in text(page)) == (10, True, True)
