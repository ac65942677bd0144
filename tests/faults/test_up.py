"""`manage.py up` with real processes: whatever is killed comes back, and nothing stays behind."""

import fcntl
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from tracker.models import Sweep

pytestmark = [pytest.mark.faults, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]

CHILDREN = {"redis": "redis-server", "worker": " worker ", "beat": " beat ", "web": "gunicorn"}
SWEEP_EVERY = 2  # seconds
PATIENCE = 120  # seconds: more than any start or stop takes on a busy machine


class Up:
    """One `up` with a data folder of its own."""

    def __init__(self, folder: Path, port: int):
        self.folder, self.port = folder, port
        unwanted = {"DATABASE_URL", "REDIS_URL", "SITE_URL"}
        environment = {name: value for name, value in os.environ.items() if name not in unwanted}
        self.environment = environment | {"DEMO": "1", "DATA_DIR": str(folder), "SWEEP_EVERY": str(SWEEP_EVERY), "STATIC_MANIFEST": "0"}
        self.environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
        self.process = None

    def command(self, *options: str) -> list[str]:
        return [sys.executable, "manage.py", "up", "--no-demo", *options]

    def start(self):
        self.process = subprocess.Popen(
            self.command("--port", str(self.port)), cwd=settings.BASE_DIR, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for line in self.process.stdout:
            if "answers at" in line or "does not answer" in line:  # the latter on a very slow machine, and it goes on trying
                break
        eventually(lambda: self.sweeps_since(datetime.min.replace(tzinfo=UTC)))
        return self

    def children(self) -> dict[str, int]:
        """Process number of each child of the supervisor."""
        of_mine = [pid for pid, parent in processes() if parent == self.process.pid]
        lines = {pid: command_line(pid) for pid in of_mine}
        return {name: pid for name, word in CHILDREN.items() for pid, line in lines.items() if word in line}

    def sweeps_since(self, moment: datetime) -> int:
        """Sweeps that began after the moment and finished."""
        with sqlite3.connect(self.folder / "pledgewatch.sqlite3", timeout=20) as database:
            query = f"SELECT count(*) FROM {Sweep._meta.db_table} WHERE started_at > ? AND finished_at IS NOT NULL"
            return database.execute(query, [moment.strftime("%Y-%m-%d %H:%M:%S.%f")]).fetchone()[0]

    def answers(self) -> bool:
        """Whether a page comes, after a wait where the web is just starting again."""
        with suppress(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=PATIENCE)
        return True

    def leftovers(self) -> list[str]:
        """Command lines of processes that belong to the data folder."""
        return [command_line(pid) for pid, _parent in processes() if str(self.folder) in command_line(pid) + environment(pid)]

    def is_gone(self) -> bool:
        """No process of this folder is left, and none holds the lock that all of them inherit."""
        with (self.folder / "up-children.lock").open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return self.leftovers() == []


def processes():
    """(process, its parent) of everything that runs."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = read(entry / "stat").rpartition(")")[2].split()
            if fields and fields[0] != "Z":
                yield int(entry.name), int(fields[1])


def command_line(pid: int) -> str:
    return read(Path(f"/proc/{pid}/cmdline")).replace("\0", " ")


def environment(pid: int) -> str:
    return read(Path(f"/proc/{pid}/environ"))


def read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:  # it ended meanwhile, or belongs to somebody else
        return ""


def eventually(condition):
    """Wait until the condition holds; fail when it does not in time."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"not within {PATIENCE} s"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """Start an `up` on a new folder, or again on a given one; all are ended afterwards."""
    ups = []

    def start(folder: Path | None = None) -> Up:
        ups.append(Up(folder or tmp_path_factory.mktemp("up"), free_port()))
        return ups[-1].start()

    yield start
    for up in ups:
        up.process.kill()
        up.process.wait()
        up.process.stdout.close()
        eventually(up.is_gone)


@pytest.fixture(scope="module")
def running(started):
    """One `up` for the tests that leave it running."""
    return started()


@pytest.mark.parametrize("name", CHILDREN)
def test_a_killed_child_comes_back_and_the_watch_goes_on(running, name):
    killed = running.children()[name]

    os.kill(killed, signal.SIGKILL)
    killed_at = datetime.now(UTC)

    eventually(lambda: running.children().get(name, killed) != killed)
    eventually(lambda: running.sweeps_since(killed_at))
    assert running.answers()
    eventually(lambda: set(running.children()) == set(CHILDREN))


def test_a_second_up_on_the_same_folder_is_refused_with_one_line(running):
    second = subprocess.run(running.command(), cwd=settings.BASE_DIR, env=running.environment, capture_output=True, text=True, timeout=PATIENCE)

    assert second.returncode == 1
    assert second.stderr == f"CommandError: Another `up` already runs on {running.folder}.\n"


def test_a_port_that_is_taken_is_refused_with_one_line(running, tmp_path):
    other = running.environment | {"DATA_DIR": str(tmp_path)}

    second = subprocess.run(running.command("--port", str(running.port)), cwd=settings.BASE_DIR, env=other, capture_output=True, text=True, timeout=PATIENCE)

    assert second.returncode == 1
    assert second.stderr == f"CommandError: Port {running.port} cannot be had; choose another with --port.\n"


def test_ctrl_c_leaves_no_process(started):
    up = started()

    up.process.send_signal(signal.SIGINT)

    assert up.process.wait(timeout=PATIENCE) == 0
    eventually(up.is_gone)


def test_a_killed_up_leaves_no_process_and_starts_again(started):
    up = started()

    up.process.kill()
    up.process.wait()
    again = started(up.folder)
    again.process.send_signal(signal.SIGTERM)

    assert again.process.wait(timeout=PATIENCE) == 0
    eventually(again.is_gone)
