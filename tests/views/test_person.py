"""Own settings: what a person sets holds from then on; bad input changes nothing and is said beside the field."""

import pytest
from django.urls import reverse

from tests.views.pages import signed_in
from tracker.models import User

GOOD = {"language": "en", "time_zone": "Asia/Tehran", "digest": "daily", "digest_weekday": "2", "letter_hour": "7"}


def test_a_person_sets_their_clock_and_letters(client, vera):
    signed_in(client, vera)

    answer = client.post(reverse("settings"), GOOD)

    vera.refresh_from_db()
    assert answer.url == "/settings/"
    assert (vera.time_zone, vera.digest, vera.digest_weekday, vera.letter_hour) == ("Asia/Tehran", "daily", 2, 7)
    assert vera.digest_at is not None


def test_letters_may_be_turned_off(client, vera):
    signed_in(client, vera)

    client.post(reverse("settings"), GOOD | {"digest": "off"})

    page = client.get(reverse("settings")).content.decode()
    assert "Letters are off: nothing will be sent to you." in page


@pytest.mark.parametrize(
    ("field", "value"), [("time_zone", "Mars/Olympus"), ("letter_hour", "24"), ("letter_hour", "9" * 10_000), ("language", "\x00"), ("digest", "")]
)
def test_what_is_no_choice_is_refused_beside_its_field(client, vera, field, value):
    signed_in(client, vera)

    answer = client.post(reverse("settings"), GOOD | {field: value})

    vera.refresh_from_db()
    assert list(answer.context["form"].errors) == [field]
    assert vera.digest == "weekly"


def test_an_account_without_a_person_gets_a_page_that_says_so(client, db):
    client.force_login(User.objects.create_user("alone@example.org", "a long and quiet password"))

    answer = client.get(reverse("settings"))

    assert answer.status_code == 200
    assert "belongs to no person" in answer.content.decode()
