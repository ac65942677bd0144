"""Assessing, correcting and replying on the pages, and the log of what was corrected."""

import uuid

import pytest

from tests.conftest import days, person_of
from tests.views.pages import signed_in, text
from tracker.actions import progress
from tracker.models import Assessment, Post

PAGE = "/commitments/VLK-2026-01/"
FORM = f"{PAGE}assess/"
LOG = "/corrections/"
SAID = {"grade": "limited", "reasoning": "The registers of both customs services were read.", "evidence_url": "https://example.org/register"}


@pytest.fixture
def ada(db):
    """Who assesses for every body."""
    return person_of("Ada Assessor", None, Post.Role.ASSESSOR)


def keyed(**said) -> dict:
    return SAID | {"key": str(uuid.uuid4())} | said


def test_a_grade_is_saved_with_its_assessor_and_shown_beside_what_the_parties_say(client, pledge, ada, vera):
    commitment = pledge()
    part = commitment.responsibilities.get(focal_point=vera)
    progress.report(responsibility=part, author=vera, via="page", status="completed", done="All is done.", now=days(80))
    signed_in(client, ada)

    answer = client.post(FORM, keyed())
    page = text(client.get(PAGE))

    assert (answer.status_code, answer.url) == (302, PAGE)
    assert Assessment.objects.get().assessor == ada
    for words in (
        '<li class="plain" aria-current="true">limited</li>',
        "Ada Assessor",
        SAID["reasoning"],
        SAID["evidence_url"],
        "A party says that it is done",
    ):
        assert words in page
