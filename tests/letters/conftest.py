"""A report that waits for a validator."""

import pytest

from tests.conftest import days, person_of
from tracker.actions import progress
from tracker.models import Post


@pytest.fixture
def vic(velika):
    return person_of("Vic Stone", velika, Post.Role.VALIDATOR)


@pytest.fixture
def give(commission, pledge, vic):
    """give(author, **said) brings a report that waits."""
    commission.needs_review = True
    commission.save()
    part = pledge("Roadmap for customs cooperation").responsibilities.get(party__short_code="VEL")

    def report(author, **said):
        said = {"status": "in_progress", "health": "at_risk", "done": "Permits filed.", "next_step": "Wait for them."} | said
        return progress.report(responsibility=part, author=author, via="page", now=days(80), **said)

    return report
