"""A grade stands apart from what parties say: only followed, corrected in public, and answered once by each party."""

import pytest

from tests.conftest import days, person_of
from tracker.actions import assessment as actions
from tracker.models import Post


@pytest.fixture
def ada(db):
    """Who assesses for every body."""
    return person_of("Ada Assessor", None, Post.Role.ASSESSOR)


@pytest.fixture
def assess(ada):
    """Assess a commitment as Ada does; anything may be given."""

    def write(commitment, grade="limited", *, at=100, **said):
        said = {"reasoning": "The registers of both customs services were read.", "assessor": ada} | said
        return actions.assess(commitment=commitment, grade=grade, now=days(at), **said)

    return write


def test_a_grade_stands_on_the_scale_that_the_body_chose(pledge, assess, commission, ada):
    commission.scale = "checklist"
    commission.save()

    written = assess(pledge(), "blocked", evidence_url="https://example.org/register", at=100)

    assert (written.scale, written.grade, written.assessor, written.assessed_at) == ("checklist", "blocked", ada, days(100))
    assert written.evidence_url == "https://example.org/register"
