"""What surrounds every page of the admin is what surrounds all others: the warning, the way out, how days are written."""

import time_machine
from django.urls import reverse

from tests.conftest import days
from tracker.actions import heartbeat, sweep
from tracker.models import Meeting

INDEX = reverse("admin:index")


def test_a_worker_that_is_gone_is_told(desk):
    with time_machine.travel(days(0), tick=False):
        sweep.run(now=days(0))
        silent = desk.get(INDEX).content.decode()
        heartbeat.beat(now=days(0))
        heard = desk.get(INDEX).content.decode()

    assert ("The worker is not reachable." in silent, "The worker is not reachable." in heard) == (True, False)


def test_one_leaves_and_changes_the_password_as_everywhere(desk):
    page = desk.get(INDEX).content.decode()

    assert f'action="{reverse("account_logout")}"' in page
    assert desk.get("/admin/password_change/").url == reverse("account_change_password")
    assert desk.post("/admin/logout/").url == reverse("account_logout")


def test_the_nouns_are_the_products_own(root):
    assert [section["name"] for section in root.get(INDEX).context["app_list"]] == ["Pledgewatch"]


def test_days_are_written_as_on_the_pages(desk, meeting):
    page = desk.get(reverse("admin:tracker_meeting_changelist")).content.decode()

    assert (Meeting.objects.count(), "15 Jan 2026" in page) == (1, True)


def test_the_history_names_the_account_alone(desk, velika):
    page = {"name": "Velika", "short_code": "VEL", "kind": "state", "time_zone": "UTC", "version": 1}
    desk.post(reverse("admin:tracker_party_change", args=[velika.pk]), page)

    history = desk.get(reverse("admin:tracker_party_history", args=[velika.pk])).content.decode()

    assert ("dora@example.org" in history, "None None" in history) == (True, False)
