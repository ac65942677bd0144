"""Many hands on one commitment: no update is lost, and no flag stands against a word that came in time."""

import json
import os
import subprocess
import sys
import threading
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection

from tests.conftest import days
from tests.faults.scratch import scratch_database
from tracker.actions import progress, sweep
from tracker.models import Clock, Flag
from tracker.models.clock import Rule

PROCESSES, UPDATES = 20, int(os.environ.get("FAULTS_UPDATES") or 25)  # of each; 500 makes ten thousand
RACES = int(os.environ.get("FAULTS_RACES") or 20)
A_MOMENT = 0.05  # seconds: the other side goes as far as locks let it, and the outcome depends on none of it
NOW = days(110)  # both sides are silent


@pytest.fixture(scope="module")
def raced(tmp_path_factory):
    """What tests/faults/reviser.py tells of PROCESSES processes that revised one commitment at the same time."""
    folder = tmp_path_factory.mktemp("race")
    (folder / "static").mkdir()  # whitenoise warns where there is none
    with scratch_database(folder) as database:
        environment = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database,
            "SECRET_KEY": "the-key-of-a-test-with-many-hands",
            "ALLOWED_HOSTS": "testserver",
            "STATIC_MANIFEST": "0",
            "LOG_LEVEL": "ERROR",
        }
        arguments = [sys.executable, "-m", "tests.faults.reviser", str(PROCESSES), str(UPDATES)]
        program = subprocess.run(arguments, cwd=settings.BASE_DIR, env=os.environ | environment, capture_output=True, text=True)
    assert program.returncode == 0, program.stderr
    return json.loads(program.stdout)


@pytest.mark.faults
def test_of_many_updates_at_once_none_is_lost(raced):
    titles = [f"Process {process} update {update}" for process in range(PROCESSES) for update in range(UPDATES)]
    tried = sum(map(Counter, raced["counts"]), Counter())
    print(f"{len(titles)} updates in {raced['seconds']:.0f} s, {tried['stale']} refused as stale on the way")  # noqa: T201

    assert [told for told in raced["counts"] if "error" in told] == []
    assert sorted(raced["titles"]) == sorted(["Roadmap", *titles])
    assert raced["versions"] == list(range(1, len(titles) + 2))
    assert raced["version"] == len(titles) + 1
    assert raced["wrongs"] == []
    assert tried["stale"] > 0, "they never met"


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_report_that_races_the_sweep_leaves_no_stale_flag(pledge, vera):
    """The report is let go before each statement of the sweep in turn."""
    statements = 1
    for race in range(RACES):
        part = pledge(f"Pledge {race}").responsibilities.get(focal_point=vera)

        statements = meet(part, vera, before=race % statements)

        assert not Flag.objects.open().filter(responsibility=part, rule=Rule.SILENT).exists(), f"let go before statement {race % statements}"
        assert not Clock.objects.filter(responsibility=part, rule=Rule.SILENT, check_at__lte=NOW).exists()
    assert statements > 3


def meet(part, author, *, before: int) -> int:
    """Sweep, and let a report come in just before the sweep's statement number `before`; return how many there were."""
    go, is_said, seen, failures = threading.Event(), threading.Event(), [], []

    def say():
        go.wait()
        try:
            progress.report(responsibility=part, author=author, via="page", status="in_progress", done="Begun.", now=NOW)
        except BaseException as error:  # noqa: BLE001 (told below)
            failures.append(error)
        finally:
            connection.close()
            is_said.set()

    def gate(execute, sql, params, many, context):
        if len(seen) == before:
            go.set()
            is_said.wait(A_MOMENT)
        seen.append(sql)
        return execute(sql, params, many, context)

    reporter = threading.Thread(target=say)
    reporter.start()
    with connection.execute_wrapper(gate):
        sweep.look(now=NOW, counts=sweep.Counts())
    go.set()
    reporter.join()
    assert failures == []
    return len(seen)
