"""Projects: recorded by a desk, named by accelerations, with what each source gives."""

from datetime import date

import pytest
import time_machine

from tests.conftest import days
from tests.views.pages import queries_of, rows, signed_in, text
from tracker.actions import project as actions
from tracker.actions.commitment import Step
from tracker.models import Project

SAID = {"name": "Dry port", "sector": "transport", "place": "Lorn City", "cost": "4200000", "currency": "EUR"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(days(30), tick=False) as clock:
        yield clock


@pytest.fixture
def port(db):
    return actions.record(fields={"name": "Dry port", "cost": 4_200_000, "currency": "EUR"}, funding=[("State budget", 4_000_000)])


@pytest.fixture
def accelerated(pledge, port):
    """Construction was to end in June, shall end in April, and is now expected in July."""
    dates = {"baseline_on": date(2026, 6, 1), "due_on": date(2026, 4, 1), "forecast_on": date(2026, 7, 1)}
    commitment = pledge("Rail corridor", kind="project_acceleration", steps=[Step(title="Build", project=port, details={"stage": "construction"}, **dates)])
    commitment.projects.add(port)
    return commitment


def test_the_desk_records_a_project_with_its_funding(client, dora):
    signed_in(client, dora)

    page = text(client.post("/projects/record/", SAID | rows("funding", [{"source": "State budget", "amount": "4000000"}]), follow=True))

    row = Project.objects.get()
    assert (row.name, row.cost, row.currency, [(part.source, part.amount) for part in row.funding.all()]) == (
        "Dry port", 4_200_000, "EUR", [("State budget", 4_000_000)]
    )  # fmt: skip
    assert "The project is recorded." in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"currency": ""}, "Say in which currency the cost is."),
        ({"currency": "euro"}, "Ensure this value has at most 3 characters (it has 4)."),
        ({"cost": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(client, dora, said, sentence):
    signed_in(client, dora)

    answer = client.post("/projects/record/", SAID | said | rows("funding", []))

    assert sentence in text(answer)
    assert Project.objects.count() == 0


def test_a_name_stands_once(client, dora, port):
    signed_in(client, dora)

    answer = client.post("/projects/record/", SAID | rows("funding", []))

    assert "Another project has this name." in text(answer)
    assert Project.objects.count() == 1


def test_a_stale_form_shows_both_and_loses_nothing(client, dora, port):
    actions.revise(project=port, version=1, fields={"place": "Velika City"})
    signed_in(client, dora)

    answer = client.post(f"/projects/{port.pk}/edit/", SAID | {"version": 1} | rows("funding", []))

    assert answer.status_code == 409
    assert "Velika City" in text(answer)
    port.refresh_from_db()
    assert port.place == "Velika City"


def test_a_project_shows_who_accelerates_it_and_the_days_gained_or_lost_against_both(client, vera, port, accelerated):
    signed_in(client, vera)

    page = text(client.get(f"/projects/{port.pk}/"))

    assert "Rail corridor" in page
    assert "30 days lost against the baseline" in page
    assert "91 days lost against the target" in page


def test_a_project_of_hidden_commitments_is_hidden_too(client, vera, lars, port, pledge):
    hidden = pledge("Hidden", visible_to="desk")
    hidden.projects.add(port)
    signed_in(client, vera)

    assert client.get(f"/projects/{port.pk}/").status_code == 404
    assert "Dry port" not in text(client.get("/projects/"))


def test_a_project_costs_the_same_however_many_name_it(client, vera, port, accelerated, pledge):
    signed_in(client, vera)
    address = f"/projects/{port.pk}/"
    of_one = queries_of(client, address)
    for number in range(3):
        pledge(f"Other {number}", kind="project_acceleration", steps=[Step(title="Build", project=port)]).projects.add(port)

    assert queries_of(client, address) == of_one
