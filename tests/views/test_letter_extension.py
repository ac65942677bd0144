"""More time is asked for behind a letter's link: apart from any report, once for each link, by looking never."""

from datetime import date

import pytest

from tests.letters.mailed import newest_letter, watch
from tests.views.conftest import LETTER_DAY, SAID
from tests.views.pages import choose, recorded_writes, text
from tracker.actions import change
from tracker.models import Commitment, ProgressReport, Request

DUE = date(2026, 12, 31)
ASKED = {"extension-until_on": "2027-06-30", "extension-code": "permit", "extension-reason": "The permit is late.", "ask": "extension"}


@pytest.fixture
def letter(clock, pledge, vera):
    pledge(due_on=DUE)
    watch(now=LETTER_DAY)
    return newest_letter(vera)


def test_the_page_offers_it_folded(client, link):
    page = client.get(link)

    assert "<summary>Ask for an extension</summary>" in text(page)


def test_it_is_asked_for_in_the_recipients_name(client, link, vera):
    answer = client.post(link, ASKED)

    request = Request.objects.get()
    assert f"http://localhost:8000{answer.url}" == link
    assert (request.party, request.asked_by, request.via, request.asked_at) == (vera.party, vera, "letter", LETTER_DAY)
    assert (request.kind, request.until_on, request.code, request.reason) == ("extension", date(2027, 6, 30), "permit", "The permit is late.")
    assert (Commitment.objects.get().due_on, ProgressReport.objects.count()) == (DUE, 0)


def test_a_browser_sends_it_with_the_pages_own_token(strict, link):
    choose(strict, link, **ASKED)

    assert Request.objects.count() == 1


def test_asked_twice_it_is_one_request_and_the_page_shows_it(client, link):
    answers = [client.post(link, ASKED).status_code for _time in range(2)]

    page = text(client.get(link))
    assert (answers, Request.objects.count()) == ([302, 302], 1)
    assert "Extension until 30 Jun 2027" in page
    assert "to be decided" in page
    assert "<summary>Ask for an extension</summary>" not in page


def test_other_words_by_the_same_link_are_shown_back_and_not_taken(client, link):
    client.post(link, ASKED)

    page = text(client.post(link, ASKED | {"extension-reason": "The money is late."}))

    assert "This link has asked already" in page
    assert "The money is late." in page
    assert Request.objects.get().reason == "The permit is late."


def test_the_report_may_still_be_given_afterwards_and_before(client, link):
    client.post(link, ASKED)
    client.post(link, SAID)

    page = text(client.get(link))
    assert "your word is recorded" in page
    assert "Extension until 30 Jun 2027" in page
    assert (Request.objects.count(), ProgressReport.objects.count()) == (1, 1)


def test_after_the_report_more_time_may_still_be_asked_for(client, link):
    client.post(link, SAID)

    client.post(link, ASKED)

    assert Request.objects.get().notice_item == ProgressReport.objects.get().notice_item


def test_what_is_wrong_stands_beside_its_field_and_is_kept(client, link):
    page = client.post(link, ASKED | {"extension-until_on": "2026-12-31", "extension-reason": ""})

    form = page.context["asking"]
    assert form.errors == {"until_on": ["The due date is 31 Dec 2026 already. Give a later one."], "reason": ["Say in a sentence or two why."]}
    assert form["until_on"].value() == "2026-12-31"
    assert '<details class="fold" open>' in text(page)


def test_what_waits_already_is_not_asked_for_again(client, link, lars):
    commitment = Commitment.objects.get()
    told = {"kind": "extension", "until_on": date(2027, 3, 1), "reason": "Late.", "via": "page", "now": LETTER_DAY}
    change.ask(commitment=commitment, party=lars.party, asked_by=lars, **told)

    page = client.post(link, ASKED)

    assert "waits for its decision" in text(page)
    assert Request.objects.count() == 1


def test_whoever_handed_the_part_over_asks_for_nothing_even_after_a_report(client, link, vera):
    client.post(link, SAID)
    vera.responsibilities.update(focal_point=None)

    answer = client.post(link, ASKED)

    assert (answer.status_code, Request.objects.count()) == (409, 0)
    assert "Ask for an extension" not in text(client.get(link))


def test_without_a_due_date_there_is_nothing_to_extend(client, link):
    Commitment.objects.update(due_on=None, due_ends_on=None)

    assert "Ask for an extension" not in text(client.get(link))


def test_looking_asks_for_nothing(client, link):
    with recorded_writes() as found:
        client.get(link + "?ask=extension&extension-until_on=2027-06-30&extension-reason=x")

    assert (found, Request.objects.count()) == ([], 0)


def test_a_forecast_comes_with_the_report(client, link):
    client.post(link, SAID | {"forecast_on": "2026-11-30"})

    assert ProgressReport.objects.get().forecast_on == date(2026, 11, 30)
    assert "30 November 2026" in text(client.get(link))
