"""The command by which a secretariat makes a pack and its files."""

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests.actions.test_pack import say
from tests.conftest import days
from tracker.exchange.pack import pdf
from tracker.models import Pack


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(days(120), tick=False) as clock:
        yield clock


def run(folder, *options, body="VLK"):
    call_command("session_pack", "--body", body, "--to", str(folder), *options)


def refused(folder, *options, **told) -> str:
    with pytest.raises(CommandError) as caught:
        run(folder, *options, **told)
    return str(caught.value)


def test_it_writes_every_format_and_says_where(tmp_path, capsys, pledge):
    pledge()
    folder = tmp_path / "new" / "papers"

    run(folder)

    written = [folder / f"VLK-session-2026-05-15.{name}" for name in ("html", "docx", "pdf")]
    assert capsys.readouterr().out.split() == [str(path) for path in written]
    assert [path.read_bytes()[:4] for path in written[1:]] == [b"PK\x03\x04", b"%PDF"]
    assert "Roadmap for customs cooperation" in written[0].read_text()


def test_it_keeps_the_pack(tmp_path, meeting, pledge):
    run(tmp_path, "--format", "html", "--session", "3", "--since", "2026-02-01", "--as-of", "2026-03-31")

    kept = Pack.objects.get()
    assert (kept.state, kept.meeting, str(kept.since_on), str(kept.as_of), kept.asked_by) == ("done", meeting, "2026-02-01", "2026-03-31", None)


def test_it_begins_after_the_last_session_that_was_held_by_that_day(tmp_path, meeting):
    run(tmp_path, "--format", "html")

    assert Pack.objects.get().since_on == meeting.last_day


def test_a_day_gone_by_is_told_as_it_was(tmp_path, pledge):
    commitment = pledge()
    say(commitment, "VEL", 100, done="Said in April.")

    run(tmp_path, "--format", "html", "--as-of", "2026-03-31")

    assert "Said in April." not in (tmp_path / "VLK-session-2026-03-31.html").read_text()


def test_a_language_stands_in_the_name_of_the_file(tmp_path, meeting):
    run(tmp_path, "--format", "html", "--language", "fa")

    assert 'dir="rtl"' in (tmp_path / "VLK-session-2026-05-15-fa.html").read_text()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--format", "odt"), "--format: there is no “odt”. Choose among html, docx, pdf."),
        (("--session", "9"), "--session: VLK has no session of the number 9."),
        (("--as-of", "2026-06-01"), "--as-of: This day has not come yet. Give today or a day gone by."),
        (("--since", "2026-06-01"), "--since: This is after the day whose record is shown. Give an earlier day."),
        (("--language", "xx"), "--language: Choose one of the languages that are offered."),
        (("--as-of", "2026-01-01"), "--since: VLK held no session before 2026-01-01. Say from which day on the paper tells."),
        (("--as-of", "31.3.2026"), "Error: argument --as-of: “31.3.2026” is not a day. Write it as 2026-03-31."),
    ],
)
def test_what_cannot_be_made_is_said_in_one_line(tmp_path, meeting, options, sentence):
    assert refused(tmp_path, *options) == sentence
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_body_is_named(tmp_path, db):
    assert refused(tmp_path, body="NOPE") == "--body: no body has the short code “NOPE”."


def test_a_folder_that_cannot_be_written_is_named(tmp_path, meeting):
    (tmp_path / "file").write_text("")

    assert refused(tmp_path / "file", "--format", "html").startswith(f"--to: {tmp_path / 'file' / 'VLK-session-2026-05-15.html'} cannot be written: ")


def test_without_weasyprint_the_other_files_are_written(tmp_path, meeting, monkeypatch):
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)

    assert refused(tmp_path) == pdf.missing()
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".docx", ".html"]
