"""Fewer letters or none: by the page's own buttons, or by a mail program's one click."""

from urllib.parse import urlencode

import pytest

from tests.bad_input import ALL, each
from tests.conftest import days
from tests.views.pages import choose, text
from tracker.models import Person


def digest_of(person) -> str:
    return Person.objects.get(pk=person.pk).digest


def test_the_page_says_what_one_gets(client, unsubscribe):
    assert "Vera Orel gets a letter every week while something waits, and a reminder before a report is due." in text(client.get(unsubscribe))


@pytest.mark.parametrize("format", ["urlencoded", "multipart"])
def test_a_mail_programs_one_click_stops_all_letters(strict, letter, vera, format):
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    sent = {
        "urlencoded": {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"},
        "multipart": {"data": {"List-Unsubscribe": "One-Click"}},
    }[format]

    answers = [strict.post(address, **sent).status_code for _again in range(2)]

    vera.refresh_from_db()
    assert (answers, vera.digest, vera.digest_at, vera.reminder_at) == ([200, 200], "off", None, None)


@pytest.mark.parametrize(
    "body",
    [
        "digest=off",
        "List-Unsubscribe=One-Click&digest=weekly",
        "List-Unsubscribe=one-click",
        "List-Unsubscribe=One-Click&List-Unsubscribe=One-Click&x=",
        "",
    ],
)
def test_any_other_body_without_the_pages_token_is_refused(strict, unsubscribe, vera, body):
    answer = strict.post(unsubscribe, body, content_type="application/x-www-form-urlencoded")

    assert (answer.status_code, digest_of(vera)) == (403, "weekly")


def test_the_pages_own_buttons_stop_letters_and_bring_them_back(strict, unsubscribe, vera):
    stopped = choose(strict, unsubscribe, digest="off")
    off = digest_of(vera)
    weekly = choose(strict, unsubscribe, digest="weekly")

    vera.refresh_from_db()
    assert (off, vera.digest) == ("off", "weekly")
    assert vera.digest_at == days(116).replace(hour=8)  # Monday
    assert "Vera Orel gets no letters from Pledgewatch." in text(stopped)
    assert "Saved." in text(weekly)


@pytest.mark.parametrize("value", each(ALL))
def test_what_is_no_choice_changes_nothing(client, unsubscribe, vera, value):
    sent = urlencode({"digest": value}, errors="surrogatepass")

    answer = client.post(unsubscribe, sent, content_type="application/x-www-form-urlencoded")

    assert (answer.status_code, digest_of(vera)) == (200, "weekly")


def test_a_person_whose_account_is_deactivated_may_still_stop_letters(strict, unsubscribe, vera):
    vera.user.is_active = False
    vera.user.save()

    assert choose(strict, unsubscribe, digest="off").status_code == 200
    assert digest_of(vera) == "off"
