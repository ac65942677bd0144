"""A commitment is found by what it says now, by parts of words, whatever the case and accents."""

import pytest

from tests.conftest import days
from tracker.actions import commitment as commitment_actions
from tracker.actions import party as party_actions
from tracker.models import Commitment
from tracker.queries.commitment_list import containing


def found(text: str) -> list[str]:
    return sorted(containing(Commitment.objects.all(), text).values_list("title", flat=True))


@pytest.mark.parametrize(
    "text",
    ["ROADMAP", "oadma", "roadmap LORN", "vel", "vlk-2026", "customs cooperation", "тамож", "ТАМОЖЕННОЕ сотрудничество", "cafe", "CAFÉ", "", "  "],
)
def test_every_word_must_stand_somewhere_in_its_words_or_its_parties(pledge, text):
    pledge("Roadmap, таможенное сотрудничество", quote="to draw up a roadmap for customs cooperation", description="Signed in the Café Central.")

    assert found(text) == ["Roadmap, таможенное сотрудничество"]
    assert found(f"{text} absent") == []


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"', "100%"])
def test_signs_that_a_pattern_would_read_mean_themselves(pledge, text):
    pledge("Plain words")
    pledge(f"Signs {text} kept")

    assert found(text) == [f"Signs {text} kept"]


def test_new_words_are_found_and_old_ones_no_more(pledge, velika):
    commitment = pledge("Old title")

    commitment_actions.revise(commitment=commitment, version=1, fields={"title": "New title"}, now=days(1))
    party_actions.revise(party=velika, version=1, fields={"name": "Great Velika"}, now=days(1))

    assert [found(text) for text in ("old", "new", "great")] == [[], ["New title"], ["New title"]]
