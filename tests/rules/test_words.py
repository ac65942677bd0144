from datetime import date, timedelta

import pytest

from tracker.rules import words

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("on", "precision", "said"),
    [
        (date(2026, 6, 30), "day", "30 Jun 2026"),
        (date(2026, 6, 30), "month", "Jun 2026"),
        (date(2028, 10, 1), "quarter", "Q4 2028"),
        (date(2028, 3, 31), "quarter", "Q1 2028"),
        (date(2026, 1, 1), "year", "2026"),
    ],
)
def test_a_due_date_is_said_as_exactly_as_it_is_known(on, precision, said):
    assert words.due(on, precision) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-146, "146 days late"),
        (-1, "1 day late"),
        (0, "due today"),
        (1, "tomorrow"),
        (14, "in 14 days"),
        (36, "in 5 weeks"),
        (120, "in 4 months"),
        (760, "in 2 years"),
    ],
)
def test_a_due_date_stands_at_a_distance_from_today(days, said):
    assert words.lateness(TODAY + timedelta(days=days), TODAY) == said


@pytest.mark.parametrize(
    ("days", "said"), [(0, "today"), (1, "yesterday"), (9, "9 days ago"), (99, "99 days ago"), (120, "4 months ago"), (800, "2 years ago"), (-3, "in 3 days")]
)
def test_what_happened_is_so_long_ago(days, said):
    assert words.ago(TODAY - timedelta(days=days), TODAY) == said


@pytest.mark.parametrize(("days", "tone"), [(-1, "bad"), (0, "warn"), (60, "warn"), (61, "plain")])
def test_a_due_date_that_is_near_asks_for_a_second_look(days, tone):
    assert words.nearness(TODAY + timedelta(days=days), TODAY) == tone
