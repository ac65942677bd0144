"""What every page's frame says of the watch: when the last sweep ran, and what does not do its work."""

import pytest
import time_machine
from django.urls import reverse

from tests.conftest import days
from tests.views.pages import signed_in
from tracker.actions import heartbeat, sweep
from tracker.models import MailQueue, ProgressReport

LATE = "The worker is not reachable. What you save is kept; sweeps and letters wait until it returns."
PAGES = ["desk", "commitments", "meetings", "parties", "sweeps", "settings"]


@pytest.fixture
def at_noon(db):
    with time_machine.travel(days(0), tick=False):
        yield


@pytest.mark.parametrize("name", PAGES)
def test_the_foot_says_when_the_last_sweep_ran_and_what_it_did(at_noon, client, paul, name):
    sweep.run(now=days(0))
    signed_in(client, paul)

    page = " ".join(client.get(reverse(name)).content.decode().split())

    assert "Last sweep 15 Jan, 12:00 UTC, 0 minutes ago · looked at 0 · raised 0 · cleared 0" in page


@pytest.mark.parametrize("name", PAGES)
def test_a_worker_that_is_gone_is_told_on_every_page(at_noon, client, paul, name):
    sweep.run(now=days(0))
    signed_in(client, paul)

    silent = client.get(reverse(name)).content.decode()
    heartbeat.beat(now=days(0))
    heard = client.get(reverse(name)).content.decode()

    assert (LATE in silent, LATE in heard) == (True, False)


def test_a_report_is_saved_while_the_broker_cannot_be_reached(at_noon, client, pledge, vera, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    address = reverse("report", args=[pledge().reference, "VEL"])
    signed_in(client, vera)

    answer = client.post(address, {"status": "in_progress", "done": "Land was bought."}, follow=True)

    assert ProgressReport.objects.get().done == "Land was bought."
    assert LATE in answer.content.decode()


def test_paused_mail_is_told_on_every_page(at_noon, client, paul):
    sweep.run(now=days(0))
    MailQueue.objects.create(paused_at=days(0), reason="535 no")
    signed_in(client, paul)

    assert "Mail is paused: the mail server refuses the sign-in." in client.get(reverse("desk")).content.decode()
