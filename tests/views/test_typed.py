"""Words typed in a session that ran out wait for whoever wrote them, on every page with a form."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import PASSWORD
from tests.views.pages import rows
from tracker.models import Commitment, Request
from tracker.views.typed import LONGEST

TOLD = "You were signed out while you wrote"
ASKED = {"kind": "suspension", "until_on": "2026-12-31", "until_precision": "day", "code": "permit", "reason": "The permit is late.", "proof_url": ""}
PLEDGED = {"title": "Roadmap", "kind": "roadmap", "due_precision": "day", "lifecycle": "not_started", "visible_to": "parties"} | rows("parts", [])
STEPS = rows("steps", [{"title": "Draft", "due_on": "2026-03-01", "due_precision": "quarter"}])


@pytest.fixture
def asking(pledge):
    return reverse("ask", args=[pledge().reference, "VEL"])


def sent_while_signed_out(address: str, typed: dict, somebody) -> Client:
    """`somebody`, who sent a form after their session had run out, and then signed in."""
    client = Client()
    sent_away = client.post(address, typed)
    assert sent_away.url == f"{reverse('account_login')}?next={address}"
    client.post(sent_away.url, {"login": somebody.email, "password": PASSWORD})
    return client


def test_what_was_typed_comes_back_unsent_and_is_sent_once(asking, vera):
    client = sent_while_signed_out(asking, ASKED, vera)

    page = client.get(asking)

    assert {name: page.context["form"][name].value() for name in ASKED} == ASKED
    assert TOLD in page.content.decode()
    assert Request.objects.count() == 0
    assert client.post(asking, ASKED).status_code == 302
    assert Request.objects.get().reason == "The permit is late."
    assert TOLD not in client.get(asking).content.decode()


def test_rows_of_a_list_come_back_too(meeting, dora):
    address = reverse("record_commitment", args=[meeting.pk])
    client = sent_while_signed_out(address, PLEDGED | STEPS, dora)

    entry = client.get(address).context["entry"]

    assert entry.form["title"].value() == "Roadmap"
    assert [form["title"].value() for form in entry.steps] == ["Draft"]
    assert Commitment.objects.count() == 0


def test_what_is_wrong_stands_beside_its_field_when_it_comes_back(asking, vera):
    client = sent_while_signed_out(asking, ASKED | {"until_on": "soon"}, vera)

    form = client.get(asking).context["form"]

    assert (form["until_on"].value(), list(form.errors)) == ("soon", ["until_on"])


def test_another_page_begins_fresh(asking, pledge, vera):
    other = reverse("ask", args=[pledge("Another").reference, "VEL"])
    client = sent_while_signed_out(asking, ASKED, vera)

    page = client.get(other)

    assert (page.context["form"]["reason"].value(), TOLD in page.content.decode()) == (None, False)


def test_what_is_longer_than_any_form_is_not_kept(asking, vera):
    client = sent_while_signed_out(asking, ASKED | {"reason": "a" * LONGEST}, vera)

    assert client.get(asking).context["form"]["reason"].value() is None
