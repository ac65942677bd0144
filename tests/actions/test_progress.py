"""A report is one dated word: whole or not at all, once however often it is sent."""

import hashlib
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import close, days
from tracker.actions import progress
from tracker.models import Evidence, ProgressReport
from tracker.rules.refusal import Refused


@pytest.fixture
def part(pledge, vera):
    return pledge().responsibilities.get(focal_point=vera)


@pytest.fixture(autouse=True)
def evidence_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_the_word_stands_on_the_responsibility(part, vera):
    written = progress.report(responsibility=part, author=vera, via="page", status="in_progress", health="at_risk", done="Permits filed.", now=days(20))

    part.refresh_from_db()
    assert (part.stated_status, part.health, part.last_report, part.last_reported_at) == ("in_progress", "at_risk", written, days(20))


def test_the_same_form_sent_twice_is_one_report(part, vera):
    key = uuid.uuid4()
    sent = {
        "responsibility": part,
        "author": vera,
        "via": "page",
        "status": "in_progress",
        "done": "Permits filed.",
        "key": key,
        "links": ["https://example.org/a"],
    }

    first = progress.report(**sent, now=days(20))
    second = progress.report(**sent, now=days(21))

    assert first == second
    assert (ProgressReport.objects.count(), Evidence.objects.count()) == (1, 1)


def test_nothing_to_report_keeps_what_was_last_stated(part, vera):
    progress.report(responsibility=part, author=vera, via="page", status="in_progress", health="off_track", done="Land missing.", now=days(20))

    written = progress.report(responsibility=part, author=vera, via="page", nothing_to_report=True, now=days(50))

    assert (written.status, written.health) == ("in_progress", "off_track")


def test_the_first_word_of_movement_takes_the_commitment_to_in_progress(part, vera):
    progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", now=days(20))

    part.commitment.refresh_from_db()
    assert part.commitment.lifecycle == "in_progress"


def test_a_closed_commitment_takes_no_report(part, vera):
    close(part.commitment, "dropped", days(1))

    with pytest.raises(Refused) as refused:
        progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Late word.", now=days(20))

    assert refused.value.problems == {"": "This commitment is closed (dropped), so it takes no more reports. Ask the desk to reopen it if there is news."}
    assert ProgressReport.objects.count() == 0


def test_a_report_must_say_something(part, vera):
    with pytest.raises(Refused) as refused:
        progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="  ", now=days(20))

    assert refused.value.problems == {"done": "Say in a sentence what was done, or choose “nothing to report”."}


def test_evidence_is_kept_under_a_name_of_ours_with_its_hash(part, vera, evidence_folder):
    file = SimpleUploadedFile("../act of acceptance.pdf", b"signed")

    progress.report(responsibility=part, author=vera, via="page", status="completed", done="Accepted.", files=[file], now=days(20))

    evidence = Evidence.objects.get()
    assert (evidence.name, evidence.sha256) == ("act of acceptance.pdf", hashlib.sha256(b"signed").hexdigest())
    assert [path.name for path in evidence_folder.iterdir()] == [evidence.file.name]
    assert evidence.file.read() == b"signed"


def test_a_refused_report_leaves_no_file(part, vera, evidence_folder):
    file = SimpleUploadedFile("act.pdf", b"signed")

    with pytest.raises(Exception, match="https"):
        progress.report(responsibility=part, author=vera, via="page", status="completed", done="Accepted.", files=[file], links=[_Unwritable()], now=days(20))

    assert list(evidence_folder.iterdir()) == []
    assert ProgressReport.objects.count() == 0


class _Unwritable:
    """A link the database cannot take."""

    def __str__(self):
        raise ValueError("not an https address")
