"""What tests of pages share: signing in, a list of rows as a browser sends it, and the queries a page takes."""

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
