"""Who knocks: requests of each actor against the seeded record, none of which leaves a trace."""

import re
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from http.cookies import SimpleCookie
from unittest.mock import patch

from django.conf import settings
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client, RequestFactory, override_settings
from django.test.client import ClientHandler

from tests.access.world import ACTORS

SAFE = ("GET", "HEAD", "OPTIONS")
WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO|CREATE|DROP|ALTER)\s+"?(?P<table>\w+)?', re.IGNORECASE)
REFUSALS = ("403.html", "403_csrf.html", "404.html")
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    headers: dict
    body: bytes
    writes: tuple[str, ...]  # tables

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


class Doors(RequestFactory):
    """Knocks as any actor; each is signed in once. Asks the handler itself, for a test client copies every template's context."""

    def __init__(self, world, *, enforce_csrf_checks: bool = False):
        super().__init__()
        self.world, self.handler = world, ClientHandler(enforce_csrf_checks=enforce_csrf_checks)
        self.signed_in = {actor: self._sign_in(actor) for actor in ACTORS}

    def request(self, **environ):
        return self.handler(self._base_environ(**environ))

    def knock(self, actor: str, method: str, address: str, body: str = "", *, is_kept: bool = False) -> Answer:
        """What the actor is answered; what the request wrote is undone, unless the caller undoes it."""
        self.cookies = SimpleCookie(self.signed_in[actor])
        with nullcontext() if is_kept else undone(), recorded_writes() as writes:
            response = self.generic(method, address, body, content_type=FORM)
            content = b"".join(response) if response.streaming else response.content
        return Answer(response.status_code, response.headers.get("Location", ""), dict(response.headers), content, tuple(writes))

    def _sign_in(self, actor: str) -> dict[str, str]:
        client = Client()
        if user := self.world.users[actor]:
            client.force_login(user)
        return {name: cookie.value for name, cookie in client.cookies.items()}


@contextmanager
def bare_refusals():
    """Answer 403 and 404 without the page around them, where only the status counts: most cells of the matrix are refused."""
    [engine] = settings.TEMPLATES
    bare = ("django.template.loaders.locmem.Loader", dict.fromkeys(REFUSALS, "Refused."))
    loaders = [("django.template.loaders.cached.Loader", [bare, *(f"django.template.loaders.{place}.Loader" for place in ("filesystem", "app_directories"))])]
    options = engine["OPTIONS"] | {"loaders": loaders}
    with override_settings(TEMPLATES=[engine | {"APP_DIRS": False, "OPTIONS": options}]):
        yield


def pages_in_short():
    """Answer without the page itself: for methods that differ from GET in nothing else."""
    return patch.object(Template, "render", lambda self, context=None, request=None: "")


@contextmanager
def undone():
    """Roll back whatever is written inside."""
    block = transaction.atomic()
    block._from_testcase = True  # as that of Django's own tests: a durable block may stand inside
    with block:
        yield
        transaction.set_rollback(True)


@contextmanager
def recorded_writes():
    """The tables that are written to inside; "?" for a statement that names none."""
    found = []

    def record(execute, sql, params, many, context):
        if written := WRITE.match(sql):
            found.append(written["table"] or "?")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        yield found
