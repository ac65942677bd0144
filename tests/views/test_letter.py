"""The short report form behind a letter's link: no sign-in, one report, in a minute."""

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import transaction

from tests.bad_input import ALL, each
from tests.conftest import days
from tests.letters.mailed import answer_links, newest_letter, watch
from tests.views.conftest import LETTER_DAY, SAID
from tests.views.pages import choose, queries_of, text
from tracker.actions import person as person_actions
from tracker.models import Flag, Person, ProgressReport

NOTHING = {"nothing_to_report": "on"}


def test_the_link_opens_a_short_form_with_facts_and_flags(client, link):
    page = client.get(link)

    assert page.status_code == 200
    assert list(page.context["form"].fields) == ["status", "health", "nothing_to_report", "done", "next_step", "obstacle", "forecast_on"]
    for shown in (
        "Roadmap for customs cooperation",
        "VLK-2026-01 · Velika–Lorn commission",
        "Velika has never reported since the meeting of 15 January 2026; reports are due every 90 days; 21 days late.",
        "No report yet",
        "Not started: nothing to report",
        "You answer as Vera Orel.",
    ):
        assert shown in text(page)


def test_a_report_by_the_link_is_the_recipients_and_clears_the_flag(client, link, vera):
    answer = client.post(link, SAID)

    written = ProgressReport.objects.get()
    assert f"http://localhost:8000{answer.url}" == link
    assert (written.author, written.via, written.reported_at) == (vera, "letter", LETTER_DAY)
    assert {name: getattr(written, name) for name in SAID} == SAID
    assert {flag.party.short_code for flag in Flag.objects.open()} == {"LOR"}


def test_after_the_report_the_link_shows_what_was_said_and_what_it_cleared(client, link, clock):
    client.post(link, SAID)
    clock.move_to(days(115))

    page = client.get(link)

    assert (page.status_code, page.context["standing"], page.context["others"]) == (200, [], [])
    for shown in ("your word is recorded", "“Land was bought.”", "Permits.", "permit", "21 days late.", "Nothing else in this letter waits for you."):
        assert shown in text(page)


def test_one_button_says_that_the_last_word_is_still_accurate(client, link, clock, vera):
    client.post(link, SAID)
    clock.move_to(days(300))
    watch(now=days(300))
    [link] = answer_links(newest_letter(vera))

    page = client.get(link)
    client.post(link, NOTHING)

    newest = ProgressReport.objects.first()
    assert "Still accurate: nothing to report" in text(page)
    assert "In progress, at risk – “Land was bought.” (6 May 2026, 6 months ago)" in text(page)
    assert (page.context["form"]["status"].value(), page.context["form"]["health"].value()) == ("in_progress", "at_risk")
    assert (newest.nothing_to_report, newest.status, newest.health, newest.done) == (True, "in_progress", "at_risk", "")


def test_words_and_the_button_together_are_asked_about_and_kept(client, link):
    page = client.post(link, SAID | NOTHING)

    assert page.context["form"].errors == {"nothing_to_report": ["You wrote what was done, so there is something to report. Clear one of the two."]}
    assert (page.context["form"]["done"].value(), ProgressReport.objects.count()) == ("Land was bought.", 0)


@pytest.mark.parametrize("words", [SAID, SAID | {"done": "  Land was bought.\r\n"}, NOTHING], ids=["report", "space around it", "nothing to report"])
def test_the_same_form_sent_twice_is_one_report(client, link, words):
    answers = [client.post(link, words).status_code for _again in range(2)]

    assert (answers, ProgressReport.objects.count()) == ([302, 302], 1)


@pytest.mark.parametrize("first", [SAID, NOTHING], ids=["a report", "nothing to report"])
def test_other_words_by_a_used_link_are_shown_back_and_not_taken(client, link, first):
    client.post(link, first)

    page = client.post(link, SAID | {"done": "The contract is signed."})

    assert (page.status_code, ProgressReport.objects.count()) == (409, 1)
    assert "This link was used already" in text(page)
    assert "What you wrote was not recorded" in text(page)
    assert "The contract is signed." in text(page)
    assert "/commitments/VLK-2026-01/report/VEL/" in text(page)


def test_an_empty_form_by_a_used_link_is_told_so(client, link):
    client.post(link, SAID)

    page = client.post(link, {})

    assert page.status_code == 409
    assert "What you wrote" not in text(page)


def test_the_rest_of_the_letter_is_one_step_away(client, clock, pledge, vera):
    for title in ("Roadmap", "Working group", "Rail corridor"):
        pledge(title)
    watch(now=LETTER_DAY)
    first, second, third = answer_links(newest_letter(vera))

    client.post(first, SAID)

    assert [(other.title, other.link) for other in client.get(first).context["others"]] == [("Working group", second), ("Rail corridor", third)]
    assert client.get(second).status_code == 200


def test_what_was_answered_waits_no_more_even_where_a_flag_still_stands(client, clock, pledge, vera):
    for title in ("Roadmap", "Rail corridor"):
        pledge(title, due_on=date(2026, 3, 1))
    watch(now=LETTER_DAY)
    first, second = answer_links(newest_letter(vera))
    client.post(first, SAID)

    client.post(second, SAID)

    page = client.get(second)
    assert ([flag.rule for flag in page.context["standing"]], page.context["others"]) == (["overdue"], [])


def test_a_used_link_costs_the_same_with_one_other_and_with_three(client, clock, pledge, vera):
    for title in ("One", "Two"):
        pledge(title)
    watch(now=LETTER_DAY)
    [used, _other] = answer_links(newest_letter(vera))
    client.post(used, SAID)
    with_one = queries_of(client, used)

    for title in ("Three", "Four"):
        pledge(title)
    clock.move_to(days(118))
    watch(now=days(118))
    used = answer_links(newest_letter(vera))[0]
    client.post(used, SAID)
    with_three = queries_of(client, used)

    assert with_three == with_one


def test_somebody_without_an_account_answers(client, link, vera):
    Person.objects.filter(pk=vera.pk).update(user=None)

    assert client.post(link, SAID).status_code == 302
    assert "Your next letter brings a new link." in text(client.post(link, NOTHING))


def test_whoever_is_signed_in_here_the_answer_is_the_recipients(client, link, vera, lars):
    client.force_login(lars.user)

    assert "You answer as Vera Orel." in text(client.get(link))
    client.post(link, SAID)

    assert ProgressReport.objects.get().author == vera


def test_the_page_speaks_the_recipients_language_and_counts_by_their_clock(client, link, vera):
    person_actions.set_own(person=vera, fields={"language": "fa", "time_zone": "Pacific/Kiritimati"}, now=LETTER_DAY)

    form, wrong = client.get(link), client.post(link, SAID | {"obstacle": "fog"})
    client.post(link, SAID)
    answered = client.get(link)

    assert '<html lang="fa" dir="rtl">' in text(form)
    assert "15 ژانویه 2026; reports are due every 90 days; 22 روز دیرکرد." in text(form)  # it is Thursday there
    assert "Select a valid choice" not in text(wrong)
    assert "7 مه 2026, 02:00" in text(answered)


@pytest.mark.parametrize("value", each(ALL))
def test_bad_input_is_answered_beside_the_field_and_kept(client, link, value):
    for name in (*SAID, "nothing_to_report"):
        words = SAID | {name: value}
        with transaction.atomic():
            answer = client.post(link, urlencode(words, errors="surrogatepass"), content_type="application/x-www-form-urlencoded")
            transaction.set_rollback(True)

        assert answer.status_code in (200, 302)
        if answer.status_code == 200:
            form = answer.context["form"]
            assert form.errors
            assert {kept: form[kept].value() for kept in SAID if kept != name} == {kept: SAID[kept] for kept in SAID if kept != name}
            assert form[name].value() in (answer.wsgi_request.POST[name], True)


def test_markup_in_words_is_shown_as_text(client, link):
    client.post(link, SAID | {"done": "<script>alert(1)</script>"})
    pages = [client.get(link), client.post(link, SAID | {"done": "<script>alert(2)</script>"})]

    assert [len(re.findall(r"<script>alert", text(page))) for page in pages] == [0, 0]
    assert "&lt;script&gt;alert(2)" in text(pages[1])


def test_the_report_form_carries_its_token_too(strict, link):
    assert strict.post(link, SAID).status_code == 403
    assert choose(strict, link, **SAID).status_code == 302
