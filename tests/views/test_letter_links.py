"""Links that take no answer any more, and the many eyes that open links: looking never changes anything."""

import re
from urllib.parse import quote

import pytest

from tests import conftest
from tests.bad_input import SMALL, each
from tests.conftest import days
from tests.views.conftest import LETTER_DAY, SAID
from tests.views.pages import recorded_writes, text
from tracker.models import Commitment, ProgressReport


def expire(clock, link, vera):
    clock.move_to(days(111 + 45))


def cut_off(clock, link, vera):
    return link[:-9] + "/"


def tamper(clock, link, vera):
    return re.sub(r"/answer/\d+", "/answer/0", link)


def deactivate(clock, link, vera):
    vera.user.is_active = False
    vera.user.save()


def hand_over(clock, link, vera):
    vera.responsibilities.update(focal_point=None)


def close(clock, link, vera):
    conftest.close(Commitment.objects.get(), "dropped", LETTER_DAY)


UNKNOWN = [(cut_off, 404, "This link does not work"), (tamper, 404, "This link does not work"), (deactivate, 404, "This link does not work")]
KNOWN = [(expire, 410, "This link is too old"), (hand_over, 409, "Somebody else answers for this now"), (close, 409, "This commitment is closed")]


@pytest.mark.parametrize(("change", "status", "title"), [*UNKNOWN, *KNOWN])
def test_a_link_that_takes_no_answer_says_why(client, link, clock, vera, change, status, title):
    link = change(clock, link, vera) or link

    answers = [client.get(link), client.post(link, SAID)]

    assert [answer.status_code for answer in answers] == [status, status]
    assert title in text(answers[0])
    assert ProgressReport.objects.count() == 0


@pytest.mark.parametrize(("change", "status", "title"), UNKNOWN)
def test_a_link_that_is_not_known_tells_nothing_of_the_commitment(client, link, clock, vera, change, status, title):
    page = client.get(change(clock, link, vera) or link)

    assert "VLK-2026-01" not in text(page)


@pytest.mark.parametrize(("change", "status", "title"), KNOWN)
def test_words_sent_to_a_link_that_ended_meanwhile_are_shown_back(client, link, clock, vera, change, status, title):
    change(clock, link, vera)

    page = client.post(link, SAID)

    assert "What you wrote was not recorded" in text(page)
    assert "Land was bought." in text(page)
    assert "What you wrote" not in text(client.get(link))


def test_a_link_is_good_for_45_days(client, link, clock):
    clock.move_to(days(111 + 45).replace(hour=11, minute=59))

    assert client.post(link, SAID).status_code == 302


def test_what_was_said_stays_in_sight_after_a_hand_over(client, link, vera):
    client.post(link, SAID)
    vera.responsibilities.update(focal_point=None)

    assert "your word is recorded" in text(client.get(link))


def test_a_link_that_lost_its_last_stroke_still_leads_there(client, link):
    assert client.get(link[:-1], follow=True).status_code == 200


@pytest.mark.parametrize("kind", ["answer", "unsubscribe"])
@pytest.mark.parametrize("token", each(SMALL))
def test_no_address_breaks_the_page(client, db, kind, token):
    assert client.get(f"/{kind}/{quote(token, safe='', errors='surrogatepass')}/").status_code == 404


def scan(client, address: str) -> list[int]:
    """As mail scanners do: everything three times, by HEAD and by GET."""
    return [getattr(client, method)(address).status_code for method in ("head", "get") * 3]


@pytest.mark.parametrize("change", [None, deactivate, hand_over, close, expire])
def test_scanners_that_open_every_link_write_nothing(client, link, unsubscribe, clock, vera, change):
    if change:
        change(clock, link, vera)

    with recorded_writes() as writes:
        scan(client, link)
        scan(client, unsubscribe)

    assert writes == []


def test_a_link_that_scanners_opened_still_works(client, link):
    assert scan(client, link) == [200] * 6
    assert client.post(link, SAID).status_code == 302
    with recorded_writes() as writes:
        assert scan(client, link) == [200] * 6
    assert writes == []


def test_other_methods_are_refused(client, link, unsubscribe):
    answers = [getattr(client, method)(address) for method in ("put", "patch", "delete") for address in (link, unsubscribe)]

    assert [answer.status_code for answer in answers] == [405] * 6


def test_the_pages_are_kept_by_no_cache_found_by_no_search_and_name_themselves_to_no_other_host(client, link, unsubscribe):
    for address in (link, link[:-9] + "/", unsubscribe):
        page = client.get(address)

        assert {"no-store", "private"} <= set(page["Cache-Control"].split(", "))
        assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex, nofollow", "same-origin")
