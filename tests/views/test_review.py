"""The validator's page, what the desk lists, and who sees what was said before it counts."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.conftest import days, person_of
from tests.letters.mailed import answer_links, newest_letter
from tests.views.conftest import LETTER_DAY, SAID
from tests.views.pages import queries_of, text
from tracker.actions import outbox, progress, review
from tracker.models import Evidence, Post, ProgressReport, Review

NEWS = "Permits were filed in secret."


@pytest.fixture
def vic(velika):
    """Velika's validator."""
    return person_of("Vic Stone", velika, Post.Role.VALIDATOR)


@pytest.fixture
def reviewed(commission, clock, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    commission.needs_review = True
    commission.save()


@pytest.fixture
def waiting(reviewed, vic, pledge, vera) -> ProgressReport:
    """Vera's report, given the day before, which waits for Vic."""
    return report(pledge(), vera)


def report(commitment, author, *, on=110, **said):
    said = {"status": "in_progress", "health": "at_risk", "done": NEWS} | said
    files = [SimpleUploadedFile("permits.pdf", b"%PDF-1.4")]
    part = commitment.responsibilities.get(party__short_code="VEL")
    return progress.report(responsibility=part, author=author, via="page", now=days(on), files=files, **said)


def address(report) -> str:
    return reverse("review", args=[report.responsibility.commitment.reference, report.pk])


def as_(client, person):
    client.force_login(person.user)
    return client


def test_the_desk_of_a_validator_lists_what_waits(client, waiting, vic, vera, dora):
    desks = [as_(client, person).get("/desk/") for person in (vic, vera, dora)]

    assert [desk.context["to_review"] for desk in desks] == [[waiting], [], []]
    assert address(waiting) in text(desks[0])
    assert "Nothing waits for you" not in text(desks[0])


def test_the_list_costs_the_same_with_three_as_with_one(client, waiting, vic, vera, pledge):
    as_(client, vic)
    with_one = queries_of(client, "/desk/")
    for title in ("Two", "Three"):
        report(pledge(title), vera)

    assert queries_of(client, "/desk/") == with_one


def test_the_page_shows_the_report_its_evidence_and_what_counts_until_then(client, waiting, vic):
    page = text(as_(client, vic).get(address(waiting)))

    for shown in (NEWS, "Vera Orel", "permits.pdf", "Velika has not reported on this yet."):
        assert shown in page


def test_accepted_it_is_on_the_commitments_page(client, waiting, vic, paul):
    answer = as_(client, vic).post(address(waiting), {"decision": "accept"}, follow=True)

    assert "Accepted: the report of Velika counts now." in text(answer)
    assert NEWS in text(as_(client, paul).get(waiting.responsibility.commitment.get_absolute_url()))


def test_returned_it_comes_back_by_letter_with_a_link_that_takes_a_new_report(client, waiting, vic, vera):
    as_(client, vic).post(address(waiting), {"decision": "return", "reason": "Name the permits."})
    outbox.send_due(now=LETTER_DAY)
    client.logout()

    [link] = answer_links(newest_letter(vera))
    form = client.get(link)
    client.post(link, SAID)

    assert {name: form.context["form"][name].value() for name in ("status", "health", "done")} == {"status": "in_progress", "health": "at_risk", "done": NEWS}
    assert "Name the permits." in text(form)
    assert [(written.done, written.author, written.is_waiting) for written in ProgressReport.objects.waiting()] == [("Land was bought.", vera, True)]
    assert "Your report counts once a validator of your party has accepted it." in text(client.get(link))


@pytest.mark.parametrize(("role", "of_party"), [(Post.Role.ALTERNATE, True), (Post.Role.DESK, False)], ids=["alternate", "desk"])
def test_whoever_reported_answers_again_by_the_link_while_they_hold_their_post(client, reviewed, vic, pledge, velika, role, of_party):
    anna = person_of("Anna Else", velika if of_party else None, role)
    review.send_back(report=report(pledge(), anna), reason="Name the permits.", reviewer=vic, now=LETTER_DAY)
    outbox.send_due(now=LETTER_DAY)
    [link] = answer_links(newest_letter(anna))

    in_post = client.get(link)
    anna.posts.update(ends_on=LETTER_DAY.date() - timedelta(days=1))
    afterwards = client.get(link)

    assert (in_post.status_code, afterwards.status_code) == (200, 409)
    assert "Somebody else answers for this now" in text(afterwards)


def test_returning_without_a_reason_is_answered_beside_the_field(client, waiting, vic):
    page = as_(client, vic).post(address(waiting), {"decision": "return", "reason": ""})

    assert page.context["form"].errors == {"reason": ["Say what is missing or wrong, so that the author can put it right."]}


@pytest.mark.parametrize("sent", [{}, {"decision": "perhaps"}])
def test_a_form_without_a_decision_decides_nothing(client, waiting, vic, sent):
    assert as_(client, vic).post(address(waiting), sent).status_code == 200
    assert Review.objects.count() == 0


def test_the_same_button_pressed_twice_is_one_review(client, waiting, vic):
    answers = [as_(client, vic).post(address(waiting), {"decision": "accept"}).status_code for _again in range(2)]

    assert (answers, Review.objects.count()) == ([302, 302], 1)


def test_a_second_validator_who_comes_too_late_sees_the_decision_and_their_own_words(client, waiting, vic, velika):
    review.accept(report=waiting, reviewer=vic, now=LETTER_DAY)
    vesna = person_of("Vesna Else", velika, Post.Role.VALIDATOR)

    page = as_(client, vesna).post(address(waiting), {"decision": "return", "reason": "Name the permits."})

    assert page.status_code == 409
    for shown in ("Vic Stone has accepted this report meanwhile", "What you wrote was not recorded", "Name the permits."):
        assert shown in text(page)


def test_who_may_not_review_is_refused_and_who_may_not_know_finds_nothing(client, waiting, vera, lars, dora, paul, velika):
    people = [vera, dora, lars, paul]

    answers = [getattr(as_(client, person), method)(address(waiting)).status_code for person in people for method in ("get", "post")]

    assert answers == [403, 403, 403, 403, 404, 404, 404, 404]
    assert Review.objects.count() == 0


def test_a_report_of_another_commitment_or_none_is_not_found(client, waiting, vic, pledge):
    other = pledge("Other")

    answers = [as_(client, vic).get(reverse("review", args=[other.reference, waiting.pk])), client.get(reverse("review", args=[other.reference, 10**18]))]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_before_it_counts_only_the_partys_own_people_and_the_desk_see_it(client, waiting, vic, vera, dora, lars, paul):
    pages = {
        person.name.split()[0]: [as_(client, person).get(page) for page in ("/desk/", waiting.responsibility.commitment.get_absolute_url(), "/parties/VEL/")]
        for person in (vic, vera, dora, lars, paul)
    }

    assert {name: any(NEWS in text(page) for page in seen) for name, seen in pages.items()} == {
        "Vic": True, "Vera": True, "Dora": True, "Lars": False, "Paul": False
    }  # fmt: skip
    assert {name: "Waits for a validator" in text(seen[1]) for name, seen in pages.items()} == {
        "Vic": True, "Vera": True, "Dora": True, "Lars": False, "Paul": False
    }  # fmt: skip


def test_its_evidence_opens_for_the_same_people_only(client, waiting, vic, vera, dora, lars, paul):
    file = reverse("evidence", args=[Evidence.objects.get().pk])

    before = [as_(client, person).get(file).status_code for person in (vic, vera, dora, lars, paul)]
    review.accept(report=waiting, reviewer=vic, now=LETTER_DAY)
    after = [as_(client, person).get(file).status_code for person in (lars, paul)]

    assert (before, after) == ([200, 200, 200, 404, 404], [200, 200])


def test_a_returned_report_stands_with_its_reason_until_the_party_speaks_again(client, waiting, vic, vera):
    review.send_back(report=waiting, reason="Name the permits.", reviewer=vic, now=LETTER_DAY)
    page = waiting.responsibility.commitment.get_absolute_url()

    returned = text(as_(client, vera).get(page))
    report(waiting.responsibility.commitment, vera, on=111, done="Permits A and B.")
    answered = text(client.get(page))

    assert ["Name the permits." in returned, "Name the permits." in answered, "Permits A and B." in answered] == [True, False, True]


def test_the_report_form_shows_what_waits_and_why_something_came_back(client, waiting, vic, vera):
    form = "/commitments/VLK-2026-01/report/VEL/"
    as_(client, vera)

    waits = text(client.get(form))
    review.send_back(report=waiting, reason="Name the permits.", reviewer=vic, now=LETTER_DAY)
    returned = text(client.get(form))

    assert ["Waits for a validator" in waits, NEWS in waits, "Name the permits." in returned] == [True, True, True]


def test_the_author_is_told_that_it_waits(client, reviewed, vic, vera, pledge):
    pledge()

    page = as_(client, vera).post("/commitments/VLK-2026-01/report/VEL/", SAID, follow=True)

    assert "Your report is saved. It waits for a validator and counts once it is accepted." in text(page)
