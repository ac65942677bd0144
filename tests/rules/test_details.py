"""What a kind declares is kept as plain JSON, read back as it was, and said in words."""

import json
from datetime import date

import pytest

from tracker.models.kind import Field, Type
from tracker.rules import details

CHOICES = (("act", "an act"), ("report", "a report"))


def of(type: str) -> Field:
    return Field(name="own", label="own", type=type, choices=CHOICES)


@pytest.mark.parametrize(
    ("type", "value", "stored", "said"),
    [
        (Type.LINE, "Customs", "Customs", "Customs"),
        (Type.LINE, "0", "0", "0"),
        (Type.TEXT, "Two\nlines", "Two\nlines", "Two\nlines"),
        (Type.DAY, date(2026, 3, 1), "2026-03-01", "1 March 2026"),
        (Type.DAY, date(1, 1, 1), "0001-01-01", "1 January 0001"),
        (Type.DAY, date(9999, 12, 31), "9999-12-31", "31 December 9999"),
        (Type.NUMBER, 0, 0, "0"),
        (Type.NUMBER, 1_200_000, 1_200_000, "1,200,000"),
        (Type.NUMBER, 10**12, 10**12, "1,000,000,000,000"),
        (Type.YES_NO, True, True, "yes"),
        (Type.CHOICE, "act", "act", "an act"),
        (Type.CHOICES, ["act"], ["act"], "an act"),
        (Type.CHOICES, ["report", "act"], ["report", "act"], "a report, an act"),
        (Type.ADDRESS, "https://example.org/a", "https://example.org/a", "https://example.org/a"),
    ],
)
def test_a_value_is_kept_as_json_read_back_and_said(type, value, stored, said):
    field = of(type)

    kept = details.kept({"own": value}, [field])

    assert json.loads(json.dumps(kept)) == {"own": stored}
    assert details.read(kept, field) == value
    assert details.shown(kept, [field]) == [(field, said)]


@pytest.mark.parametrize("type", Type.values)
def test_what_says_nothing_is_not_kept_and_not_shown(type):
    field, nothing = of(type), {"yes_no": False, "choices": []}.get(type)

    assert [details.kept({"own": value}, [field]) for value in (None, "", [], False)] == [{}] * 4
    assert (details.kept({}, [field]), details.read({}, field), details.read({"own": None}, field)) == ({}, nothing, nothing)
    assert (details.shown({}, [field]), details.all_of({}, [field])) == ([], {"own": nothing})


def test_a_zero_says_something():
    field = of(Type.NUMBER)

    assert details.shown(details.kept({"own": 0}, [field]), [field]) == [(field, "0")]


def test_what_is_not_declared_is_not_kept():
    assert details.kept({"own": "kept", "other": "not"}, [of(Type.LINE)]) == {"own": "kept"}


@pytest.mark.parametrize(("type", "value", "said"), [(Type.CHOICE, "gone", "gone"), (Type.CHOICES, ["act", "gone"], "an act, gone")])
def test_a_choice_that_is_offered_no_more_is_shown_by_its_key(type, value, said):
    assert details.shown({"own": value}, [of(type)]) == [(of(type), said)]


def test_fields_are_shown_in_the_order_in_which_they_are_declared():
    first, second = (Field(name=name, label=name) for name in ("z", "a"))

    assert details.shown({"a": "2", "z": "1"}, [first, second]) == [(first, "1"), (second, "2")]
