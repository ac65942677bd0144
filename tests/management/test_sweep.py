"""The watch run by hand."""

import json
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests.conftest import days
from tracker.models import Flag, Sweep


def sweep(*options: str) -> dict:
    out = StringIO()
    call_command("sweep", "--json", *options, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def today(pledge):
    """A pledge is on record, and both sides are silent in fifty days."""
    pledge()
    with time_machine.travel(days(60), tick=False):
        yield


def test_a_moment_to_come_is_looked_at_and_nothing_is_written(today):
    assert sweep("--at", "2026-06-01T00:00", "--dry-run")["raised"] == 2
    assert not Flag.objects.exists() and not Sweep.objects.exists()


def test_a_moment_to_come_is_swept_where_all_is_for_show(today, settings):
    settings.DEMO = True

    assert sweep("--at", "2026-06-01T00:00")["raised"] == 2
    assert Sweep.objects.get().finished_at.date() == days(60).date()


def test_a_moment_to_come_is_never_swept_in_earnest(today):
    with pytest.raises(CommandError, match="lies in the future"):
        sweep("--at", "2026-06-01T00:00")

    assert not Flag.objects.exists() and not Sweep.objects.exists()


def test_a_moment_that_is_past_is_swept(today):
    with time_machine.travel(days(200), tick=False):
        assert sweep("--at", "2026-06-01T00:00")["raised"] == 2

    assert Sweep.objects.get().raised == Flag.objects.count() == 2


@pytest.mark.parametrize("text", ["nonsense", "2027-13-01", "", "9" * 100])
def test_what_is_no_moment_is_refused_with_an_example(db, text):
    with pytest.raises(CommandError, match="Write it as 2026-03-31T08:00"):
        sweep(f"--at={text or ' '}")
