from datetime import UTC, datetime, timedelta

import pytest

from tracker.rules.sweep import distrust

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
APART = "This machine's clock and the database's are 61 seconds apart. Set both by the same time server."
BACK = "The clock stands before the last sweep, of 2026-03-01 12:06 UTC. If it is right now, run “manage sweep” once by hand."


@pytest.mark.parametrize(
    ("ahead", "last", "words"),
    [
        (timedelta(0), None, ""),
        (timedelta(seconds=60), None, ""),
        (timedelta(seconds=61), None, APART),
        (timedelta(seconds=-61), None, APART),
        (timedelta(0), NOW - timedelta(hours=1), ""),
        (timedelta(0), NOW + timedelta(minutes=5), ""),
        (timedelta(0), NOW + timedelta(minutes=6), BACK),
    ],
)
def test_a_sweep_is_refused_while_clocks_differ_or_time_runs_back(ahead, last, words):
    assert distrust(NOW, database_now=NOW + ahead, last_started_at=last) == words
