"""Everything on one machine: database, Redis, worker, beat and web, until Ctrl-C."""

import fcntl
import hashlib
import http.client
import os
import shlex
import signal
import socket
import sys
import time
from contextlib import contextmanager, suppress

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.shortcuts import resolve_url
from kombu.exceptions import OperationalError

from tracker import tasks
from tracker.exchange import sign_ins
from tracker.management import broker
from tracker.management.supervisor import Child, Supervisor
from tracker.models import User

PORTS = range(8000, 8050)
PREDECESSOR_STOPS = 45  # seconds that the children of a killed `up` may take to end
PAGE_ANSWERS = 90  # seconds


class Command(BaseCommand):
    help = "Set up the database and run Redis, worker, beat and web on this machine until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, help=f"port on this machine (default: the first free one from {PORTS[0]} on)")
        parser.add_argument("--no-demo", action="store_true", help="do not load the demo data, even in demo mode")

    def handle(self, *, port, no_demo, **options):
        os.umask(0o077)  # letters, database and queue are read by their owner alone
        with alone(self.say) as lock, listen(port) as listener:
            prepare(has_demo=settings.DEMO and not no_demo)
            self.has_accounts = User.objects.exists()
            connections.close_all()  # the children open their own
            supervisor = Supervisor(say=self.say, cwd=settings.BASE_DIR, inherit=(lock, listener.fileno()))
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, lambda *_: setattr(supervisor, "is_told_to_stop", True))
            try:
                self.run(supervisor, listener)
            finally:
                self.say("up", "stopping")
                supervisor.stop()
                self.say("up", "stopped")

    def run(self, supervisor, listener):
        port = listener.getsockname()[1]
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        environment.setdefault("SITE_URL", f"http://localhost:{port}")
        self.start_broker(supervisor, environment)
        for child in (worker(environment), beat(environment), web(environment, listener.fileno())):
            supervisor.start(child)
        if supervisor.until(lambda: answers(port), seconds=PAGE_ANSWERS):
            self.greet(port)
        elif not supervisor.is_told_to_stop:
            self.say("up", f"the page does not answer after {PAGE_ANSWERS} s; the lines above should say why. Trying on.")
        supervisor.until(first_jobs_are_queued)
        supervisor.forever()

    def start_broker(self, supervisor, environment):
        if settings.REDIS_URL.startswith("filesystem:"):
            self.say("up", "no redis-server or valkey-server: queueing in a folder (slower; for trying out only)")
        elif not os.environ.get("REDIS_URL"):
            folder = settings.DATA_DIR / "redis"
            argv = broker.argv(binary=settings.REDIS_SERVER, socket=settings.REDIS_SOCKET, folder=folder)
            supervisor.start(Child("redis", argv, environment))
            if not supervisor.until(lambda: broker.answers(settings.REDIS_SOCKET), seconds=30) and not supervisor.is_told_to_stop:
                raise CommandError(f"Redis does not answer; {folder / broker.LOG} should say why.")

    def greet(self, port):
        lines = [f"Pledgewatch answers at http://localhost:{port}", ""]
        if settings.DEMO and (rows := sign_ins.read(settings.DATA_DIR)):
            widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
            lines += [f"{role:<{widths[0]}}  {email:<{widths[1]}}  {password}" for role, email, password in rows] + [""]
        if not self.has_accounts:
            lines += ["Nobody has an account yet. Make the first, an administrator's, in another window:", f"  {first_account()}", ""]
        if not settings.EMAIL_URL:
            lines += [f"Mail is written to {settings.MAIL_DIR}"]
        self.stdout.write("\n" + "\n".join(f"  {line}".rstrip() for line in [*lines, "Ctrl-C stops everything."]) + "\n\n")
        self.stdout.flush()

    def say(self, name, line):
        with suppress(OSError):  # nobody reads any more: that is no reason to leave the children alone
            self.stdout.write(f"{name:>6} | {line}")
            self.stdout.flush()


def first_account() -> str:
    """The command that makes it, for the data folder in use."""
    folder = "" if settings.DATA_DIR == settings.BASE_DIR / "var" else f"DATA_DIR={shlex.quote(str(settings.DATA_DIR))} "
    return f"{folder}./run manage createsuperuser"


@contextmanager
def alone(say):
    """Hold the data folder. The second lock is inherited by all children, so it shows whether those of a killed `up` still run."""
    with (settings.DATA_DIR / "up.lock").open("w") as mine, (settings.DATA_DIR / "up-children.lock").open("w") as theirs:
        if not locked(mine):
            raise CommandError(f"Another `up` already runs on {settings.DATA_DIR}.")
        end = time.monotonic() + PREDECESSOR_STOPS
        if not locked(theirs):
            say("up", "waiting for what an earlier start left to end")
        while not locked(theirs):
            if time.monotonic() > end:
                raise CommandError(f"Processes of an earlier start still run on {settings.DATA_DIR}; stop them first.")
            time.sleep(0.2)
        yield theirs.fileno()


def locked(file) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def listen(wanted: int | None) -> socket.socket:
    """The web's listening socket. It is held here, so nobody takes the port and callers wait while the web starts again."""
    for port in PORTS if wanted is None else [wanted]:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(128)
        except (OSError, OverflowError):
            listener.close()
        else:
            return listener
    if wanted is None:
        raise CommandError(f"No port from {PORTS[0]} to {PORTS[-1]} is free; choose one with --port.")
    raise CommandError(f"Port {wanted} cannot be had; choose another with --port.")


def prepare(*, has_demo: bool) -> None:
    """Each step may be interrupted and is then done again at the next start."""
    try:
        call_command("migrate", interactive=False, verbosity=0)
        if has_demo:
            call_command("load_demo")
        if settings.STATIC_MANIFEST:
            call_command("collectstatic", interactive=False, verbosity=0)
    except KeyboardInterrupt:
        raise CommandError("Stopped while setting up.") from None


def worker(environment) -> Child:
    place = hashlib.sha256(str(settings.DATA_DIR).encode()).hexdigest()[:8]
    argv = celery("worker", "-l", "WARNING", "-c", "2", "-n", f"pledgewatch-{place}@%h", "--without-gossip", "--without-mingle")
    # A worker that is asked to stop finishes the task in hand. An orphan would wait for ever for the broker that died with
    # the supervisor, so it is killed, and Celery lets its pool die with it; the rows' leases bring back what it had in hand.
    return Child("worker", argv, environment, grace=30, orphan_signal=signal.SIGKILL)


def beat(environment) -> Child:
    return Child("beat", celery("beat", "-l", "WARNING", "--pidfile="), environment)


def celery(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "celery", "--quiet", "-A", "config", *arguments]


def web(environment, listener: int) -> Child:
    """gunicorn on the inherited socket. No access log: addresses of letters' links are secrets."""
    options = ["--worker-class", "gthread", "--workers", "1", "--threads", "4", "--graceful-timeout", "10", "--no-control-socket"]
    argv = [sys.executable, "-m", "gunicorn", *options, "--log-level", "warning", "--bind", f"fd://{listener}", "config.wsgi:application"]
    return Child("web", argv, environment)


def answers(port: int) -> bool:
    """Whether the sign-in page comes, in whatever state: one that answers with an error has written why."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", resolve_url(settings.LOGIN_URL))
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def first_jobs_are_queued() -> bool:
    """Beat waits a whole interval before it asks for the first time; here nobody should."""
    try:
        tasks.heartbeat.delay()
        tasks.sweep.delay()
    except OperationalError:
        return False
    return True
