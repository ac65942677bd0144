"""The page of posts, the form that hands one over, and what becomes of the links the former holder has."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.bad_input import SMALL, each
from tests.conftest import MEETING_DAY, person_of
from tests.letters.mailed import answer_links, newest_letter
from tests.views.conftest import LETTER_DAY, SAID
from tests.views.pages import queries_of, text
from tracker.actions import outbox, progress, review, sweep
from tracker.actions import person as actions
from tracker.models import HandOver, ProgressReport

POSTS = "/posts/"


@pytest.fixture
def desk(client, dora, clock):
    client.force_login(dora.user)
    return client


@pytest.fixture
def sam(velika):
    return person_of("Sam Nova", velika)


@pytest.fixture
def letter_waits(clock, pledge, vera):
    """Vera's digest is queued."""
    pledge()
    sweep.run(now=LETTER_DAY)


def address(someone) -> str:
    return reverse("hand_over", args=[someone.posts.get().pk])


def day(after: int = 0) -> str:
    return (LETTER_DAY.date() + timedelta(days=after)).isoformat()


def test_vacant_parties_come_first_then_who_holds_what(desk, pledge, vera, lars, velika, lorn, dora):
    pledge()
    vera.posts.update(ends_on=MEETING_DAY)
    left = vera.posts.get()

    page = desk.get(POSTS)

    assert [(party, party.open_parts, party.last_post) for party in page.context["vacant"]] == [(velika, 1, left.pk)]
    assert [post.person for post in page.context["held"]] == [lars, dora]
    assert address(vera) in text(page)


def test_a_party_without_open_parts_is_not_vacant(desk, pledge, velika):
    pledge(lifecycle="dropped").responsibilities.update(focal_point=None)
    velika.posts.all().delete()

    assert desk.get(POSTS).context["vacant"] == []


def test_a_partys_page_leads_to_its_posts(desk, pledge, vera, lars, velika, paul, client):
    linked = f"{POSTS}?party=VEL" in text(desk.get(velika.get_absolute_url()))
    page = desk.get(POSTS, {"party": "VEL"})
    client.force_login(paul.user)
    offered_to_a_reader = f"{POSTS}?party=VEL" in text(client.get(velika.get_absolute_url()))

    assert (linked, offered_to_a_reader) == (True, False)
    assert [post.person for post in page.context["held"]] == [vera]


@pytest.mark.parametrize("code", each(SMALL))
def test_a_code_nobody_has_is_not_found(desk, code):
    assert desk.get(f"{POSTS}?{urlencode({'party': code or '?'}, errors='surrogatepass')}").status_code == 404


def test_the_form_says_what_will_move_and_does_it(desk, letter_waits, pledge, vera, sam):
    page = desk.get(address(vera))
    answer = desk.post(address(vera), {"successor": sam.pk, "on": day()}, follow=True)

    assert (page.context["parts"], page.context["letters"]) == (1, 1)
    assert "1 open responsibility, 1 letter that waits" in text(page)
    assert "Sam Nova holds the post now. Moved: responsibilities 1, letters 1." in text(answer)
    assert [(trace.to_post.person, trace.parts) for trace in answer.context["traces"]] == [(sam, 1)]
    assert "Vera Orel to Sam Nova" in text(answer)


def test_the_form_sent_twice_is_one_hand_over(desk, pledge, vera, sam):
    answers = [desk.post(address(vera), {"successor": sam.pk, "on": day()}).status_code for _again in range(2)]

    assert (answers, HandOver.objects.count()) == ([302, 302], 1)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"successor": ["This field is required."], "on": ["This field is required."]}),
        ({"successor": "vera", "on": day()}, {"successor": ["Choose one of the list."]}),
        ({"successor": "sam", "on": day(1)}, {"on": ["This day has not come yet. A hand-over moves what is open now, so choose today or an earlier day."]}),
    ],
    ids=["empty", "to herself", "a day to come"],
)
def test_what_is_wrong_stands_beside_its_field(desk, pledge, vera, sam, sent, wrong):
    people = {"vera": str(vera.pk), "sam": str(sam.pk)}

    page = desk.post(address(vera), sent | {name: people[value] for name, value in sent.items() if value in people})

    assert (page.context["form"].errors, HandOver.objects.count()) == (wrong, 0)


def test_posts_are_the_desks(client, clock, pledge, vera, sam, paul):
    answers = []
    for person in (vera, paul):
        client.force_login(person.user)
        answers += [client.get(POSTS).status_code, client.get(address(vera)).status_code, client.post(address(vera), {"successor": sam.pk}).status_code]

    assert (answers, HandOver.objects.count()) == ([403] * 6, 0)


def test_a_post_nobody_holds_is_not_found(desk):
    assert desk.get(reverse("hand_over", args=[10**18])).status_code == 404


def test_links_of_the_former_holder_answer_that_it_was_handed_over(client, link, clock, vera, sam):
    actions.hand_over(post=vera.posts.get(), successor=sam, on=LETTER_DAY.date(), by=None, now=LETTER_DAY)

    answers = [client.get(link), client.post(link, SAID)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "Somebody else answers for this now" in text(answers[0])
    assert ProgressReport.objects.count() == 0


def test_the_successors_link_answers_in_their_own_name(client, letter_waits, vera, sam):
    actions.hand_over(post=vera.posts.get(), successor=sam, on=LETTER_DAY.date(), by=None, now=LETTER_DAY)
    outbox.send_due(now=LETTER_DAY)
    [link] = answer_links(newest_letter(sam))

    client.post(link, SAID)

    assert ProgressReport.objects.get().author == sam


def test_a_returned_report_that_waits_to_be_sent_goes_to_the_successor_who_answers_it(client, clock, commission, pledge, velika, vera, sam):
    commission.needs_review = True
    commission.save()
    vic = person_of("Vic Stone", velika, "validator")
    part = pledge().responsibilities.get(focal_point=vera)
    written = progress.report(responsibility=part, author=vera, via="page", status="completed", done="All done.", now=LETTER_DAY)
    review.send_back(report=written, reason="Which articles?", reviewer=vic, now=LETTER_DAY)

    actions.hand_over(post=vera.posts.get(), successor=sam, on=LETTER_DAY.date(), by=None, now=LETTER_DAY)
    outbox.send_due(now=LETTER_DAY)

    letter = newest_letter(sam)
    [link] = answer_links(letter)
    assert "Vic Stone has returned the report that Vera Orel gave for Velika" in " ".join(letter.body.split())
    assert "Which articles?" in text(client.get(link))
    assert client.post(link, SAID).status_code == 302


def test_the_page_costs_the_same_with_three_as_with_one(desk, pledge, vera, sam, velika):
    pledge()
    one = queries_of(desk, POSTS)
    for number in range(3):
        person_of(f"Number{number} Else", velika, "alternate")
    actions.hand_over(post=vera.posts.get(), successor=sam, on=LETTER_DAY.date(), by=None, now=LETTER_DAY)

    assert queries_of(desk, POSTS) == one
