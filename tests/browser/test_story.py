"""The whole story with a browser and real mail; tests/test_story.py tells the same by the verbs alone."""

import email
import email.policy
import re
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from tests.conftest import PASSWORD
from tracker.actions import meeting as meeting_actions
from tracker.actions import outbox, progress, sweep
from tracker.actions.meeting import Seat
from tracker.actions.outbox import Counts

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}


def ago(days: int) -> datetime:
    """By the real clock, since the pages read it."""
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def meeting(commission, velika, lorn):
    """Held so long ago that reports were due twenty days ago and silence began six days ago."""
    fields = {"title": "Third session", "body": commission, "starts_on": ago(110).date()}
    return meeting_actions.record(fields=fields, seats=[Seat(party=velika), Seat(party=lorn)], now=ago(110))


@pytest.fixture
def mail(settings, live_server, tmp_path) -> Path:
    """The folder of real letters, whose links lead to the live server."""
    settings.EMAIL_BACKEND = "tracker.letters.eml.EmlBackend"
    settings.SITE_URL, settings.MAIL_DIR, settings.MEDIA_ROOT = live_server.url, tmp_path / "mail", tmp_path / "evidence"
    return settings.MAIL_DIR


def texts(page, selector: str) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


def test_a_focal_point_reports_and_a_silent_one_is_found_written_to_and_heard(transactional_db, open_page, page_of, pledge, vera, lars, dora, mail, tmp_path):
    roadmap = pledge("Roadmap for customs cooperation", now=ago(110))
    pledge("Rail corridor", grace_days=90, now=ago(110))
    heard = pledge("Study of customs data", now=ago(110))
    for part in heard.responsibilities.all():
        progress.report(responsibility=part, author=None, via="page", status="in_progress", done="Begun.", now=ago(30))
    sweep.run(now=ago(15))
    outbox.send_due(now=ago(15))
    reminders = set(mail.iterdir())

    # Vera is led to sign in, and finds what she has to report on.
    page = open_page()
    page.goto("/")
    page.get_by_label("Email").fill(vera.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/desk/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Commitments").click()
    filters = page.get_by_role("search", name="Filters")
    filters.get_by_label("Text").fill("customs")
    filters.get_by_role("group", name="Reporting").get_by_label("Due").check()
    filters.get_by_role("button", name="Show").click()
    page.wait_for_url("**/commitments/?text=*")
    assert parse_qs(urlsplit(page.url).query) == {"text": ["customs"], "reporting": ["due"]}
    assert texts(page, "tbody .what > a[data-open]") == ["Roadmap for customs cooperation"]

    # She opens it and reports, with evidence.
    page.get_by_role("link", name="Roadmap for customs cooperation").click()
    page.get_by_role("link", name="Report progress", exact=True).click()
    page.get_by_role("group", name="How far is your part?").get_by_label("In progress").check()
    page.get_by_role("group", name="How does it look?").get_by_label("At risk").check()
    page.get_by_label("What was done").fill("The draft went to both ministries.")
    page.get_by_label("Links to evidence").fill("https://example.org/draft")
    page.get_by_label("Files").set_input_files({"name": "draft.txt", "mimeType": "text/plain", "buffer": b"Article 1"})
    page.get_by_role("button", name="Send the report").click()
    page.wait_for_url(f"**{roadmap.get_absolute_url()}")
    assert texts(page, ".messages") == ["Your report is saved."]
    assert texts(page, "#voice-VEL :is(.states, .word)") == ["In progress at risk", "“The draft went to both ministries.”"]
    assert page.get_by_role("link", name="https://example.org/draft").get_attribute("href") == "https://example.org/draft"
    with page.expect_download() as download:
        page.get_by_role("link", name="draft.txt").click()
    assert (download.value.suggested_filename, Path(download.value.path()).read_bytes()) == ("draft.txt", b"Article 1")

    # Lorn stays silent: the watch finds it and writes to Lars.
    sweep.run(now=timezone.now())
    assert outbox.send_due(now=timezone.now()) == Counts(sent=1)
    desk = page_of(dora.user)
    desk.goto(roadmap.get_absolute_url())
    assert texts(desk, ".banners .banner > b") == ["Silent"]
    [file] = set(mail.iterdir()) - reminders
    letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    [link] = re.findall(r"http\S+/answer/\S+", letter.get_body("plain").get_content())
    assert letter["To"] == "lars@example.org"

    # He opens its link on his phone, where he is not signed in, and answers.
    phone = open_page(**PHONE)
    phone.goto(link)
    phone.get_by_role("group", name="How far is your part?").get_by_label("In progress").check()
    phone.get_by_label("What was done").fill("Customs offices were asked.")
    phone.get_by_role("button", name="Send the report").click()
    phone.get_by_role("heading", name="Thank you, your word is recorded").wait_for()

    # The desk sees the flag gone from the top of the page and cleared in what happened.
    desk.reload()
    assert texts(desk, ".banners .banner > b") == []
    assert texts(desk, "#voice-LOR .word") == ["“Customs offices were asked.”"]
    assert [text.split(maxsplit=3)[3] for text in texts(desk, ".timeline > li.good")] == ["Flag cleared: silent, Lorn by a report"]
    assert (page.complaints, phone.complaints, desk.complaints) == ([], [], [])
