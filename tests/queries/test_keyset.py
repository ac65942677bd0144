"""Pages that start where the last one ended."""

import pytest

from tracker.models import Party
from tracker.queries import keyset

ORDERS = [("short_code",), ("-short_code",), ("name", "id"), ("-name", "-id")]


@pytest.fixture
def parties(db):
    """Seven parties of two names."""
    return Party.objects.bulk_create(Party(name=f"Party {n % 2}", short_code=f"P{n}") for n in range(7))


def codes(page) -> list[str]:
    return [row.short_code for row in page.rows]


@pytest.mark.parametrize("order", ORDERS)
def test_pages_forward_and_back_are_the_whole_in_its_order(parties, order):
    everything = list(Party.objects.order_by(*order).values_list("short_code", flat=True))
    first = keyset.page(Party.objects.all(), order, size=3)
    second = keyset.page(Party.objects.all(), order, after=first.after, size=3)
    third = keyset.page(Party.objects.all(), order, after=second.after, size=3)
    back = keyset.page(Party.objects.all(), order, before=third.before, size=3)
    start = keyset.page(Party.objects.all(), order, before=back.before, size=3)

    assert codes(first) + codes(second) + codes(third) == everything
    assert (codes(back), codes(start)) == (codes(second), codes(first))
    assert [bool(mark) for page in (first, second, third, start) for mark in (page.before, page.after)] == [False, True, True, True, True, False, False, True]


def test_a_mark_of_another_order_counts_as_none(parties):
    mark = keyset.page(Party.objects.all(), ("short_code",), size=3).after

    assert codes(keyset.page(Party.objects.all(), ("name", "id"), after=mark, size=1)) == ["P0"]


def test_a_mark_with_nothing_beyond_it_shows_the_first_page(parties):
    mark = keyset.mark(parties[-1], ("short_code",))

    assert codes(keyset.page(Party.objects.all(), ("short_code",), after=mark, size=2)) == ["P0", "P1"]


def test_no_rows_are_one_empty_page(db):
    assert keyset.page(Party.objects.all(), ("short_code",)) == keyset.Page(rows=[])
