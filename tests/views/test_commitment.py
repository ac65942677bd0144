"""The list of commitments and one commitment's page."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.conftest import days
from tracker.actions import progress, sweep
from tracker.actions.commitment import Step
from tracker.models import Responsibility

LIST = "/commitments/"


@pytest.fixture
def desk(client, dora):
    client.force_login(dora.user)
    return client


def part_of(commitment, code) -> Responsibility:
    return commitment.responsibilities.get(party__short_code=code)


def report(commitment, code, *, author=None, on=80, **said):
    said = {"status": "in_progress", "health": "on_track", "done": "Land was bought."} | said
    return progress.report(responsibility=part_of(commitment, code), author=author, via="page", now=days(on), **said)


def references(response) -> list[str]:
    return [row.commitment.reference for row in response.context["rows"]]


@pytest.mark.parametrize("address", ["/desk/", "/commitments/VLK-2026-01/", "/commitments/VLK-2026-01/report/VEL/", "/evidence/1/"])
def test_an_outsider_is_sent_to_sign_in(client, pledge, address):
    pledge()

    response = client.get(address)

    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={address}")


def test_an_outsider_sees_what_is_public_from_the_day_it_is_published_and_no_names_of_people(client, pledge):
    pledge("Shown", visible_to="public", publish_on=date(2026, 2, 1))
    pledge("Under embargo", visible_to="public", publish_on=date(2026, 6, 1))
    pledge("Not public")

    with time_machine.travel(days(60), tick=False):
        listed = client.get(LIST)
        shown, embargoed = client.get("/commitments/VLK-2026-01/"), client.get("/commitments/VLK-2026-02/")

    assert references(listed) == ["VLK-2026-01"]
    assert "Vera Orel" not in shown.content.decode()
    assert (shown.status_code, embargoed.status_code) == (200, 302)


def test_the_root_leads_to_the_desk_or_to_sign_in(client, dora):
    assert client.get("/").url == reverse("account_login")

    client.force_login(dora.user)

    assert client.get("/").url == reverse("desk")


def test_the_list_costs_the_same_whatever_its_length(desk, pledge, vera, lars, django_assert_num_queries):
    def record(title):
        commitment = pledge(title, due_on=date(2026, 3, 1), quote="to draw up a roadmap for customs cooperation")
        report(commitment, "VEL", author=vera)
        report(commitment, "LOR", author=lars, nothing_to_report=True, done="")
        return commitment

    record("One")
    sweep.run(now=days(120))
    with django_assert_num_queries(11) as one:
        assert len(references(desk.get(LIST))) == 1
    record("Two")
    record("Three")
    sweep.run(now=days(120))
    with django_assert_num_queries(len(one.captured_queries)):
        assert len(references(desk.get(LIST))) == 3


def test_a_commitment_costs_the_same_however_much_happened(desk, pledge, vera, lars, django_assert_num_queries):
    steps = [Step(title="Permits", due_on=date(2026, 2, 1)), Step(title="Land", done_on=date(2026, 2, 2))]
    commitment = pledge(steps=steps[:1])
    report(commitment, "VEL", links=["https://example.org/a"])
    sweep.run(now=days(120))
    with django_assert_num_queries(35) as one:
        desk.get(commitment.get_absolute_url())

    busy = pledge("Busy", steps=steps)
    for on in (40, 80, 100):
        report(busy, "VEL", on=on, author=vera, links=[f"https://example.org/{on}"])
        report(busy, "LOR", on=on, author=lars)
    sweep.run(now=days(320))

    with django_assert_num_queries(len(one.captured_queries)):
        desk.get(busy.get_absolute_url())


def test_the_page_shows_both_words_the_quote_the_flag_and_what_happened(desk, pledge, vera):
    commitment = pledge(due_on=date(2026, 3, 1), quote="to draw up a roadmap for customs cooperation", steps=[Step(title="Permits", due_on=date(2026, 2, 1))])
    report(commitment, "VEL", author=vera, health="at_risk", links=["https://example.org/act.pdf"])
    sweep.run(now=days(120))

    page = desk.get(commitment.get_absolute_url()).content.decode()

    for words in (
        "Land was bought.",
        "Vera Orel",
        "at risk",
        "Never reported",
        "Lorn has never reported",
        "The due date",
        "Permits",
        "https://example.org/act.pdf",
    ):
        assert words in page
    assert '<mark id="quote-VLK-2026-01">to draw up a roadmap for customs cooperation</mark>' in page


def test_an_unknown_reference_is_a_404_page(desk):
    assert desk.get("/commitments/VLK-1999-01/").status_code == 404


def test_next_and_previous_walk_the_whole_list_and_back(desk, pledge):
    for number in range(27):
        pledge(f"Number {number}", due_on=date(2026, 3, 1) if number % 2 else None)

    for order in ("urgency", "due", "-due", "reference", "newest"):
        first = desk.get(LIST, {"sort": order})
        second = desk.get(LIST + first.context["next_url"])
        back = desk.get(LIST + second.context["previous_url"])

        assert len(set(references(first) + references(second))) == 27
        assert references(back) == references(first)
        assert (first.context["previous_url"], second.context["next_url"], back.context["previous_url"]) == ("", "", "")


@pytest.mark.parametrize("mark", ["", "nonsense", "\x00", "a:b", "9" * 400, "é"])
def test_a_mark_nobody_gave_out_shows_the_first_page(desk, pledge, mark):
    pledge()

    assert references(desk.get(LIST, {"after": mark})) == references(desk.get(LIST, {"before": mark})) == ["VLK-2026-01"]


def test_chips_count_what_their_links_show(desk, client, pledge, vera):
    pledge("Silent and overdue", due_on=date(2026, 3, 1))
    heard = pledge("Heard")
    report(heard, "VEL", author=vera, on=119)
    report(heard, "LOR", on=119)
    sweep.run(now=days(120))
    client.force_login(vera.user)

    chips = client.get(LIST).context["chips"]

    assert {view.name: number for view, number, _is_here in chips} == {"all": 2, "silent": 1, "overdue": 1, "soon": 0, "disagree": 0, "mine": 2}
    for view, number, _is_here in chips:
        response = client.get(LIST + view.address)
        assert len(references(response)) == response.context["found"] == number


def test_filters_stand_as_chips_that_take_them_away(desk, pledge):
    pledge(kind="roadmap")

    active = desk.get(LIST, {"kind": ["roadmap", "study"], "party": "VEL", "sort": "due"}).context["active"]

    assert [(str(filter.label), filter.address) for filter in active] == [
        ("Party: Velika", "?kind=roadmap&kind=study&sort=due"),
        ("Kind: Roadmap", "?kind=study&party=VEL&sort=due"),
        ("Kind: Study", "?kind=roadmap&party=VEL&sort=due"),
    ]


def test_a_party_of_one_commitment_shows_one_voice(desk, pledge):
    commitment = pledge()
    part_of(commitment, "LOR").delete()

    response = desk.get(commitment.get_absolute_url())

    assert [voice["part"].party.short_code for voice in response.context["voices"]] == ["VEL"]


def test_only_those_who_answer_are_offered_the_report(client, pledge, vera, paul):
    commitment = pledge()
    seen = {}
    for person in (vera, paul):
        client.force_login(person.user)
        seen[person.name] = [voice["may_report"] for voice in client.get(commitment.get_absolute_url()).context["voices"]]

    assert seen == {"Vera Orel": [True, False], "Paul Principal": [False, False]}


@pytest.mark.parametrize("reference", ["a%00b", "%ED%A0%80", "%2e%2e", "x" * 5000, "%7B%7B7*7%7D%7D"])
def test_an_address_that_no_commitment_can_have_is_a_404_page(desk, reference):
    assert [desk.get(f"/commitments/{reference}{rest}").status_code for rest in ("/", "/report/VEL/")] == [404, 404]


def test_sides_that_disagree_are_marked_in_the_list_and_told_apart_on_the_page(desk, pledge):
    pledge("Agreed")
    disagreed = pledge("Disagreed")
    report(disagreed, "VEL", status="completed")
    report(disagreed, "LOR", status="in_progress")

    listed = desk.get(LIST)
    page = desk.get(disagreed.get_absolute_url())

    shown = " ".join(listed.content.decode().split())
    assert (shown.count("sides disagree"), "VEL says </span><b>completed</b>" in shown, "LOR says </span><b>in progress</b>" in shown) == (1, True, True)
    assert "Velika says completed, Lorn says in progress" in page.content.decode()
    assert references(desk.get(LIST, {"sides": "disagree"})) == [disagreed.reference]
