"""/health tells a monitor whether the watch is alive."""

import pytest

from tests.conftest import days
from tracker.actions import heartbeat, sweep
from tracker.models import LedgerCheck, Sweep


@pytest.fixture
def at(client, time_machine_at):
    """Ask for /health at a moment."""

    def ask(moment):
        time_machine_at(moment)
        answer = client.get("/health")
        return answer.status_code, answer.json()

    return ask


@pytest.fixture
def time_machine_at(time_machine):
    return lambda moment: time_machine.move_to(moment, tick=False)


def test_nothing_ran_yet_is_dead(db, at):
    status, answer = at(days(0))

    assert status == 503
    assert (answer["last_sweep_at"], answer["worker"], answer["mail_queue"], answer["last_mail_error"]) == (None, "late", 0, False)


def test_a_worker_that_misses_three_heartbeats_is_late(db, at):
    sweep.run(now=days(0))
    heartbeat.beat(now=days(0))

    assert [at(days(seconds / 86400))[1]["worker"] for seconds in (0, 100, 101)] == ["ok", "ok", "late"]


def test_everything_alive_but_the_broker_says_which_is_dead(db, at, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    sweep.run(now=days(0))
    heartbeat.beat(now=days(0))

    status, answer = at(days(0))

    assert (status, answer["status"], answer["broker"]) == (503, "dead: broker", "not reachable")


def test_all_alive_is_ok(db, at, settings):
    settings.CELERY_BROKER_URL = "filesystem://"
    sweep.run(now=days(0))
    heartbeat.beat(now=days(0))

    status, answer = at(days(0))

    assert (status, answer) == (
        200,
        {
            "status": "ok",
            "last_sweep_at": Sweep.objects.get().finished_at.isoformat(),
            "last_sweep_error": False,
            "worker": "ok",
            "broker": "ok",
            "mail_queue": 0,
            "last_mail_error": False,
            "letters_stopped_at": None,
            "guards": "ok",
            "ledger": "not checked yet",
        },
    )


@pytest.mark.parametrize(
    ("wrong", "day", "said", "status"),
    [
        (0, 0, "ok", "ok"),
        (2, 0, "chains that do not hold: 2 of 9; manage.py verify_ledger names them", "dead: ledger"),
        (0, 4, "not checked since 2026-01-15T12:00:00+00:00", "dead: ledger"),
    ],
)
def test_the_last_check_of_the_ledger_is_told(db, at, settings, wrong, day, said, status):
    settings.CELERY_BROKER_URL = "filesystem://"
    LedgerCheck.objects.create(checked_at=days(0), chains=9, entries=40, wrong=wrong)
    sweep.run(now=days(day))
    heartbeat.beat(now=days(day))

    _code, answer = at(days(day))

    assert (answer["ledger"], answer["status"]) == (said, status)


def test_a_sweep_later_than_two_intervals_is_dead(db, at, settings):
    settings.CELERY_BROKER_URL = "filesystem://"
    sweep.run(now=days(0))
    heartbeat.beat(now=days(1))

    status, answer = at(days(1))

    assert (status, answer["status"]) == (503, "dead: sweep")


def test_a_sweep_that_failed_is_dead_until_the_next_ends_well(db, at, settings):
    settings.CELERY_BROKER_URL = "filesystem://"
    heartbeat.beat(now=days(0))
    sweep.run(now=days(0))
    sweep.run_on_time(now=days(0))  # far from the database's clock

    status, answer = at(days(0))
    sweep.run(now=days(0))
    again, _answer = at(days(0))

    assert (status, answer["status"], again) == (503, "dead: sweep", 200)
    assert answer["last_sweep_error"] is True  # its words are for the desk
