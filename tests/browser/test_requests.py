"""A change in a real browser: one person asks, another decides, and the page tells both dates."""

from datetime import date

import pytest

from tests.conftest import MEETING_AT, person_of
from tracker.models import Commitment, Decision, Post

pytestmark = pytest.mark.browser

DUE, LATER = date(2030, 6, 30), date(2030, 12, 31)


def texts(page, selector: str) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


def test_a_focal_point_asks_for_an_extension_and_the_desk_approves_it(transactional_db, page_of, pledge, vera, dora):
    commitment = pledge(due_on=DUE, now=MEETING_AT)

    page = page_of(vera.user)
    page.goto(commitment.get_absolute_url())
    page.get_by_role("link", name="Ask for an extension or another change").click()
    page.get_by_label("What do you ask for?").select_option("Extension")
    page.get_by_label("Until").fill("31 December 2030")
    page.get_by_label("Cause").select_option("permit")
    page.get_by_label("Reason").fill("The permit for the bridge is late.")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert "Nothing changes before it is decided" in page.locator(".messages").inner_text()
    assert page.get_by_role("button", name="Withdraw").is_visible()
    assert page.get_by_role("button", name="Decide").count() == 0

    desk = page_of(dora.user)
    desk.goto("/desk/")
    desk.get_by_role("link", name="Decide the request on").click()
    desk.get_by_label("Approve").check()
    desk.get_by_label("Reason").fill("Both sides accept the delay.")
    desk.get_by_role("button", name="Decide").click()
    assert "Decided: extension until 31 Dec 2030, approved." in desk.locator(".messages").inner_text()

    rows = texts(desk, ".dates tbody tr")
    assert len(rows) == 2
    assert rows[0].startswith("30 Jun 2030 original —")
    assert rows[1].startswith("31 Dec 2030 agreed in force 184 days later than the original Permit: The permit for the bridge is late.")
    assert "Due 31 Dec 2030" in desk.locator(".page-head").inner_text()
    assert texts(desk, ".request h3") == ["Extension until 31 Dec 2030 approved"]
    assert Commitment.objects.get().due_on == LATER
    assert (page.complaints, desk.complaints) == ([], [])


def test_the_officer_who_asked_for_a_completion_is_offered_no_decision_but_a_colleague_is(transactional_db, page_of, pledge, dora):
    commitment = pledge(now=MEETING_AT)
    colleague = person_of("Olga Officer", None, Post.Role.DESK)

    page = page_of(dora.user)
    page.goto(commitment.get_absolute_url())
    page.get_by_role("link", name="Ask for a change").click()
    page.get_by_label("What do you ask for?").select_option("Completion")
    page.get_by_label("Reason").fill("The act is signed by both sides.")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert "Show that it is done" in page.locator(".error-summary").inner_text()
    page.get_by_label("Link to the document").fill("https://example.org/act")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert texts(page, ".request h3") == ["Completion to be decided"]
    assert page.get_by_role("button", name="Decide").count() == 0
    request = commitment.requests.get()
    assert page.goto(f"/commitments/{commitment.reference}/requests/{request.pk}/decide/").status == 403

    other = page_of(colleague.user)
    other.goto(commitment.get_absolute_url())
    other.get_by_label("Approve").check()
    other.get_by_label("Reason").last.fill("The act is on file.")
    other.get_by_role("button", name="Decide").click()
    assert "Completed" in other.locator(".banners").inner_text()
    assert Decision.objects.get().decided_by == colleague
    assert other.complaints == []
