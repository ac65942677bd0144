"""Letters as files: whole or not at all, one for each, in the order of time."""

import email
import email.policy
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage

from tests.conftest import days
from tests.letters.mailed import watch
from tracker.actions import outbox, sweep
from tracker.actions.outbox import Counts
from tracker.letters import message
from tracker.letters.eml import EmlBackend
from tracker.models import Notice

NOW = days(111)


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "tracker.letters.eml.EmlBackend"
    settings.MAIL_DIR = tmp_path / "mail"  # made by the first letter
    return settings.MAIL_DIR


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_letter_is_a_file_named_by_time_subject_and_recipient(pledge, folder):
    pledge()

    watch(now=NOW)

    assert [name[:-12] for name in names(folder)] == [
        f"20260506-120000-1-commitment-waits-for-your-word-{person}-at-exampleorg-" for person in ("lars", "vera")
    ]
    assert {name[-4:] for name in names(folder)} == {".eml"}


def test_a_file_is_the_letter_as_a_mail_server_would_get_it(pledge, vera, folder):
    pledge()
    watch(now=NOW)
    [path] = folder.glob("*vera*")

    letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)

    notice = Notice.objects.get(recipient=vera)
    assert (letter["To"], letter["Subject"], letter["Message-ID"]) == ("vera@example.org", notice.subject, notice.message_id)
    assert letter.get_body(("plain",)).get_content() == notice.text.replace("\n", "\r\n")
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")


def test_a_second_copy_replaces_the_first(pledge, vera, folder):
    pledge()
    watch(now=NOW)
    [path] = folder.glob("*vera*")
    before = path.read_bytes()

    EmlBackend().send_messages([message.build(Notice.objects.select_related("recipient").get(recipient=vera))])

    assert [found.read_bytes() for found in folder.glob("*vera*")] == [before]


def test_a_message_sent_past_the_outbox_is_a_file_too(folder):
    EmailMessage("Password reset", "Follow this link.", to=["vera@example.org"]).send()

    assert [name[15:-13] for name in names(folder)] == ["-password-reset-vera-at-exampleorg"]


def test_letters_sort_by_time(pledge, vera, lars, folder):
    pledge()
    watch(now=NOW)
    watch(now=NOW + timedelta(days=7))

    assert [name.partition("-1-")[0] for name in names(folder)] == ["20260506-120000"] * 2 + ["20260513-120000"] * 2


def test_where_no_folder_can_be_made_the_letters_wait_and_none_is_in_doubt(pledge, folder):
    pledge()
    folder.parent.joinpath("mail").write_text("a file in its place")
    sweep.run(now=NOW)

    counts = outbox.send_due(now=NOW)

    assert counts == Counts(queued=1)
    assert {(notice.state, notice.unknown_outcomes) for notice in Notice.objects.all()} == {("queued", 0)}
