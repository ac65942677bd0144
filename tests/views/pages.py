"""What tests of pages share: signing in, a list of rows as a browser sends it, and what a page reads, writes and says."""

import re
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext


def signed_in(client, person):
    """Sign the person in, as after the sign-in page."""
    client.force_login(person.user)


def rows(prefix: str, typed: list[dict], *, initial: int = 0) -> dict:
    """The fields of a formset in which `typed` stands, `initial` of the rows having been there before."""
    fields = {f"{prefix}-TOTAL_FORMS": len(typed), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(typed):
        fields |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return fields


def queries_of(client, address: str) -> int:
    """How many queries the page at `address` takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@contextmanager
def recorded_writes():
    """Every statement that writes, as it is sent to the database."""
    found = []

    def record(execute, sql, params, many, context):
        if re.search(r"\b(INSERT|UPDATE|DELETE|REPLACE)\b", sql):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        yield found


def text(response) -> str:
    """The page's source with every space and line break as one space."""
    return " ".join(response.content.decode().split())


def choose(strict, address: str, **fields):
    """Send the form of the page at `address` as a browser does, with the page's own token."""
    strict.get(address)
    return strict.post(address, fields | {"csrfmiddlewaretoken": strict.cookies["csrftoken"].value})
