"""How far the sides are apart, in words."""

import pytest

from tracker.models import Party, Responsibility
from tracker.rules import spread


def parts(**stated) -> list[Responsibility]:
    names = {"VEL": "Velika", "LOR": "Lorn", "TAR": "Tarrin"}
    return [Responsibility(party=Party(short_code=code, name=names[code]), stated_status=status) for code, status in stated.items()]


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"VEL": "completed", "LOR": "in_progress"}, "Velika says completed, Lorn says in progress"),
        ({"VEL": "completed", "LOR": "in_progress", "TAR": "completed"}, "Velika says completed, Lorn says in progress, Tarrin says completed"),
        ({"VEL": "completed", "LOR": "completed"}, ""),
        ({"VEL": "completed", "LOR": ""}, ""),
        ({"VEL": "", "LOR": ""}, ""),
        ({}, ""),
    ],
)
def test_the_spread_is_said_where_two_parties_state_different_things(stated, said):
    assert spread.sentence(parts(**stated)) == said
