"""A real Chromium, signed in as somebody, that fails a test when the page's console complains."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the tests' own thread

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, live_server):
    """open_page(**options of the context) opens a page where nobody is signed in; what its console says of errors gathers in `page.complaints`."""
    contexts = []

    def open_one(**options):
        context = browser.new_context(**{"base_url": live_server.url, "viewport": {"width": 1280, "height": 900}} | options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page_of(open_page, live_server):
    """page_of(user, **options of the context) opens a page signed in as `user`."""

    def open_signed_in(user, **options):
        client = Client()
        client.force_login(user)
        page = open_page(**options)
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": live_server.url}])
        return page

    return open_signed_in


@pytest.fixture
def mail(settings, live_server, tmp_path) -> Path:
    """The folder of real letters, whose links lead to the live server."""
    settings.EMAIL_BACKEND = "tracker.letters.eml.EmlBackend"
    settings.SITE_URL, settings.MAIL_DIR, settings.MEDIA_ROOT = live_server.url, tmp_path / "mail", tmp_path / "evidence"
    return settings.MAIL_DIR
