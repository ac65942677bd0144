"""Signing in and its second step; accounts are given by staff."""

import base64
import hashlib
import hmac
import struct
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from tests.conftest import PASSWORD

LOGIN = reverse("account_login")
RESET = reverse("account_reset_password")


@pytest.fixture(autouse=True)
def counted_from_nothing(db):
    """Tries are counted in the cache."""
    cache.clear()


def code_of(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_who_tries_too_often_gets_a_page_of_ours(client):
    for _number in range(30):
        client.post(LOGIN, {"login": "x@example.org", "password": "wrong"})

    answer = client.post(LOGIN, {"login": "x@example.org", "password": "wrong"})

    assert answer.status_code == 429
    assert "<h1>Too many tries</h1>" in answer.content.decode()


def test_a_second_step_is_asked_for_and_a_code_of_the_app_lets_in(client, vera):
    secret = generate_totp_secret()
    TOTP.activate(vera.user, secret)

    asked = client.post(LOGIN, {"login": vera.email, "password": PASSWORD}, follow=True)
    let_in = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert "one of your recovery codes does as well" in asked.content.decode()
    assert let_in.url == "/desk/"


def test_a_recovery_code_lets_in_once(client, vera):
    TOTP.activate(vera.user, generate_totp_secret())
    code = RecoveryCodes.activate(vera.user).get_unused_codes()[0]

    answers = []
    for _time in range(2):
        client.post(LOGIN, {"login": vera.email, "password": PASSWORD})
        answers.append(client.post(reverse("mfa_authenticate"), {"code": code}).status_code)
        client.logout()

    assert answers == [302, 200]


def test_a_wrong_code_is_said_beside_its_field(client, vera):
    TOTP.activate(vera.user, generate_totp_secret())
    client.post(LOGIN, {"login": vera.email, "password": PASSWORD})

    answer = client.post(reverse("mfa_authenticate"), {"code": "000"})

    assert answer.context["form"].errors == {"code": ["Incorrect code."]}
    assert 'href="#id_code"' in answer.content.decode()


@pytest.mark.parametrize("has_step", [False, True])
def test_the_page_of_the_second_step_says_what_there_is(client, vera, has_step):
    if has_step:
        TOTP.activate(vera.user, generate_totp_secret())
        RecoveryCodes.activate(vera.user)
    client.force_login(vera.user)

    page = client.get(reverse("mfa_index")).content.decode()

    assert ("Turn it off" in page, "10 codes are left" in page) == (has_step, has_step)


def test_a_forgotten_password_is_replaced_by_the_letters_link(client, vera):
    client.post(RESET, {"email": vera.email})

    letter = mail.outbox[0]
    link = next(line for line in letter.body.splitlines() if line.startswith("http")).removeprefix("http://testserver")
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "other quiet words", "password2": "other quiet words"})

    vera.user.refresh_from_db()
    assert (letter.to, letter.subject) == ([vera.email], "Pledgewatch: A new password")
    assert vera.user.check_password("other quiet words")


def test_an_address_without_an_account_gets_no_letter_and_the_same_answer(client, vera):
    answers = [client.post(RESET, {"email": email}).url for email in (vera.email, "stranger@example.org")]

    assert answers == [reverse("account_reset_password_done")] * 2
    assert [letter.to for letter in mail.outbox] == [[vera.email]]


def test_a_mail_server_that_is_down_is_said_on_the_page(client, vera, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1  # nobody listens there

    answer = client.post(RESET, {"email": vera.email}, follow=True)

    assert answer.status_code == 200
    assert "The letter could not be sent just now." in answer.content.decode()
