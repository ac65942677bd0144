"""A key of the browser's own, as a phone or a security key would be: added, listed, and enough to sign in."""

import pytest

from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

KEY = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}


def test_a_passkey_is_added_listed_and_signs_in(transactional_db, page_of, vera):
    page = page_of(vera.user)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | {"automaticPresenceSimulation": True}})
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.primary")
    page.fill("[name=name]", "My telephone")
    page.check("[name=passwordless]")
    page.click("main form button.primary")
    page.wait_for_url("**/recovery-codes/")

    page.goto("/accounts/2fa/webauthn/")
    assert "My telephone" in page.inner_text("main table")

    page.click("header button:has-text('Sign out')")
    page.wait_for_url("**/accounts/login/")
    page.click("text=Sign in with a passkey")
    page.wait_for_url("**/desk/")

    page.click("header button:has-text('Sign out')")
    page.wait_for_url("**/accounts/login/")
    page.fill("[name=login]", vera.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button.primary")
    page.click("text=Use a passkey")
    page.wait_for_url("**/desk/")
    assert page.complaints == []
