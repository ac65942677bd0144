"""What a party's people say instead of a report, on the page and by the letter's link, and where it shows."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.conftest import days, person_of
from tests.letters.mailed import answer_links, newest_letter, watch
from tests.views.pages import recorded_writes, signed_in, text
from tracker.actions import escalation, sweep
from tracker.models import Acknowledgement, Disowning, EscalationStep

NOW = days(111)  # 6 May 2026; silent since 30 April
LATER = {"until_on": "2026-05-20", "note": "The minister travels."}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def promise(pledge):
    promise = pledge()
    sweep.run(now=days(106))
    return promise


def address(name, promise, code="VEL"):
    return reverse(name, args=[promise.reference, code])


def part_of(promise):
    return promise.responsibilities.get(party__short_code="VEL")


def test_the_report_page_offers_both(client, promise, vera):
    signed_in(client, vera)

    page = text(client.get(address("report", promise)))

    assert (address("acknowledge", promise) in page, address("disown", promise) in page) == (True, True)


def test_a_day_by_which_there_will_be_word_is_taken_and_shown(client, promise, vera):
    signed_in(client, vera)

    page = text(client.post(address("acknowledge", promise), LATER, follow=True))

    said = Acknowledgement.objects.get()
    assert (said.person, said.until_on, said.note, said.at) == (vera, date(2026, 5, 20), "The minister travels.", NOW)
    assert part_of(promise).acknowledged_until == date(2026, 5, 20)
    for shown in (
        "Nobody else is asked until 20 May 2026 is over.",
        "Held until 20 May 2026",
        "next, on 21 May 2026 if the silence goes on",
        "The minister travels.",
    ):
        assert shown in page


def test_not_mine_is_taken_and_shown(client, promise, vera):
    signed_in(client, vera)

    page = text(client.post(address("disown", promise), {"note": "Ask the ministry."}, follow=True))

    said = Disowning.objects.get()
    assert (said.person, said.note, part_of(promise).disowned_at) == (vera, "Ask the ministry.", NOW)
    assert "Velika: Vera Orel says “not mine”" in page
    assert "next, with the next sweep" in page


@pytest.mark.parametrize("name", ["acknowledge", "disown"])
def test_said_twice_is_said_once(client, promise, vera, name):
    signed_in(client, vera)

    answers = [client.post(address(name, promise), LATER).status_code for _again in range(2)]

    assert answers == [302, 302]
    assert Acknowledgement.objects.count() + Disowning.objects.count() == 1


@pytest.mark.parametrize(("until_on", "sentence"), [("", "This field is required."), ("2026-05-01", "This day has passed."), ("2026-09-01", "within 60 days")])
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(client, promise, vera, until_on, sentence):
    signed_in(client, vera)

    page = client.post(address("acknowledge", promise), LATER | {"until_on": until_on})

    assert sentence in page.context["form"].errors["until_on"][0]
    assert (page.context["form"]["note"].value(), Acknowledgement.objects.count()) == ("The minister travels.", 0)


@pytest.mark.parametrize("name", ["acknowledge", "disown"])
def test_only_those_who_answer_for_the_party_say_it(client, promise, lars, dora, name):
    for person in (lars, dora):
        signed_in(client, person)
        assert client.post(address(name, promise), LATER).status_code == 403
    assert Acknowledgement.objects.count() + Disowning.objects.count() == 0


@pytest.mark.parametrize("name", ["acknowledge", "disown"])
def test_who_may_not_see_the_commitment_finds_nothing(client, promise, name):
    signed_in(client, person_of("Nils Nobody"))

    assert client.post(address(name, promise), LATER).status_code == 404


@pytest.mark.parametrize("name", ["acknowledge", "disown"])
def test_looking_at_the_form_writes_nothing(client, promise, vera, name):
    signed_in(client, vera)
    client.get(address(name, promise))

    with recorded_writes() as written:
        assert client.get(address(name, promise)).status_code == 200
    assert written == []


def test_the_ladder_stands_on_the_commitment_with_what_is_to_come(client, promise, paul):
    signed_in(client, paul)

    page = text(client.get(promise.get_absolute_url()))

    for shown in ("Who is asked while Velika is silent", "told, ", "next, on 15 May 2026 if the silence goes on", "not before 30 days after the flag"):
        assert shown in page
    assert address("acknowledge", promise) not in page


def test_what_only_the_desk_sees_asks_nobody(client, pledge, dora):
    hidden = pledge("Hidden", visible_to="desk")
    sweep.run(now=days(106))
    signed_in(client, dora)

    page = text(client.get(hidden.get_absolute_url()))

    assert "no letter speaks of it and nobody is asked" in page
    assert EscalationStep.objects.count() == 0


def test_an_outsider_is_told_nothing_of_the_ladder(client, pledge):
    public = pledge("Public", visible_to="public")
    sweep.run(now=days(106))

    page = text(client.get(public.get_absolute_url()))

    assert "Public" in page
    assert ("Who is asked" in page, "Vera Orel" in page) == (False, False)


# By the letter's link


@pytest.fixture
def link(promise, vera):
    watch(now=NOW)
    [link] = answer_links(newest_letter(vera))
    return link


def test_by_the_letter_a_day_holds_the_ladder(client, link, promise, vera):
    answer = client.post(link, LATER | {"say": "later"}, follow=True)

    assert "Vera Orel said: you will hear by 20 May 2026." in text(answer)
    assert Acknowledgement.objects.get().person == vera


def test_by_the_letter_not_mine_says_who_answers(client, link, promise, vera):
    answer = client.post(link, {"say": "not_mine", "note": "Ask the ministry."}, follow=True)

    assert "You said on 6 May 2026 that this is not yours." in text(answer)
    assert (Disowning.objects.get().note, part_of(promise).disowned_at) == ("Ask the ministry.", NOW)


@pytest.mark.parametrize("say", ["later", "not_mine"])
def test_by_the_letter_said_twice_is_said_once(client, link, say):
    answers = [client.post(link, LATER | {"say": say}).status_code for _again in range(2)]

    assert answers == [302, 302]
    assert Acknowledgement.objects.count() + Disowning.objects.count() == 1


def test_by_the_letter_what_is_wrong_stands_beside_its_field(client, link):
    page = client.post(link, {"say": "later", "until_on": "2026-01-01"})

    assert page.context["later"].errors == {"until_on": ["This day has passed. Give a day to come."]}
    assert page.context["form"].errors == {}


def test_opening_the_link_says_nothing(client, link):
    with recorded_writes() as written:
        client.get(f"{link}?say=not_mine&note=x")
    assert (written, Disowning.objects.count()) == ([], 0)


def test_an_alternate_answers_by_the_letter_of_escalation(client, clock, promise, velika):
    anna = person_of("Anna Alternate", velika, "alternate")
    clock.move_to(days(125))
    watch(now=days(125))
    [link] = answer_links(newest_letter(anna))

    client.post(link, {"status": "in_progress", "done": "Begun."})

    part = part_of(promise)
    assert (part.last_report.author, part.last_report.via) == (anna, "letter")


def test_who_no_longer_holds_the_post_is_told_so(client, clock, promise, velika):
    anna = person_of("Anna Alternate", velika, "alternate")
    clock.move_to(days(125))
    watch(now=days(125))
    [link] = answer_links(newest_letter(anna))
    anna.posts.all().delete()

    assert client.get(link).status_code == 409


def test_after_not_mine_by_the_focal_point_the_sweep_asks_the_next(promise, vera, velika):
    anna = person_of("Anna Alternate", velika, "alternate")
    escalation.disown(responsibility=part_of(promise), person=vera, now=NOW)

    sweep.run(now=NOW)

    assert list(EscalationStep.objects.filter(flag__party=velika).values_list("rung", "recipient__name")) == [
        ("focal_point", "Vera Orel"),
        ("alternate", anna.name),
    ]
