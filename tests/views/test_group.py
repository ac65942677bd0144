"""A joint working group becomes a body with sides, co-chairs and terms of reference; bodies have pages of their own."""

from datetime import date

import pytest
import time_machine

from tests.conftest import MEETING_AT, days, person_of
from tests.views.pages import queries_of, rows, signed_in, text
from tracker.actions import group
from tracker.actions import meeting as meetings
from tracker.actions import person as people
from tracker.actions.meeting import Seat
from tracker.models import Body, Post, Side, Terms

NOW = days(60)
CONSTITUTE = "/commitments/VLK-2026-01/constitute/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def promised(pledge):
    return pledge("Working group on customs", kind="joint_working_group")


@pytest.fixture
def customs(promised, velika, lorn):
    """Constituted on the first of March; Velika's co-chair is named, Lorn's is not."""
    seats = [group.Seat(party=velika, secretariat="Customs service, Velika City", co_chair=person_of("Cora Chair", velika)), group.Seat(party=lorn)]
    fields = {"name": "Group on customs", "short_code": "GRP", "constituted_on": date(2026, 3, 1), "meets_every_days": 180}
    return group.constitute(commitment=promised, fields=fields, seats=seats, by=None, now=NOW)


def founded(**said) -> dict:
    return {"name": "Group on customs", "short_code": "GRP", "constituted_on": "2026-03-01", "meets_every_days": "180", "time_zone": "Europe/Vienna"} | said


def test_a_commitment_becomes_a_body_with_its_sides_and_co_chairs(client, promised, velika, lorn, vera, dora):
    signed_in(client, dora)
    sides = rows("seats", [{"party": velika.pk, "secretariat": "Customs service", "co_chair": vera.pk}, {"party": lorn.pk, "members": [velika.pk]}])

    page = text(client.post(CONSTITUTE, founded() | sides, follow=True))

    body = Body.objects.get(short_code="GRP")
    assert (body.founded_by, body.constituted_on, body.meets_every_days, body.parent.short_code) == (promised, date(2026, 3, 1), 180, "VLK")
    assert [(side.party, side.secretariat, list(side.members.all())) for side in body.sides.all()] == [(velika, "Customs service", []), (lorn, "", [velika])]
    assert Post.objects.get(body=body, role="co_chair").person == vera
    assert "Group on customs is constituted." in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"short_code": "VLK"}, "Another body has this already. Give it its own."),
        ({"name": "Velika–Lorn commission"}, "Another body has this already. Give it its own."),
        ({"constituted_on": ""}, "This field is required."),
        ({"constituted_on": "2025-01-01"}, "2025"),
        ({"short_code": "G R P"}, "Use 2 to 12 capital letters or digits, as in BY or MIOM."),
    ],
)
def test_what_is_wrong_is_said_and_no_body_is_made(client, promised, velika, dora, said, sentence):
    signed_in(client, dora)

    answer = client.post(CONSTITUTE, founded(**said) | rows("seats", [{"party": velika.pk}]))

    assert answer.status_code == 200
    assert sentence in text(answer)
    assert list(Body.objects.values_list("short_code", flat=True)) == ["VLK"]


def test_a_side_that_stands_twice_is_refused(client, promised, velika, dora):
    signed_in(client, dora)

    answer = client.post(CONSTITUTE, founded() | rows("seats", [{"party": velika.pk}, {"party": velika.pk}]))

    assert "Velika stands twice. Name each side once." in text(answer)
    assert not Body.objects.filter(short_code="GRP").exists()


def test_a_commitment_of_another_kind_becomes_none(client, pledge, dora):
    pledge("Roadmap", kind="roadmap")
    signed_in(client, dora)

    assert client.get(CONSTITUTE).status_code == 404


def test_its_page_tells_who_chairs_how_often_it_meets_and_whose_turn_it_is_to_host(client, customs, velika, lorn, vera):
    sat = [Seat(party=velika), Seat(party=lorn)]
    session = {"title": "First session", "body": customs, "ordinal": 1, "starts_on": date(2026, 3, 10), "host": velika, "minutes": "draft"}
    meetings.record(fields=session, seats=sat, now=days(58))
    signed_in(client, vera)

    page = text(client.get("/bodies/GRP/"))

    assert "Cora Chair" in page
    assert "none named" in page
    assert "every 180 days" in page
    assert "it is the turn of Lorn" in page
    assert "Working group on customs" in page


def test_terms_of_reference_have_versions_of_which_the_newest_is_shown_first(client, customs, dora):
    signed_in(client, dora)
    for words, day in (("To meet twice a year.", "2026-03-01"), ("To meet each quarter.", "2026-03-10")):
        client.post("/bodies/GRP/terms/", {"text": words, "adopted_on": day})

    page = text(client.get("/bodies/GRP/"))

    assert [(terms.number, terms.text) for terms in Terms.objects.order_by("number")] == [(1, "To meet twice a year."), (2, "To meet each quarter.")]
    assert page.index("To meet each quarter.") < page.index("To meet twice a year.")
    assert "Version 2, adopted on 10 March 2026" in page


def test_terms_of_a_group_that_one_may_not_see_are_not_told(client, pledge, velika, lorn, vera, paul):
    hidden = pledge("Hidden group", kind="joint_working_group", visible_to="desk")
    seats = [group.Seat(party=velika), group.Seat(party=lorn)]
    body = group.constitute(commitment=hidden, fields={"name": "Quiet", "short_code": "QUI", "constituted_on": date(2026, 3, 1)}, seats=seats, by=None, now=NOW)
    group.adopt_terms(body=body, text="Nobody shall know.", adopted_on=date(2026, 3, 1), by=None, now=NOW)
    signed_in(client, vera)

    page = text(client.get("/bodies/QUI/"))

    assert ("Nobody shall know." in page, "Hidden group" in page) == (False, False)


def test_the_desk_changes_its_sides_and_its_sessions(client, customs, velika, lorn, dora):
    signed_in(client, dora)
    assert [row["party"].value() for row in client.get("/bodies/GRP/edit/").context["entry"].rows] == [velika.pk, lorn.pk, None]
    sides = rows("sides", [{"party": velika.pk, "secretariat": "Moved"}, {"party": lorn.pk}], initial=2)

    client.post("/bodies/GRP/edit/", founded(version=customs.version, meets_every_days="90") | sides)

    customs.refresh_from_db()
    assert (customs.meets_every_days, [side.secretariat for side in customs.sides.order_by("id")]) == (90, ["Moved", ""])


def test_a_stale_form_shows_both_and_loses_nothing(client, customs, velika, dora):
    signed_in(client, dora)

    answer = client.post("/bodies/GRP/edit/", founded(version=0, name="Renamed") | rows("sides", [{"party": velika.pk}]))

    assert answer.status_code == 409
    assert "Renamed" in text(answer)
    assert Side.objects.filter(body=customs).count() == 2


def test_bodies_stand_below_their_parents_and_cost_the_same_however_many(client, customs, commission, vera):
    signed_in(client, vera)
    page = text(client.get("/bodies/"))
    of_two = queries_of(client, "/bodies/")
    for number in range(3):
        Body.objects.create(name=f"Group {number}", short_code=f"G{number}", parent=commission)

    assert page.index("Velika–Lorn commission") < page.index("Group on customs")
    assert "depth-1" in page
    assert queries_of(client, "/bodies/") == of_two


def test_the_page_of_a_body_costs_the_same_however_much_it_holds(client, customs, velika, lorn, vera, pledge):
    signed_in(client, vera)
    session = {"body": customs, "host": velika}
    meetings.record(fields=session | {"title": "First", "starts_on": date(2026, 3, 2)}, seats=[Seat(party=velika)], now=MEETING_AT)
    pledge("Under its eye", overseen_by=customs.founded_by)
    people.give_post(person=vera, role="co_chair", party=velika, body=customs, starts_on=date(2026, 3, 1), now=MEETING_AT)
    of_one = queries_of(client, "/bodies/GRP/")
    for number in range(3):
        meetings.record(
            fields=session | {"title": f"Session {number}", "starts_on": date(2026, 3, 3)}, seats=[Seat(party=velika), Seat(party=lorn)], now=MEETING_AT
        )
        pledge(f"Other {number}", overseen_by=customs.founded_by)
        people.give_post(person=vera, role="co_chair", party=lorn, body=customs, starts_on=date(2026, 3, 1 + number), now=MEETING_AT)

    assert queries_of(client, "/bodies/GRP/") == of_one


def test_the_list_counts_what_one_may_see_and_names_only_sessions_one_may_see(client, commission, pledge, paul, velika):
    pledge("Hidden", visible_to="desk")
    hidden = {"title": "Quiet talks", "body": commission, "starts_on": date(2026, 12, 1), "state": "planned", "visible_to": "desk"}
    meetings.record(fields=hidden, seats=[Seat(party=velika)], now=MEETING_AT)
    signed_in(client, paul)

    [row] = client.get("/bodies/").context["rows"]

    assert (row.open, row.next_session) == (0, None)
