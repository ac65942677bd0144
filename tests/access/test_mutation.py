"""The tests of this folder notice when a permission is gone; a few are taken away here, all of them by the script itself."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FEW = ["without visible_to=Visibility.PUBLIC in", "without must(request.standing.keeps(meeting.body_id))", "queries/commitment.py:15"]


def test_permissions_taken_away_turn_something_red():
    told = subprocess.run([sys.executable, "-m", "tests.access.mutation", *FEW], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=900)

    assert (told.returncode, told.stdout.splitlines()[-1]) == (0, "0 of 3 survived."), told.stdout + told.stderr
