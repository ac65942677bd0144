"""A link is good for one purpose and one row, on our own host, and outlives a change of the key."""

import pytest

from tracker.letters import links
from tracker.models import NoticeItem, Person

ITEM, PERSON = NoticeItem(pk=7), Person(pk=7)


def token(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def test_a_link_leads_back_to_its_row():
    assert links.read_answer(token(links.answer(ITEM))) == 7
    assert links.read_unsubscribe(token(links.unsubscribe(PERSON))) == 7


def test_a_link_of_one_purpose_is_none_of_the_other():
    assert links.read_unsubscribe(token(links.answer(ITEM))) is None
    assert links.read_answer(token(links.unsubscribe(PERSON))) is None


def test_a_row_has_one_link_however_often_it_is_shown():
    assert links.answer(ITEM) == links.answer(NoticeItem(pk=7))


@pytest.mark.parametrize(
    "altered",
    [
        lambda token: token[:-1],
        lambda token: token.partition(".")[0],
        lambda token: token.replace("7", "8", 1),
        lambda token: token + "A",
        lambda token: "." + token,
        lambda token: "",
        lambda token: "٧" + token[1:],
    ],
    ids=["cut", "cut at the dot", "another row", "longer", "led by a dot", "empty", "another seven"],
)
def test_an_altered_link_leads_nowhere(altered):
    assert links.read_answer(altered(token(links.answer(ITEM)))) is None


def test_a_link_signed_with_the_key_before_stays_good(settings):
    sent = token(links.answer(ITEM))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the key that came after", [settings.SECRET_KEY]

    assert links.read_answer(sent) == 7


def test_a_link_signed_with_a_key_we_gave_up_is_dead(settings):
    sent = token(links.answer(ITEM))
    settings.SECRET_KEY = "the key that came after"

    assert links.read_answer(sent) is None


def test_links_begin_with_the_sites_own_address(settings):
    settings.SITE_URL = "https://pledges.example.org"

    assert links.answer(ITEM).startswith("https://pledges.example.org/answer/7.")
    assert links.unsubscribe(PERSON).startswith("https://pledges.example.org/unsubscribe/7.")
