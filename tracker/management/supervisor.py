"""Child processes that are started in sessions of their own, started again when they end, and stopped together.

One thread only: it copies what the children print, sees who ended, and waits. (A second thread would make the hook
that runs between fork and exec unsafe.)
"""

import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

BACK_OFF = (0.5, 1, 2, 5, 10, 30)  # seconds before the next start, by how often it ended in a row
STEADY = 60  # seconds of running after which earlier ends are forgotten
TICK = 0.2  # seconds between two looks at the children

_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


@dataclass(eq=False)
class Child:
    name: str
    argv: list[str]
    env: dict[str, str]
    grace: float = 15  # seconds between SIGTERM and SIGKILL
    orphan_signal: int = signal.SIGTERM  # what it gets when the supervisor is killed (Linux)
    process: subprocess.Popen | None = None
    ends: int = 0
    started_at: float = 0
    restart_at: float | None = None

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self, *, cwd, inherit) -> None:
        supervisor = os.getpid()

        def die_with_supervisor():
            _prctl(_PR_SET_PDEATHSIG, self.orphan_signal)
            if os.getppid() != supervisor:  # it was killed before the line above
                os.kill(os.getpid(), signal.SIGKILL)

        # Its own session: Ctrl-C at the terminal reaches the supervisor alone, which then sends exactly one SIGTERM.
        self.process = subprocess.Popen(  # noqa: S603
            self.argv,
            env=self.env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=inherit,
            preexec_fn=die_with_supervisor if _prctl else None,  # noqa: PLW1509
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        self.started_at, self.restart_at = time.monotonic(), None

    def kill_group(self) -> None:
        """Kill what a dead child left behind, such as the pool of a worker: it would work on beside its successor."""
        with suppress(ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
            os.killpg(self.process.pid, signal.SIGKILL)


@dataclass(eq=False)
class Supervisor:
    """Runs its children until `is_told_to_stop`; every child inherits the file descriptors `inherit`."""

    say: Callable[[str, str], None]  # name of the child, line
    cwd: os.PathLike
    inherit: tuple[int, ...] = ()
    is_told_to_stop: bool = False
    children: list[Child] = field(default_factory=list)
    _outputs: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def start(self, child: Child) -> None:
        if child not in self.children:
            self.children.append(child)
        child.start(cwd=self.cwd, inherit=self.inherit)
        self._outputs.register(child.process.stdout, selectors.EVENT_READ, (child.name, bytearray()))

    def until(self, condition: Callable[[], bool], *, seconds: float = float("inf")) -> bool:
        """Keep the children running until the condition holds; False when time is over or a stop was asked for."""
        end = time.monotonic() + seconds
        while not self.is_told_to_stop and time.monotonic() < end:
            if condition():
                return True
            self._listen(TICK)
            for child in self.children:
                self._revive(child)
        return False

    def forever(self) -> None:
        self.until(lambda: False)

    def stop(self) -> None:
        """Last started, first stopped: the broker goes when nobody needs it any more."""
        for child in reversed(self.children):
            if child.is_running:
                child.process.terminate()
            end = time.monotonic() + child.grace
            while child.is_running and time.monotonic() < end:
                self._listen(TICK)
            child.kill_group()
            child.process.wait()
        self._listen(0)

    def _revive(self, child: Child) -> None:
        if child.is_running:
            if time.monotonic() - child.started_at > STEADY:
                child.ends = 0
        elif child.restart_at is None:
            child.kill_group()
            self._postpone(child, f"ended ({_ending(child.process.returncode)})")
        elif time.monotonic() >= child.restart_at:
            try:
                self.start(child)
            except OSError as error:  # no memory or no process to be had just now
                self._postpone(child, f"could not be started ({error})")

    def _postpone(self, child: Child, why: str) -> None:
        wait = BACK_OFF[min(child.ends, len(BACK_OFF) - 1)]
        child.ends, child.restart_at = child.ends + 1, time.monotonic() + wait
        self.say("up", f"{child.name} {why}; starting it again in {wait:g} s")

    def _listen(self, seconds: float) -> None:
        """Pass on what the children print, in whole lines."""
        if not self._outputs.get_map():
            time.sleep(seconds)
        for key, _events in self._outputs.select(seconds):
            name, rest = key.data
            chunk = os.read(key.fd, 65536)
            rest += chunk
            *lines, rest[:] = rest.split(b"\n") if chunk else [*rest.split(b"\n"), b""]
            for line in lines:
                if line.strip():
                    self.say(name, line.decode("utf-8", "replace").rstrip())
            if not chunk:
                self._outputs.unregister(key.fileobj)
                key.fileobj.close()


def _ending(returncode: int) -> str:
    return f"exit code {returncode}" if returncode >= 0 else signal.Signals(-returncode).name
