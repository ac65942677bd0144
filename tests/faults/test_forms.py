"""Forms that meet: one sent ten times at once is one report; two editors of different fields never overwrite each other unseen."""

import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.conftest import person_of
from tracker.models import Evidence, LedgerEntry, Post, ProgressReport

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

TIMES = 10
NO_ROWS = {f"{prefix}-{name}_FORMS": "0" for prefix in ("parts", "steps") for name in ("TOTAL", "INITIAL")}


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def test_a_report_sent_ten_times_at_once_is_one_report_with_one_file(pledge, vera, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    address = reverse("report", args=[pledge().reference, "VEL"])
    typed = {"key": str(uuid.uuid4()), "status": "in_progress", "done": "The experts have met."}
    together, answers = threading.Barrier(TIMES), []

    def send(client):
        together.wait()
        try:
            answers.append(client.post(address, typed | {"files": SimpleUploadedFile("act.pdf", b"Signed.")}).status_code)
        finally:
            connection.close()

    senders = [threading.Thread(target=send, args=[signed_in(vera)]) for _time in range(TIMES)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert answers == [302] * TIMES
    assert (ProgressReport.objects.count(), Evidence.objects.count(), len(list(tmp_path.iterdir()))) == (1, 1, 1)
    assert LedgerEntry.objects.filter(kind=LedgerEntry.Kind.REPORTED).count() == 1


def test_of_two_editors_of_different_fields_the_second_is_shown_both_and_nothing_is_overwritten(pledge, dora):
    row, otto = pledge("Roadmap"), person_of("Otto Desk", None, Post.Role.DESK)
    address = reverse("edit_commitment", args=[row.reference])
    shown = {"title": "Roadmap", "kind": "other", "due_precision": "day", "lifecycle": "not_started", "visible_to": "parties", "version": 1} | NO_ROWS

    first = signed_in(dora).post(address, shown | {"title": "Customs roadmap"})
    second = signed_in(otto).post(address, shown | {"description": "Agreed in plenary."})

    row.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 409)
    assert (row.title, row.description, row.version) == ("Customs roadmap", "", 2)
    assert [(told.label, told.stored, told.typed) for told in second.context["entry"].differences][:2] == [
        ("Title", "Customs roadmap", "Roadmap"),
        ("Description", "—", "Agreed in plenary."),
    ]
