"""What a roadmap is measured by: said by the desk, read by it and by the parties."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from tests.conftest import days
from tests.views.pages import rows, signed_in, text
from tracker.actions import indicator
from tracker.models import Indicator, IndicatorReading

NOW = days(30)
PAGE = "/commitments/VLK-2026-01/indicators/"
TRADE = {"title": "Trade between the two", "unit": "million EUR", "baseline": "120", "target": "1000", "target_year": "2030"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def roadmap(pledge):
    return pledge("Roadmap", kind="roadmap")


@pytest.fixture
def trade(roadmap):
    indicator.define(commitment=roadmap, version=1, rows=[indicator.Row(title="Trade", unit="million EUR", target=Decimal(1000))], by=None, now=NOW)
    return roadmap.indicators.get()


def test_the_desk_says_what_is_measured(client, roadmap, dora):
    signed_in(client, dora)

    page = text(client.post(PAGE, {"version": 1} | rows("indicators", [TRADE]), follow=True))

    row = Indicator.objects.get()
    assert (row.title, row.unit, row.baseline, row.target, row.target_year) == ("Trade between the two", "million EUR", 120, 1000, 2030)
    assert "The indicators are saved." in page
    assert "never read" in page


def test_a_party_reads_it_and_its_page_shows_the_figure_with_its_day(client, trade, vera):
    signed_in(client, vera)

    page = text(client.post(f"/indicators/{trade.pk}/read/", {"on": "2026-02-01", "value": "340.5", "key": str(uuid.uuid4())}, follow=True))

    reading = trade.readings.get()
    assert (reading.on, reading.value, reading.recorded_by) == (date(2026, 2, 1), Decimal("340.5"), vera)
    assert "340.5" in page
    assert "1 Feb 2026" in page


def test_a_day_that_has_not_come_is_refused(client, trade, vera):
    signed_in(client, vera)

    answer = client.post(f"/indicators/{trade.pk}/read/", {"on": "2026-12-01", "value": "1"})

    assert answer.context["form"].errors == {"on": ["This day has not come yet. Give the day of the figure."]}
    assert IndicatorReading.objects.count() == 0


def test_one_that_was_read_is_not_taken_away(client, roadmap, trade, dora):
    indicator.read(indicator=trade, on=date(2026, 2, 1), value=Decimal(1), by=None, now=NOW)
    roadmap.refresh_from_db()
    signed_in(client, dora)

    answer = client.post(PAGE, {"version": roadmap.version} | rows("indicators", [{"id": trade.pk, "title": "Trade", "DELETE": "on"}], initial=1))

    assert "“Trade” was read already, so it stays on record." in text(answer)
    assert Indicator.objects.count() == 1


def test_a_stale_list_shows_both_and_loses_nothing(client, roadmap, trade, dora):
    signed_in(client, dora)

    answer = client.post(PAGE, {"version": 1} | rows("indicators", [TRADE]))

    assert answer.status_code == 409
    assert "Trade between the two" in text(answer)
    assert Indicator.objects.get() == trade


def test_the_indicator_of_another_commitment_stays_as_it_is(client, pledge, trade, dora):
    other = pledge("Other", kind="roadmap")
    signed_in(client, dora)

    client.post(f"/commitments/{other.reference}/indicators/", {"version": 1} | rows("indicators", [TRADE | {"id": trade.pk}], initial=1))

    trade.refresh_from_db()
    assert (trade.title, trade.commitment.title) == ("Trade", "Roadmap")
    assert other.indicators.get().title == "Trade between the two"
