"""What stands in which section of a session pack: plain values in, references out."""

from datetime import UTC, date, datetime

import pytest

from tracker.models import Body, Meeting
from tracker.rules import pack as rules

SINCE = "2026-01-15"
NOTHING = {"lifecycle": "in_progress", "closed_on": None, "is_overdue": False, "is_new": False, "due": None, "renews": None, "differs": False}


def part(party, reporting="up_to_date", due_on="2026-04-15", words=None):
    return {"party": party, "reporting": reporting, "due_on": due_on, "words": words}


def row(**told):
    lists = {"parts": [part("VEL"), part("LOR")], "said": [], "reached": [], "late": [], "requests": [], "obstacles": []}
    return NOTHING | lists | told


def sections(**rows):
    return rules.sections(rows, SINCE, ["VEL", "LOR"])


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("done", {"lifecycle": "completed", "closed_on": "2026-02-01"}),
        ("ended", {"lifecycle": "dropped", "closed_on": "2026-02-01"}),
        ("ended", {"lifecycle": "superseded", "closed_on": "2026-02-01"}),
        ("moved", {"said": [{"is_nothing": False}]}),
        ("moved", {"reached": [{"title": "Permits"}]}),
        ("moved", {"said": [{"is_nothing": True}, {"is_nothing": False}]}),
        ("unchanged", {"said": [{"is_nothing": True}]}),
        ("overdue", {"is_overdue": True, "due": {"ends_on": "2026-02-01"}}),
        ("late", {"late": [{"title": "Permits"}]}),
        ("new", {"is_new": True}),
        ("carried", {"renews": {"reference": "VLK-2024-01"}}),
        ("differ", {"differs": True}),
    ],
)
def test_a_commitment_stands_where_it_belongs_and_nowhere_else(section, told):
    found = sections(A=row(), B=row(**told))

    names = ("done", "ended", "moved", "unchanged", "overdue", "late", "new", "carried", "differ")
    assert {name: found[name] for name in names} == {name: [] for name in names} | {section: ["B"]}


def test_what_was_closed_on_the_day_of_the_last_session_is_no_news():
    found = sections(A=row(lifecycle="completed", closed_on=SINCE), B=row(lifecycle="completed", closed_on="2026-01-16"))

    assert (found["open"], found["done"]) == (0, ["B"])


def test_a_closed_commitment_is_neither_late_nor_silent_nor_hindered():
    closed = row(
        lifecycle="completed",
        closed_on="2026-02-01",
        is_overdue=True,
        due={"ends_on": "2026-01-20"},
        parts=[part("VEL", "silent")],
        obstacles=[{"cause": "legal"}],
        late=[{"title": "Permits"}],
    )

    found = sections(A=closed)

    assert [found[name] for name in ("overdue", "silent", "obstacles", "late", "voices")] == [[], [], [], [], []]


def test_missing_reports_stand_by_party_the_longest_due_first():
    found = sections(
        A=row(parts=[part("VEL", "silent", "2026-03-01"), part("LOR", "never_reported", "2026-03-01")]),
        B=row(parts=[part("VEL", "silent", "2026-02-01"), part("LOR", "due", "2026-02-01")]),
    )

    assert found["silent"] == [["B", "VEL"], ["A", "VEL"], ["A", "LOR"]]


def test_overdue_begins_with_the_longest():
    found = sections(A=row(is_overdue=True, due={"ends_on": "2026-03-01"}), B=row(is_overdue=True, due={"ends_on": "2026-02-01"}))

    assert found["overdue"] == ["B", "A"]


def test_obstacles_stand_by_cause_the_most_frequent_first():
    named = {"obstacle": "legal"}
    found = sections(
        A=row(obstacles=[{"cause": "permit"}], parts=[part("VEL", words=named)]),
        B=row(obstacles=[{"cause": "legal"}], parts=[part("LOR", words={"obstacle": ""})]),
    )

    assert found["obstacles"] == [
        {"cause": "legal", "open": [["B", 0]], "named": [["A", "VEL"]]},
        {"cause": "permit", "open": [["A", 0]], "named": []},
    ]


def test_each_open_commitment_is_told_in_full_once_under_its_first_part():
    found = sections(A=row(), B=row(parts=[part("LOR"), part("VEL")]), C=row(lifecycle="dropped", closed_on="2026-02-01"))

    assert found["voices"] == [{"party": "VEL", "full": ["A"], "also": ["B"]}, {"party": "LOR", "full": ["B"], "also": ["A"]}]


def test_requests_are_open_or_decided():
    found = sections(A=row(requests=[{"decision": None}, {"decision": {"verdict": "refused"}}]))

    assert (found["asked"], found["decided"]) == ([["A", 0]], [["A", 1]])


def test_parties_follow_the_sides_with_those_below_them():
    parties = {
        "OUT": {"name": "Outsider", "side": None},
        "LORRW": {"name": "Railways", "side": "LOR"},
        "LOR": {"name": "Lorn", "side": "LOR"},
        "VELMF": {"name": "Finance", "side": "VEL"},
        "VEL": {"name": "Velika", "side": "VEL"},
    }

    assert rules.ranked(parties, ["VEL", "LOR"]) == ["VEL", "VELMF", "LOR", "LORRW", "OUT"]


def test_a_renewal_leads_back_to_where_it_began_even_in_a_circle():
    chain = {
        2: {"reference": "B", "renews": 1, "meeting": {"title": "Second"}},
        1: {"reference": "A", "renews": None, "meeting": {"title": "First"}},
        7: {"reference": "C", "renews": 7, "meeting": {"title": "Third"}},
    }

    assert rules._renewed(2, chain) == {"reference": "B", "first": {"reference": "A", "meeting": {"title": "First"}}, "times": 2}
    assert rules._renewed(7, chain)["times"] == 1
    assert rules._renewed(None, chain) is None


def test_the_fingerprint_depends_on_what_is_said_and_not_on_its_order():
    assert rules.fingerprint({"a": 1, "b": "é"}) == rules.fingerprint({"b": "e\u0301", "a": 1})
    assert rules.fingerprint({"a": 1}) != rules.fingerprint({"a": 2})


TODAY = date(2026, 6, 1)
SOUND = {"meeting": None, "since_on": date(2026, 1, 15), "as_of": TODAY, "language": "en", "languages": ["en", "fa"], "today": TODAY}


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({}, []),
        ({"language": "fa"}, []),
        ({"since_on": TODAY}, []),
        ({"as_of": date(2026, 6, 2)}, ["as_of"]),
        ({"as_of": date(1800, 1, 1), "since_on": date(1900, 1, 1)}, ["as_of"]),
        ({"since_on": date(2026, 6, 2)}, ["since_on"]),
        ({"language": "xx"}, ["language"]),
        ({"meeting": Meeting(body_id=8)}, ["meeting"]),
        ({"meeting": Meeting(body_id=7)}, []),
    ],
)
def test_what_is_asked_for_is_sound_or_named(told, fields):
    assert list(rules.problems(body=Body(pk=7), **SOUND | told)) == fields


def test_the_moment_is_the_end_of_the_day_or_now_while_it_lasts():
    now = datetime(2026, 6, 1, 9, tzinfo=UTC)

    gone, today = (rules.moment_of(day, zone="Asia/Kathmandu", now=now) for day in (date(2026, 5, 31), TODAY))

    assert gone == datetime(2026, 5, 31, 18, 14, 59, 999999, tzinfo=UTC)
    assert today == now


def test_since_is_the_last_day_of_the_last_session_held_and_the_next_one_is_planned():
    sessions = [
        Meeting(pk=1, state="held", starts_on=date(2025, 1, 1), ends_on=date(2025, 1, 3)),
        Meeting(pk=2, state="called_off", starts_on=date(2026, 1, 1)),
        Meeting(pk=3, state="planned", starts_on=date(2026, 9, 1)),
        Meeting(pk=4, state="planned", starts_on=date(2026, 7, 1)),
        Meeting(pk=5, state="planned", starts_on=date(2026, 2, 1)),
        Meeting(pk=6, state="held", starts_on=date(2026, 8, 1)),
    ]

    assert rules.since(sessions, TODAY) == date(2025, 1, 3)
    assert rules.next_session(sessions, TODAY).pk == 4
    assert (rules.since([], TODAY), rules.next_session([], TODAY)) == (None, None)
