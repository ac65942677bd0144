"""What the list of commitments costs: first page, a deep page, filters, words; beside a bare view through the same client."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from bench import fill
from bench.measure import median, ratio
from tracker.actions import person as person_actions
from tracker.actions import sweep
from tracker.models import Clock, Commitment, Person
from tracker.queries.keyset import mark

DEEP = 10_000  # pages
ORDER = ("attention_at", "id")  # by urgency


@override_settings(ROOT_URLCONF="bench.urls", ALLOWED_HOSTS=["testserver"])
def run(rows: int | None) -> None:
    fill.fill(rows or fill.default_rows())
    make_some_silent()
    client = sign_in()
    limit = bare_view()
    first = page(client, "/commitments/", "first page", limit, "at most 30")
    page(client, "/commitments/?sort=due", "first page by due date", limit, "at most 30")
    deep_page(client, limit, first)
    page(client, "/commitments/?party=P07&reporting=silent&flag=silent", "party + reporting + flag", limit, "at most 40")
    page(client, "/commitments/?kind=roadmap&lifecycle=in_progress", "kind + lifecycle", limit, "at most 40")
    page(client, "/commitments/?text=unheardof", "a word that is nowhere", limit, "for the record")
    page(client, "/commitments/?text=B-777", "a rare word", limit, "for the record")
    page(client, "/commitments/?text=customs", "a common word", limit, "for the record")


def make_some_silent() -> None:
    """Let the watch flag 10,000 clocks, so that filters have something to find."""
    now = Clock.objects.filter(flag_at__gt=fill.NOW).order_by("flag_at").values_list("flag_at", flat=True)[10_000]
    counts = sweep.Counts()
    sweep.look(now=now, counts=counts)
    print(f"{counts.raised:,} flags raised")


def sign_in() -> Client:
    person = person_actions.record(fields={"name": "Reader", "email": "reader@example.org"}, now=fill.NOW)
    client = Client()
    client.force_login(person_actions.give_account(person=Person.objects.get(pk=person.pk), password="the bench reads only"))
    return client


def bare_view() -> float:
    """A view that answers one line, through the same middleware and client: the floor of any page."""
    client = Client()
    return median("a bare view", lambda: client.get("/bare/"), times=51)


def page(client: Client, address: str, label: str, limit: float, goal: str) -> float:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    ours = median(f"{label} ({len(queries)} queries)", lambda: client.get(address), times=11)
    ratio(label, ours, limit, goal)
    return ours


def deep_page(client: Client, limit: float, first: float) -> None:
    """Page 10,000 by the mark that the page before it would have given."""
    rows = Commitment.objects.order_by(*ORDER)
    number = min(DEEP * 25, rows.count() - 26)
    row = rows[number]
    deep = page(client, f"/commitments/?after={mark(row, ORDER)}", f"page {number // 25:,}", limit, "at most 30")
    ratio("deep page against the first", deep, first, "at most 1.3")
