"""A body's watch: what a change would do is told before it is made."""

import pytest
import time_machine
from django.urls import reverse

from tests.conftest import days, person_of
from tests.views.pages import signed_in, text
from tracker.actions import body as body_actions
from tracker.actions import person as person_actions
from tracker.actions import sweep
from tracker.forms.entry import Difference
from tracker.models import Body, Escalation, EscalationStep, Flag, LadderStep, LedgerEntry, Notice
from tracker.rules.escalation import Step

NOW = days(100)  # ten days after a report was due, within the grace
TYPED = {
    "version": 1,
    "cadence_days": 90,
    "grace_days": 14,
    "scale": "ogp",
    "wait_focal_point": 0,
    "wait_alternate": 14,
    "wait_validator": 30,
    "wait_co_chair": 60,
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def page(client, pledge, dora):
    """The address of the watch of the commission, for the desk."""
    pledge("Roadmap")
    pledge("Rail corridor")
    signed_in(client, dora)
    return reverse("watch", args=["VLK"])


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (Body, Flag, Notice, LadderStep, Escalation, EscalationStep, LedgerEntry)]


def test_a_preview_names_flags_and_people_and_keeps_nothing(client, page):
    before = rows()

    answer = client.post(page, TYPED | {"grace_days": 0, "preview": "on"})

    forecast = answer.context["forecast"]
    assert (forecast.raised, forecast.cleared, forecast.mailed) == (4, 0, 2)
    assert [person.name for person in forecast.mails] == ["Lars Dahl", "Vera Orel"]
    for shown in ("Would raise 4, clear 0, mail 2 people.", "VLK-2026-01", "Velika has never reported since the meeting of 15 January 2026"):
        assert shown in text(answer)
    assert rows() == before


def test_a_preview_tells_what_would_be_cleared(client, clock, page):
    clock.move_to(days(110))
    sweep.run(now=days(110))
    before = rows()

    forecast = client.post(page, TYPED | {"grace_days": 60, "preview": "on"}).context["forecast"]

    assert (forecast.raised, forecast.cleared, forecast.mailed, len(forecast.clears)) == (0, 4, 0, 4)
    assert rows() == before


def test_a_preview_of_a_ladder_tells_whom_it_would_write_to(client, clock, page, velika):
    person_of("Anna Alternate", velika, "alternate")
    sweep.run(now=days(106))
    sweep.run(now=days(109))  # Monday: both have their digest
    clock.move_to(days(110))

    forecast = client.post(page, TYPED | {"wait_alternate": 2, "preview": "on"}).context["forecast"]

    assert (forecast.raised, [person.name for person in forecast.mails]) == (0, ["Anna Alternate"])
    assert Notice.objects.filter(kind="escalation").count() == 0


def test_a_long_list_is_cut_and_says_so(client, page, pledge):
    for number in range(10):
        pledge(f"Another {number}")

    answer = client.post(page, TYPED | {"grace_days": 0, "preview": "on"})

    assert (answer.context["forecast"].raised, len(answer.context["forecast"].raises)) == (24, 20)
    assert "and others" in text(answer)


def test_save_changes_pace_and_ladder(client, page, commission):
    client.post(page, TYPED | {"grace_days": 0, "wait_validator": "", "wait_co_chair": 20, "save": "on"})

    commission.refresh_from_db()
    assert (commission.grace_days, commission.version) == (0, 2)
    assert list(commission.ladder.values_list("rung", "wait_days")) == [("focal_point", 0), ("alternate", 14), ("co_chair", 20)]
    assert client.get(page).context["form"]["wait_validator"].value() is None


def test_the_default_ladder_is_not_written_down(client, page):
    client.post(page, TYPED | {"save": "on"})

    assert LadderStep.objects.count() == 0


def test_a_stale_form_shows_both_and_the_next_save_is_deliberate(client, page, commission):
    body_actions.revise(body=commission, version=1, fields={"cadence_days": 30}, now=NOW)

    first = client.post(page, TYPED | {"save": "on"})
    again = first.context["form"]["version"].value()
    client.post(page, TYPED | {"version": again, "save": "on"})

    commission.refresh_from_db()
    assert (first.status_code, first.context["differences"]) == (409, [Difference("Reports are due every", "30", "90")])
    assert commission.cadence_days == 90


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"cadence_days": 0}, "cadence_days"),
        ({"wait_alternate": -1}, "wait_alternate"),
        ({"wait_alternate": "9999999999"}, "wait_alternate"),
        ({"wait_focal_point": "", "wait_alternate": "", "wait_validator": "", "wait_co_chair": ""}, "wait_focal_point"),
        ({"scale": "stars"}, "scale"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client, page, typed, field):
    answer = client.post(page, TYPED | typed | {"save": "on"})

    assert (list(answer.context["form"].errors), Body.objects.get().version) == ([field], 1)


def test_the_desk_of_the_body_may_and_others_may_not(client, page, commission, vera, paul):
    nora = person_of("Nora Desk")
    person_actions.give_post(person=nora, role="desk", body=commission, starts_on=days(0).date(), now=days(0))

    found = {}
    for person in (nora, vera, paul):
        signed_in(client, person)
        found[person.name] = (client.get(page).status_code, client.post(page, TYPED | {"save": "on", "version": 7}).status_code)

    assert found == {"Nora Desk": (200, 409), "Vera Orel": (403, 403), "Paul Principal": (403, 403)}
    assert client.get(reverse("watch", args=["NONE"])).status_code == 404


def test_a_ladder_that_ended_goes_on_when_a_rung_is_added(client, clock, page, commission):
    ladder = [Step(rung="focal_point", wait_days=0)]
    body_actions.revise(body=commission, version=1, fields={}, ladder=ladder, now=NOW)
    sweep.run(now=days(106))
    carla = person_of("Carla Chair")
    person_actions.give_post(person=carla, role="co_chair", body=commission, starts_on=days(0).date(), now=NOW)
    clock.move_to(days(110))

    client.post(page, TYPED | {"version": 2, "wait_alternate": "", "wait_validator": "", "wait_co_chair": 1, "save": "on"})
    sweep.run(now=days(110))

    assert EscalationStep.objects.filter(recipient=carla).count() == 4
