"""A session in a real browser: one person walks through two items, another applies what was decided."""

from datetime import date

import pytest

from tests.browser.shared import ago, texts
from tests.conftest import person_of
from tracker.actions import meeting as meetings
from tracker.actions.meeting import Seat
from tracker.models import Commitment, Post

pytestmark = pytest.mark.browser


def test_two_items_are_walked_through_and_applied_by_a_second_person(transactional_db, page_of, pledge, commission, velika, lorn, dora):
    roadmap, forum = pledge("Roadmap", due_on=date(2026, 3, 1)), pledge("Forum")
    seats = [Seat(party=velika), Seat(party=lorn)]
    fields = {"title": "Fourth session", "body": commission, "ordinal": 4, "starts_on": ago(1).date(), "state": "planned"}
    fourth = meetings.record(fields=fields, seats=seats, now=ago(30))
    second = person_of("Sam Second", None, Post.Role.DESK)

    page = page_of(dora.user)
    page.goto("/bodies/VLK/")
    page.get_by_role("link", name="Open the agenda").click()
    assert len(texts(page, ".agenda tbody tr")) == 2
    page.get_by_role("link", name="Walk through the items").click()
    assert page.get_by_role("heading", name="Roadmap", exact=True).is_visible()
    page.get_by_label("Extended", exact=True).check()
    page.get_by_label("What was said").fill("Both sides need another year.")
    page.get_by_label("Extended until").fill("31 December 2030")
    page.get_by_role("button", name="Save and go to the next").click()
    assert page.get_by_role("heading", name="Forum", exact=True).is_visible()
    page.get_by_label("Noted").check()
    page.get_by_role("button", name="Save", exact=True).click()
    assert "2 of 2 items have an outcome" in page.locator("#apply-title").inner_text()
    page.get_by_role("button", name="Apply 1 outcome").click()
    assert "1 waits for somebody else to apply it." in page.locator(".messages").inner_text()
    assert Commitment.objects.get(pk=roadmap.pk).due_on == date(2026, 3, 1)

    other = page_of(second.user, viewport={"width": 390, "height": 844})
    other.goto(f"/meetings/{fourth.pk}/session/")
    other.get_by_role("button", name="Apply 1 outcome").click()
    assert "1 outcome now holds." in other.locator(".messages").inner_text()
    assert Commitment.objects.get(pk=roadmap.pk).due_on == date(2030, 12, 31)
    other.goto(forum.get_absolute_url())
    assert any("Fourth session: noted" in event for event in texts(other, ".timeline > li"))
    assert (page.complaints, other.complaints) == ([], [])
