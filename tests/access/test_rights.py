"""What each actor may do on each record follows from rules.access as policy.toml says, whichever page may ask."""

import pytest

from tests.access.world import ACTORS, NOW
from tracker.models import Responsibility
from tracker.rules import access

pytestmark = pytest.mark.django_db


def test_rights_are_those_of_the_policy(world, policy):
    assert wrong_rights(world, policy) == []


def test_nobody_answers_for_a_part_without_focal_point_by_having_no_person(world):
    stands = access.outsider(NOW.date())

    assert stands.answers_for(Responsibility(party=world.parties["A"])) is False


def wrong_rights(world, policy) -> list[str]:
    """actor, right and record of each that is not as the policy says."""
    wrong = []
    for actor in ACTORS:
        stands = standing(world, actor)
        for right, table in policy.may.items():
            given = {record for record in world.commitments if has(stands, right, world, record)}
            allowed = {record for record in policy.among(table, actor) if record in world.commitments}
            wrong += [f"{actor}: {right} of {record}" for record in sorted(given ^ allowed)] if right in RIGHTS else []
    return wrong


def standing(world, actor: str) -> access.Standing:
    user = world.users[actor]
    return access.standing(user, world.people.get(actor), NOW.date()) if user else access.outsider(NOW.date())


def of_side(side: str):
    """The part of one party in a record, if it has one."""
    return lambda world, record: world.commitments[record].responsibilities.filter(party=world.parties[side]).select_related("commitment").first()


RIGHTS = {
    "keep": lambda stands, world, record: stands.keeps(world.commitments[record].body_id),
    "report_for_a": lambda stands, world, record: (part := of_side("A")(world, record)) is not None and stands.may_report(part),
    "report_for_b": lambda stands, world, record: (part := of_side("B")(world, record)) is not None and stands.may_report(part),
    "ask_for_a": lambda stands, world, record: (part := of_side("A")(world, record)) is not None and stands.may_ask(part),
    "ask_for_b": lambda stands, world, record: (part := of_side("B")(world, record)) is not None and stands.may_ask(part),
    "review_for_a": lambda stands, world, record: (part := of_side("A")(world, record)) is not None and stands.may_review(part, author_id=None),
    "decide": lambda stands, world, record: stands.may_decide(world.commitments[record], asked_by_id=0),
    "assess": lambda stands, world, record: stands.may_assess(world.commitments[record]),
}


def has(stands, right: str, world, record: str) -> bool:
    return right in RIGHTS and RIGHTS[right](stands, world, record)


def test_nobody_decides_or_reviews_what_is_their_own(world):
    desk, validator = standing(world, "desk"), standing(world, "validator_a")
    record, part = world.commitments["shared"], of_side("A")(world, "shared")

    assert desk.may_decide(record, asked_by_id=desk.person_id) is False
    assert validator.may_review(part, author_id=validator.person_id) is False
