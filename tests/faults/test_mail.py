"""Real senders killed with -9 while they send to a real socket: nobody is missed, nobody gets three, every copy is the same letter."""

import json
import math
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.faults.scratch import scratch_database
from tests.faults.sink import HANG, Sink

pytestmark = pytest.mark.faults

PEOPLE, KILLS, LETTERS_A_SENDER = 200, 40, 4
PATIENCE = 120  # seconds: only a sender that is stuck takes so long, however busy the machine


class Program:
    """tests/faults/sender.py in a process of its own."""

    def __init__(self, environment: dict[str, str]):
        arguments = [sys.executable, "-m", "tests.faults.sender"]
        self._process = subprocess.Popen(
            arguments, cwd=settings.BASE_DIR, env=os.environ | environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._children: set[int] = set()

    def ask(self, *words):
        self._process.stdin.write(" ".join(str(word) for word in words) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def start(self, mode: str = "outbox") -> int:
        pid = self.ask("send", mode)["pid"]
        self._children.add(pid)
        return pid

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        self.ask("wait", pid)
        self._children.remove(pid)

    def finish(self) -> None:
        """Let a sender go on until nothing waits."""
        pid = self.start()
        wait_until(lambda: self.unfinished() == 0, told=lambda: self.ask("rows"))
        self.kill(pid)

    def unfinished(self) -> int:
        return sum(state in ("queued", "sending") for _address, _id, state, _unknown, _error in self.ask("rows"))

    def close(self) -> None:
        for pid in list(self._children):  # a test that failed left them
            self.kill(pid)
        self._process.stdin.close()
        self._process.wait(timeout=PATIENCE)
        self._process.stdout.close()


@pytest.fixture
def sink():
    with Sink(pause=0.01) as sink:
        yield sink


@pytest.fixture
def program(tmp_path, sink):
    with scratch_database(tmp_path) as database:
        program = Program(
            {
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "DATA_DIR": str(tmp_path),
                "DATABASE_URL": database,
                "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
                "SECRET_KEY": "the-key-of-a-test-that-kills-its-senders",
                "LOG_LEVEL": "ERROR",
            }
        )
        yield program
        program.close()


@pytest.fixture
def chance():
    """Kill moments; the seed is printed when a test fails."""
    seed = int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(2**32))
    print(f"FAULTS_SEED={seed}")  # noqa: T201
    return random.Random(seed)


def wait_until(condition, told=str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"it did not happen in time: {told()}"
        time.sleep(0.005)


def kill_while_it_sends(program, sink, chance) -> None:
    """After a few letters, at any moment of the next. None takes more than its share: on a slow machine too the letters outlast the kills."""
    before = len(sink.deliveries)
    sink.full_at = before + LETTERS_A_SENDER
    enough = before + chance.randrange(LETTERS_A_SENDER)
    pid = program.start()
    wait_until(lambda: len(sink.deliveries) >= enough, told=lambda: program.ask("rows"))
    time.sleep(chance.uniform(0, 0.06))
    program.kill(pid)


def kill_while_it_hangs(program, sink, mode: str = "outbox") -> None:
    sink.is_hanging.clear()
    pid = program.start(mode)
    assert sink.is_hanging.wait(timeout=PATIENCE)
    program.kill(pid)


def test_no_kill_loses_a_digest_and_none_makes_three(program, sink, chance):
    assert program.ask("prepare", PEOPLE) == {"queued": PEOPLE}

    for _kill in range(KILLS):
        kill_while_it_sends(program, sink, chance)
    sink.full_at = math.inf
    left = program.unfinished()
    program.finish()

    rows, copies = program.ask("rows"), sink.copies()
    missed = [address for address, _id, state, _unknown, _error in rows if address not in copies and state != "quarantined"]
    extra = sum(len(of_one) - 1 for of_one in copies.values())
    quarantined = [address for address, _id, state, _unknown, _error in rows if state == "quarantined"]
    print(f"{KILLS} kills, {left} letters left after them, {extra} extra copies, {len(quarantined)} quarantined")  # noqa: T201
    assert left > 0, "the kills came too late to hurt"
    assert {state for _address, _id, state, _unknown, _error in rows} <= {"sent", "quarantined"}
    assert missed == []
    assert max(len(of_one) for of_one in copies.values()) <= 2
    assert extra <= KILLS
    assert [address for address, of_one in copies.items() if len(set(of_one)) > 1] == [], "a copy differs from the first"
    assert {address: of_one[0].message_id for address, of_one in copies.items()} == {address: mid for address, mid, *_ in rows if address in copies}


def test_the_control_marking_before_sending_loses_letters(program, sink):
    """A kill before the body loses exactly that letter: a rig that could not see it would prove nothing above."""
    program.ask("prepare", 8)
    sink.answers["data", "person-2"] = sink.answers["data", "person-5"] = HANG

    kill_while_it_hangs(program, sink, "mark-first")
    kill_while_it_hangs(program, sink, "mark-first")
    pid = program.start("mark-first")
    wait_until(lambda: len(sink.deliveries) == 6, told=lambda: program.ask("rows"))
    program.kill(pid)

    lost = {address for address, _id, state, _unknown, _error in program.ask("rows") if state == "sent" and address not in sink.copies()}
    assert lost == {"person-2@example.org", "person-5@example.org"}


def test_killed_between_acceptance_and_its_reply_makes_one_extra_copy(program, sink):
    program.ask("prepare", 1)
    sink.answers["kept"] = HANG
    kill_while_it_hangs(program, sink)
    sink.answers.clear()

    program.finish()

    [copies] = sink.copies().values()
    assert (len(copies), len(set(copies))) == (2, 1)
    assert program.ask("rows")[0][2:4] == ["sent", 1]


def test_killed_there_twice_is_left_to_a_person(program, sink):
    program.ask("prepare", 1)
    sink.answers["kept"] = HANG
    kill_while_it_hangs(program, sink)
    kill_while_it_hangs(program, sink)
    sink.answers.clear()

    program.finish()

    [copies] = sink.copies().values()
    assert (len(copies), len(set(copies))) == (2, 1)
    assert program.ask("rows")[0][2:4] == ["quarantined", 2]


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_killed_before_the_body_makes_no_extra_copy(program, sink, stage):
    program.ask("prepare", 1)
    sink.answers[stage] = HANG
    kill_while_it_hangs(program, sink)
    sink.answers.clear()

    program.finish()

    [copies] = sink.copies().values()
    assert (len(copies), program.ask("rows")[0][2:4]) == (1, ["sent", 0])
