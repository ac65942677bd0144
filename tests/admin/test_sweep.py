import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.conftest import days
from tracker.models import Flag, Sweep


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_preview_tells_and_writes_nothing(desk, pledge, time_machine):
    pledge()
    time_machine.move_to(days(200), tick=False)

    response = desk.post(reverse("admin:tracker_sweep_preview"))

    assert told(response) == ["A sweep now would look at 2, raise 2, clear 0 and queue 2 letters. Nothing was written."]
    assert not Flag.objects.exists() and not Sweep.objects.exists()


def test_a_sweep_by_hand_leaves_its_row(desk, pledge, time_machine):
    pledge()
    time_machine.move_to(days(200), tick=False)

    desk.post(reverse("admin:tracker_sweep_run"))

    assert Sweep.objects.get().raised == Flag.objects.open().count() == 2


def test_a_preview_is_one_of_the_lists_actions_too(desk, pledge):
    row = Sweep.objects.create(at=days(0), started_at=days(0))

    response = desk.post(reverse("admin:tracker_sweep_changelist"), {"action": "preview", "_selected_action": row.pk, "index": 0})

    assert told(response)[0].startswith("A sweep now would look at")


@pytest.mark.parametrize(("fields", "icon"), [({"finished_at": days(0)}, "yes"), ({"finished_at": days(0), "error": "No clock."}, "no"), ({}, "unknown")])
def test_the_list_marks_how_a_sweep_ended(desk, fields, icon):
    Sweep.objects.create(at=days(0), started_at=days(0), **fields)

    page = desk.get(reverse("admin:tracker_sweep_changelist")).content.decode()

    assert re.findall(r'field-ended_well"><img src="/static/admin/img/icon-(\w+)', page) == [icon]


def test_following_a_link_never_sweeps(desk):
    assert desk.get(reverse("admin:tracker_sweep_run")).status_code == 405
    assert not Sweep.objects.exists()
