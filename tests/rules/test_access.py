"""Who may report, asked once for many parts."""

import pytest

from tests.conftest import MEETING_DAY, person_of
from tracker.models import Commitment, Post, Responsibility
from tracker.rules.access import standing


@pytest.mark.parametrize(
    ("who", "role", "of", "expected"),
    [
        ("Vera", Post.Role.FOCAL_POINT, "velika", {"VEL": True, "LOR": False}),
        ("Anna", Post.Role.ALTERNATE, "lorn", {"VEL": False, "LOR": True}),
        ("Vic", Post.Role.VALIDATOR, "velika", {"VEL": False, "LOR": False}),
        ("Dora", Post.Role.DESK, None, {"VEL": True, "LOR": True}),
        ("Paul", Post.Role.READER, None, {"VEL": False, "LOR": False}),
    ],
)
def test_who_reports_follows_from_posts_in_one_query(request, meeting, velika, lorn, who, role, of, expected, django_assert_num_queries):
    person = person_of(f"{who} Else", request.getfixturevalue(of) if of else None, role)
    parts = [part(velika), part(lorn)]

    with django_assert_num_queries(1):
        stands = standing(person.user, person, MEETING_DAY)
        answers = {part.party.short_code: stands.may_report(part) for part in parts}

    assert (answers, stands.is_desk) == (expected, role == Post.Role.DESK)


def part(party):
    return Responsibility(party=party, commitment=Commitment())


def test_a_deactivated_account_may_do_nothing(pledge, vera):
    responsibility = pledge().responsibilities.get(party__short_code="VEL")
    vera.user.is_active = False

    assert standing(vera.user, vera, MEETING_DAY).may_report(responsibility) is False
