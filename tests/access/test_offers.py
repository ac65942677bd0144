"""No page offers what is refused: every link and every form on it leads somewhere for whoever it is shown to."""

import html
import re
from urllib.parse import urljoin

import pytest
from django.urls import reverse

from tests.access.door import Doors, bare_refusals, pages_in_short
from tracker.models import Responsibility

pytestmark = pytest.mark.django_db
LOOKING = ("anonymous", "no_post", "reader", "focal_a", "validator_a", "named_a", "focal_b", "co_chair", "assessor", "desk_of_y", "desk")  # all kinds of posts
LISTS = ("commitments", "meetings", "parties", "sweeps", "desk")


@pytest.fixture(scope="module")
def doors(world):
    with bare_refusals():
        yield Doors(world)


@pytest.mark.parametrize("actor", LOOKING)
def test_what_a_page_offers_is_not_refused(actor, policy, world, doors):
    assert refused_offers(actor, policy, world, doors) == []


def refused_offers(actor, policy, world, doors) -> list[str]:
    """Where a page of the product leads this actor in vain."""
    seen = policy.sees(actor)
    pages = [reverse(name) for name in LISTS] + [reverse("party", args=[party.short_code]) for party in world.parties.values()]
    pages += [reverse("commitment", args=[world.commitments[record].reference]) for record in seen]
    parts = Responsibility.objects.filter(commitment__in=[world.commitments[record] for record in seen]).select_related("commitment", "party")
    pages += [reverse("report", args=[part.commitment.reference, part.party.short_code]) for part in parts]
    pages += [reverse("meeting", args=[world.meetings[record].pk]) for record in policy.sees(actor, "meets")]
    answers = {page: doors.knock(actor, "GET", page) for page in pages}
    offered = {(method, address) for page, answer in answers.items() if answer.status == 200 for method, address in _offers(page, answer.text)}
    with pages_in_short():
        return sorted(f"{method} {address}" for method, address in offered if _is_refused(doors.knock(actor, method, address)))


def _is_refused(answer) -> bool:
    return answer.status in (403, 404) or answer.location.startswith("/accounts/login/?next=")


def _offers(page: str, source: str) -> set[tuple[str, str]]:
    """(method, address) of the links and forms in the page itself, without its frame."""
    main = source[source.find("<main") : source.find("</main>")]
    links = {("GET", link) for link in re.findall(r'<a [^>]*href="([^"#]+)', main)}
    forms = {("POST", action) for action in re.findall(r'<form [^>]*method="post"[^>]*action="([^"]+)"', main)}
    return {(method, address) for method, raw in links | forms if (address := urljoin(page, html.unescape(raw))).startswith("/") and "/static/" not in address}
