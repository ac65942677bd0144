"""Every address, tried by every actor with every method on every kind of record, answers as policy.toml says."""

import re
from contextlib import nullcontext
from urllib.parse import quote

import pytest

from tests.access import addresses
from tests.access.door import SAFE, Doors, bare_refusals, pages_in_short
from tests.access.policy import METHODS, read
from tests.access.world import ACTORS

pytestmark = pytest.mark.django_db  # so that there is a database; the record itself is seeded once, before any test
PAGES = read().pages
OF_A_RECORD = [name for name, page in PAGES.items() if page.about in addresses.KINDS and addresses.KINDS[page.about].missing]
PAST, GONE_BY = ("commitments", "commitment", "meeting", "party"), "?as_of=2026-08-02"
DECIDING = ("GET", "POST")  # the others are answered like GET or before the record is looked at: one record stands for all
OWN = {"django_session", "cache"}  # a session of its own, and how often a sign-in was tried
ONE_CLICK = "List-Unsubscribe=One-Click"


@pytest.fixture(scope="module")
def doors(world):
    return Doors(world)


def test_every_address_has_a_name_or_stands_in_the_policy_by_its_route():
    unnamed = [name for name, pattern, _route in addresses.named() if not pattern.name]

    assert [name for name in unnamed if not (name in PAGES and PAGES[name].path)] == []


def test_every_address_is_classified_once_and_nothing_else_is(policy):
    assert set(policy.pages) == {name for name, _pattern, _route in addresses.named()}
    assert policy.repeated == []


def test_every_argument_has_a_sample():
    unknown = [name for name, page in PAGES.items() if page.about not in ("", "row", *addresses.KINDS)]
    wanting = [name for name, _pattern, route in addresses.named() if "<" in route and not (PAGES[name].about or PAGES[name].path)]

    assert (unknown, wanting) == ([], [])


def test_every_actor_is_told_what_it_may_see(policy):
    assert [actor for actor in ACTORS if not policy.sees(actor)] == []


@pytest.fixture(scope="module")
def refused_in_short():
    with bare_refusals():
        yield


@pytest.mark.parametrize("name", PAGES)
def test_each_cell_answers_as_the_policy_says(name, policy, world, doors, refused_in_short):
    assert wrong_cells(name, policy, world, doors) == []


@pytest.mark.parametrize("name", PAST)
def test_a_day_gone_by_is_shown_to_those_who_see_the_record_today(name, policy, world, doors, refused_in_short):
    assert wrong_cells(name, policy, world, doors, ("GET", "POST"), query=GONE_BY) == []


def wrong_cells(name, policy, world, doors, methods=METHODS, drawn=("GET", "POST"), query="") -> list[str]:
    page, table = PAGES[name], getattr(addresses.KINDS.get(PAGES[name].about), "table", "sees")
    wrong = []
    for number, sample in enumerate(addresses.samples(name, page.about, world)):
        address = addresses.address(name, page, sample) + query
        tried = [method for method in methods if number == 0 or method in DECIDING]
        for actor in (actor for actor in ACTORS if policy.is_one_of(actor, page.tried_by)):
            for method in tried:
                expected = policy.expected(page, actor, method, table=table, record=sample.record, side=sample.side)
                with nullcontext() if method in drawn else pages_in_short():
                    answer = doors.knock(actor, method, address)
                if (told := _told(answer, page)) != expected:
                    wrong.append(f"{actor} {method} {sample.record or '-'}: {told} instead of {expected}")
                if method in SAFE and (written := set(answer.writes) - OWN):
                    wrong.append(f"{actor} {method} {sample.record or '-'}: writes to {', '.join(sorted(written))}")
    return wrong


def _told(answer, page) -> str:
    if answer.status == 302 and re.match(r"(/accounts/login/|/admin/login/)\?next=", answer.location):
        return "login"
    return "ok" if answer.status in page.answers else str(answer.status)


@pytest.mark.parametrize("name", OF_A_RECORD)
def test_what_one_may_not_know_of_answers_like_what_does_not_exist(name, policy, world, doors):
    page, kind = PAGES[name], addresses.KINDS[PAGES[name].about]
    different, compared = [], 0
    for actor in ACTORS:
        for method in DECIDING:
            nothing = _told_of(actor, method, addresses.address(name, page, addresses.Sample(kind.missing)), doors)
            for sample in kind.samples(world):
                if sample.record not in policy.sees(actor, kind.table):
                    compared += 1
                    hidden = _told_of(actor, method, addresses.address(name, page, sample), doors)
                    different += [f"{actor} {method} {sample.record}"] if hidden != nothing else []
    assert different == []
    assert compared


def _told_of(actor, method, address, doors) -> tuple:
    """What an answer tells, but for the address that was asked for and the tokens of its forms."""
    answer = doors.knock(actor, method, address)
    told = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", answer.text)
    headers = {name: value.replace(address, "…").replace(quote(address, safe=""), "…") for name, value in answer.headers.items()}
    return answer.status, told.replace(address, "…"), headers


def test_nobody_signs_up(doors):
    assert not may_sign_up(doors)


def may_sign_up(doors) -> bool:
    return 'type="password"' in doors.knock("anonymous", "GET", "/accounts/signup/").text


@pytest.fixture(scope="module")
def strict(world):
    return Doors(world, enforce_csrf_checks=True)


@pytest.mark.parametrize("name", PAGES)
def test_no_form_is_taken_without_the_pages_own_token(name, world, strict):
    page = PAGES[name]
    address = addresses.address(name, page, addresses.samples(name, page.about, world)[0])

    answers = {method: strict.knock("admin", method, address) for method in METHODS if method not in SAFE}

    assert {method: (answer.status, set(answer.writes)) for method, answer in answers.items() if answer.status not in (403, 405)} == {}


def test_only_the_one_click_of_a_mail_program_needs_no_token(world, strict):
    page = PAGES["unsubscribe"]
    address = addresses.address("unsubscribe", page, addresses.samples("unsubscribe", page.about, world)[0])

    answers = [strict.knock("anonymous", "POST", address, body) for body in (ONE_CLICK, f"{ONE_CLICK}&digest=off")]

    assert [answer.status for answer in answers] == [200, 403]
