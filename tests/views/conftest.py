"""A letter as its recipient has it before them: Vera's digest about one commitment, on the day it was sent."""

import pytest
import time_machine
from django.test import Client

from tests.conftest import days
from tests.letters.mailed import answer_links, newest_letter, unsubscribe_link, watch

LETTER_DAY = days(111)  # both sides are silent, and each focal point has a digest
SAID = {"status": "in_progress", "health": "at_risk", "done": "Land was bought.", "next_step": "Permits.", "obstacle": "permit"}


@pytest.fixture
def clock():
    with time_machine.travel(LETTER_DAY, tick=False) as clock:
        yield clock


@pytest.fixture
def letter(clock, pledge, vera):
    pledge()
    watch(now=LETTER_DAY)
    return newest_letter(vera)


@pytest.fixture
def link(letter):
    """The link that answers."""
    [link] = answer_links(letter)
    return link


@pytest.fixture
def unsubscribe(letter):
    return unsubscribe_link(letter)


@pytest.fixture
def strict():
    """A browser as it is: without the page's own token no form is taken."""
    return Client(enforce_csrf_checks=True)
