"""What each actor may do on each record follows from rules.access as policy.toml says, whichever page may ask."""

from dataclasses import replace

import pytest

from tests.access.door import undone
from tests.access.world import ACTORS, NOW, SINCE
from tracker.actions import person as person_actions
from tracker.models import Commitment, Person, Responsibility
from tracker.rules import access

pytestmark = pytest.mark.django_db


def test_rights_are_those_of_the_policy(world, policy):
    assert wrong_rights(world, policy) == []


def test_nobody_decides_reviews_or_grades_what_is_their_own(world):
    assert own_words(world) == []


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
    "hinder": lambda stands, world, record: stands.may_hinder(world.commitments[record]),
    "lead": lambda stands, world, record: stands.may_lead(world.commitments[record].body_id),
    "review_for_a": lambda stands, world, record: (part := of_side("A")(world, record)) is not None and stands.may_review(part, author_id=None),
    "answer_letters_for_a": lambda stands, world, record: by_letter(stands, of_side("A")(world, record)),
    "decide": lambda stands, world, record: stands.may_decide(world.commitments[record], asked_by_id=0),
    "assess": lambda stands, world, record: stands.may_assess(world.commitments[record]),
}


def by_letter(stands, part) -> bool:
    """Whether the link in a letter still takes this person's word."""
    person = Person.objects.filter(pk=stands.person_id).first()
    return person is not None and part is not None and access.by_posts(person, NOW.date()).may_report(part)


def has(stands, right: str, world, record: str) -> bool:
    return right in RIGHTS and RIGHTS[right](stands, world, record)


def own_words(world) -> list[str]:
    """What somebody may do to their own request or report, or without being anybody: nothing."""
    desk, validator, assessor = (standing(world, actor) for actor in ("desk", "validator_a", "assessor"))
    record, part = world.commitments["shared"], of_side("A")(world, "shared")
    nobody = access.Standing(day=NOW.date(), is_signed_in=True, is_desk=True, assesses_all=True)
    side = replace(assessor, party_ids=frozenset([part.party_id]))
    gone = standing(world, "expired")
    given = {
        "a focal point whose post is over answers": gone.answers_for(Responsibility(party_id=part.party_id, focal_point_id=gone.person_id)),
        "the desk decides its own request": desk.may_decide(record, asked_by_id=desk.person_id),
        "a validator reviews their own report": validator.may_review(part, author_id=validator.person_id),
        "an account without a person decides": nobody.may_decide(record, asked_by_id=0),
        "an account without a person asks": nobody.may_ask_as_desk(record),
        "an account without a person assesses": nobody.may_assess(record),
        "an account without a person answers for a part without focal point": nobody.answers_for(Responsibility(party_id=part.party_id)),
        "an assessor assesses what their own party does": side.may_assess(record),
    }
    with undone():
        person_actions.give_post(person=world.people["no_post"], role="co_chair", party=world.parties["A"], starts_on=SINCE, now=NOW)
        given["a co-chair of no body decides what belongs to none"] = standing(world, "no_post").may_decide(Commitment(), asked_by_id=0)
    return [what for what, is_given in given.items() if is_given]
