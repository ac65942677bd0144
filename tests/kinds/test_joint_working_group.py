"""When the rules of a joint working group are true."""

from datetime import date

import pytest

from tests.kinds.facts import LORN, VELIKA, after, facts, group, session, step
from tracker.kinds import joint_working_group as rules
from tracker.models import Flag
from tracker.rules import flag as flags
from tracker.rules.clock import State

HELD = date(2026, 3, 2)
CONSTITUTED = date(2026, 2, 1)


def read(rule, now, **told):
    [reading] = rule(facts("joint_working_group", now=now, **told)).values()
    return reading


def chairs(*, lorn_on: date | None = None) -> list:
    done = {VELIKA: date(2026, 2, 1), LORN: lorn_on}
    return [step(n, title="Co-chair named", step="co_chairs", party=party, done_on=on) for n, (party, on) in enumerate(done.items(), 1)]


@pytest.mark.parametrize(
    ("told", "now", "expected"),
    [
        pytest.param({}, after(2026, 4, 15, hour=21), (State.WAITING, date(2026, 4, 15), ""), id="ninety days after the meeting, the last day"),
        pytest.param({}, after(2026, 4, 15, hour=22), (State.FLAGGED, date(2026, 4, 15), ""), id="the ninetieth day is over in Vienna"),
        pytest.param({"steps": chairs()}, after(2026, 4, 16), (State.FLAGGED, date(2026, 4, 15), "LOR"), id="one side has named its co-chair"),
        pytest.param({"steps": chairs(lorn_on=HELD)}, after(2026, 4, 16), (State.FLAGGED, date(2026, 4, 15), ""), id="both have"),
        pytest.param({"details": {"constitute_by": "2026-06-01"}}, after(2026, 6, 1), (State.WAITING, date(2026, 6, 1), ""), id="by an agreed day"),
        pytest.param({"group": group()}, after(2027, 1, 1), (State.WAITING, None, ""), id="it is constituted"),
        pytest.param({"suspended_until": date(2026, 12, 31)}, after(2026, 5, 1), (State.PAUSED, date(2026, 4, 15), ""), id="suspended"),
    ],
)
def test_a_group_is_constituted_in_time(told, now, expected):
    reading = read(rules.not_constituted, now, **told)

    assert (reading.state, reading.due_on, reading.about) == expected


@pytest.mark.parametrize(
    ("told", "now", "expected"),
    [
        pytest.param({}, after(2027, 1, 1), (State.WAITING, None), id="not constituted yet"),
        pytest.param({"group": group(constituted_on=CONSTITUTED)}, after(2026, 8, 3), (State.WAITING, date(2026, 8, 3)), id="the last day of half a year"),
        pytest.param({"group": group(constituted_on=CONSTITUTED)}, after(2026, 8, 3, hour=22), (State.FLAGGED, date(2026, 8, 3)), id="it is over"),
        pytest.param({"group": group(), "sessions": [session(HELD)]}, after(2027, 1, 1), (State.WAITING, None), id="it met"),
        pytest.param(
            {"group": group(constituted_on=CONSTITUTED), "sessions": [session(HELD, state="planned")]},
            after(2026, 9, 1),
            (State.FLAGGED, date(2026, 8, 3)),
            id="a session that is planned was not held",
        ),
        pytest.param({"group": group(), "sessions": [session(HELD, form="documents")]}, after(2027, 1, 1), (State.WAITING, None), id="by documents"),
    ],
)
def test_a_group_meets_within_half_a_year(told, now, expected):
    reading = read(rules.no_first_meeting, now, **told)

    assert (reading.state, reading.due_on) == expected


@pytest.mark.parametrize(
    ("every", "sessions", "now", "expected"),
    [
        pytest.param(None, [session(HELD)], after(2030, 1, 1), (State.WAITING, None), id="no cadence"),
        pytest.param(100, [], after(2030, 1, 1), (State.WAITING, None), id="it never met"),
        pytest.param(100, [session(HELD)], after(2026, 7, 30, hour=21), (State.WAITING, date(2026, 7, 30)), id="one and a half times, the last day"),
        pytest.param(100, [session(HELD)], after(2026, 7, 30, hour=22), (State.FLAGGED, date(2026, 7, 30)), id="it is over"),
        pytest.param(100, [session(HELD), session(date(2026, 7, 1), state="called_off")], after(2026, 8, 1), (State.FLAGGED, date(2026, 7, 30)), id="one off"),
        pytest.param(
            100, [session(HELD, ends_on=date(2026, 3, 4))], after(2026, 7, 31), (State.WAITING, date(2026, 8, 1)), id="counted from the last day of the session"
        ),
    ],
)
def test_a_session_is_missed_after_one_and_a_half_times_the_cadence(every, sessions, now, expected):
    reading = read(rules.session_missed, now, group=group(meets_every_days=every), sessions=sessions)

    assert (reading.state, reading.due_on) == expected


@pytest.mark.parametrize(
    ("sessions", "now", "expected"),
    [
        pytest.param([], after(2030, 1, 1), (State.WAITING, None, ""), id="no session"),
        pytest.param([session(HELD, minutes="signed")], after(2030, 1, 1), (State.WAITING, None, ""), id="signed"),
        pytest.param([session(HELD, minutes="exchanged")], after(2030, 1, 1), (State.WAITING, None, ""), id="exchanged"),
        pytest.param([session(HELD, minutes="agreed")], after(2026, 5, 1), (State.WAITING, date(2026, 5, 1), "VEL, LOR"), id="the sixtieth day"),
        pytest.param([session(HELD, minutes="agreed")], after(2026, 5, 2), (State.FLAGGED, date(2026, 5, 1), "VEL, LOR"), id="the day after"),
        pytest.param([session(HELD, signed={VELIKA: HELD})], after(2026, 5, 2), (State.FLAGGED, date(2026, 5, 1), "LOR"), id="one side signed"),
        pytest.param(
            [session(HELD), session(date(2026, 4, 1))], after(2026, 5, 2), (State.FLAGGED, date(2026, 5, 1), "VEL, LOR"), id="the oldest of two is told"
        ),
    ],
)
def test_minutes_are_signed_within_sixty_days(sessions, now, expected):
    reading = read(rules.minutes_unsigned, now, group=group(), sessions=sessions)

    assert (reading.state, reading.due_on, reading.about) == expected


FIRST, SECOND, THIRD = date(2026, 2, 2), date(2026, 3, 2), date(2026, 4, 2)


@pytest.mark.parametrize(
    ("alternates", "hosts", "expected"),
    [
        pytest.param(True, [], (None, ""), id="no session"),
        pytest.param(True, [VELIKA], (None, ""), id="whoever is first begins"),
        pytest.param(True, [VELIKA, LORN], (None, ""), id="in turn"),
        pytest.param(True, [VELIKA, VELIKA], (after(2026, 3, 2, hour=23), "VEL, LOR"), id="the same side twice"),
        pytest.param(True, [VELIKA, None, LORN], (None, ""), id="a session without a known host is passed over"),
        pytest.param(True, [VELIKA, VELIKA, LORN], (None, ""), id="the turn was made good"),
        pytest.param(False, [VELIKA, VELIKA], (None, ""), id="where hosts do not alternate"),
    ],
)
def test_sides_host_in_turn(alternates, hosts, expected):
    sessions = [session(day, host=host) for day, host in zip((FIRST, SECOND, THIRD), hosts, strict=False)]

    reading = read(rules.host_turn_skipped, after(2026, 5, 1), group=group(does_host_alternate=alternates), sessions=sessions)

    assert (reading.flag_at, reading.about) == expected


@pytest.mark.parametrize(
    ("ends_on", "now", "expected"),
    [
        pytest.param(None, after(2030, 1, 1), State.WAITING, id="without an end"),
        pytest.param(date(2026, 12, 31), after(2026, 12, 31, hour=22), State.WAITING, id="its last day"),
        pytest.param(date(2026, 12, 31), after(2026, 12, 31, hour=23), State.FLAGGED, id="the day is over in Vienna"),
    ],
)
def test_a_mandate_expires_when_its_last_day_is_over(ends_on, now, expected):
    assert read(rules.mandate_expired, now, group=group(mandate_ends_on=ends_on)).state == expected


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (
            "not_constituted",
            {"due_on": date(2026, 4, 15), "about": "LOR"},
            "The group was to be constituted by 15 April 2026; no co-chair is named by: LOR; 17 days late.",
        ),
        ("not_constituted", {"due_on": date(2026, 4, 15)}, "The group was to be constituted by 15 April 2026; 17 days late."),
        (
            "no_first_meeting",
            {"due_on": date(2026, 4, 15), "basis_on": date(2025, 10, 14)},
            "The group was constituted on 14 October 2025 and has not met; its first meeting was expected by 15 April 2026.",
        ),
        ("session_missed", {"basis_on": HELD, "threshold": 100}, "The last session was on 2 March 2026; the group meets every 100 days."),
        ("minutes_unsigned", {"basis_on": HELD, "about": "LOR"}, "The minutes of the session of 2 March 2026 are not signed by: LOR."),
        ("minutes_unsigned", {"basis_on": HELD}, "The minutes of the session of 2 March 2026 are not signed."),
        ("host_turn_skipped", {"basis_on": HELD, "about": "VEL, LOR"}, "The session of 2 March 2026 was hosted by VEL; it was the turn of LOR."),
        ("mandate_expired", {"due_on": HELD}, "The mandate of the group ended on 2 March 2026."),
    ],
)
def test_each_flag_says_why(rule, facts, expected):
    assert flags.sentence(Flag(rule=rule, **facts), date(2026, 5, 2)) == expected
