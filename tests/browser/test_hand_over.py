"""A post changes hands with a browser and real mail: the successor is written to and answers, the old link does not."""

import pytest
from django.utils import timezone

from tests.browser.shared import ago, letters_to, link_in, texts
from tests.conftest import person_of
from tracker.actions import meeting as meeting_actions
from tracker.actions import outbox, sweep
from tracker.actions.meeting import Seat

pytestmark = pytest.mark.browser


@pytest.fixture
def meeting(commission, velika, lorn):
    """Held so long ago that both sides are silent."""
    fields = {"title": "Third session", "body": commission, "starts_on": ago(110).date()}
    return meeting_actions.record(fields=fields, seats=[Seat(party=velika), Seat(party=lorn)], now=ago(110))


def test_what_is_open_goes_to_the_successor_with_the_post(transactional_db, open_page, page_of, pledge, velika, lorn, vera, lars, dora, mail):
    sam = person_of("Sam Nova", velika)
    roadmap = pledge("Roadmap for customs cooperation", now=ago(110))
    sweep.run(now=ago(5))
    outbox.send_due(now=ago(5))
    [old] = letters_to(mail, vera.email)
    pledge("Rail corridor", now=ago(110))
    sweep.run(now=timezone.now())

    # The desk hands Vera's post over to Sam; the page says what moves, and keeps a trace.
    desk = page_of(dora.user)
    desk.goto(velika.get_absolute_url())
    desk.get_by_role("link", name="Posts").click()
    desk.get_by_role("link", name="Hand over the post of Vera Orel, focal point").click()
    assert "2 open responsibilities" in texts(desk, ".banner")[0]
    desk.get_by_label("Who takes over").select_option(label="Sam Nova")
    desk.get_by_role("button", name="Hand over").click()
    desk.wait_for_url("**/posts/?party=VEL")
    assert texts(desk, "td:nth-child(3)") == ["Sam Nova"]
    assert "Vera Orel to Sam Nova" in texts(desk, ".timeline > li")[0]

    # The link that Vera has answers no more.
    outsider = open_page()
    outsider.goto(link_in(old))
    assert texts(outsider, "h1") == ["Somebody else answers for this now"]

    # Sam finds all of it on the desk and reports.
    successor = page_of(sam.user)
    successor.goto("/desk/")
    assert sorted(texts(successor, ".parts .what > a")) == ["Rail corridor", "Roadmap for customs cooperation"]
    successor.goto(roadmap.get_absolute_url())
    successor.get_by_role("link", name="Report progress", exact=True).click()
    successor.get_by_role("group", name="How far is your part?").get_by_label("In progress").check()
    successor.get_by_label("What was done").fill("Taken over and read.")
    successor.get_by_role("button", name="Send the report").click()
    successor.wait_for_url(f"**{roadmap.get_absolute_url()}")
    assert texts(successor, "#voice-VEL .word") == ["“Taken over and read.”"]
    assert "Focal point: Sam Nova" in texts(successor, "#voice-VEL .by")
    complaints = [line for line in outsider.complaints if "409" not in line]  # the browser tells of the page's own status
    assert (desk.complaints, complaints, successor.complaints) == ([], [], [])
