"""When nobody can be reached for a party's part: why, from when on, and what ends it."""

from datetime import date

import pytest

from tests.conftest import MEETING_AT, days, person_of
from tracker.actions import commitment as commitment_actions
from tracker.actions import escalation, progress, sweep
from tracker.actions import person as person_actions
from tracker.actions.commitment import Part
from tracker.models import Clock, Flag, Post
from tracker.rules.flag import sentence

TODAY = date(2026, 2, 1)


def lost():
    """(party code, cause, sentence) of every open flag of the rule."""
    flags = Flag.objects.open().filter(rule="unreachable").to_read()
    return [(flag.party.short_code, flag.cause, sentence(flag, TODAY)) for flag in flags]


@pytest.fixture
def unnamed(meeting, velika):
    """A commitment for which Velika answers without a focal point."""
    return commitment_actions.record(fields={"title": "Study", "meeting": meeting}, parts=[Part(party=velika)], now=MEETING_AT)


def part_of(commitment):
    return commitment.responsibilities.select_related("party", "focal_point").get(party__short_code="VEL")


def test_a_focal_point_in_office_can_be_reached(pledge):
    pledge()

    sweep.run(now=days(1))

    assert (lost(), Clock.objects.filter(rule="unreachable").count()) == ([], 0)


def test_nobody_named_and_nobody_in_the_post(unnamed):
    sweep.run(now=days(1))

    [(code, cause, _said)] = lost()
    assert (code, cause) == ("VEL", "vacant")


@pytest.mark.parametrize("role", ["focal_point", "alternate"])
def test_a_holder_of_the_post_is_enough_and_ends_the_flag_at_once(unnamed, velika, role):
    nora = person_of("Nora New", velika)
    sweep.run(now=days(1))

    person_actions.give_post(person=nora, role=role, party=velika, starts_on=date(2026, 1, 16), now=days(2))

    assert lost() == []
    assert Flag.objects.get(rule="unreachable").cleared_by == "post"


def test_a_validator_does_not_answer(unnamed, velika):
    person_of("Nora New", velika, Post.Role.VALIDATOR)

    sweep.run(now=days(1))

    assert [cause for _code, cause, _said in lost()] == ["vacant"]


def test_the_post_withdrawn_is_vacant_again(unnamed, vera):
    sweep.run(now=days(1))
    before = lost()

    person_actions.withdraw_post(post=vera.posts.get(), now=days(2))
    sweep.run(now=days(2))

    assert (before, [cause for _code, cause, _said in lost()]) == ([], ["vacant"])


def test_the_named_persons_posts_end_by_the_partys_clock(pledge, vera):
    pledge()
    post = vera.posts.get()
    person_actions.change_post(post=post, role=post.role, party=post.party, starts_on=post.starts_on, ends_on=date(2026, 1, 20), now=MEETING_AT)
    over = days(5).replace(hour=23)  # midnight in Paris

    sweep.run(now=over.replace(hour=22, minute=59))
    before = lost()
    sweep.run(now=over)

    assert before == []
    assert lost() == [("VEL", "ended", "The focal point of Velika holds no post for it any more, since 21 January 2026. Name another.")]


def test_a_longer_post_ends_the_flag(pledge, vera):
    pledge()
    post = vera.posts.get()
    fields = {"role": post.role, "party": post.party, "starts_on": post.starts_on}
    person_actions.change_post(post=post, ends_on=date(2026, 1, 10), now=MEETING_AT, **fields)
    sweep.run(now=days(1))
    before = [cause for _code, cause, _said in lost()]

    person_actions.change_post(post=post, ends_on=None, now=days(2), **fields)

    assert (before, lost()) == (["ended"], [])


def test_not_mine_until_another_is_named(pledge, vera, lars):
    commitment = pledge()
    escalation.disown(responsibility=part_of(commitment), person=vera, now=days(1))
    sweep.run(now=days(1))
    before = lost()
    parts = [Part(party=part.party, role=part.role, focal_point=lars) for part in commitment.responsibilities.select_related("party")]

    commitment_actions.revise(commitment=commitment, version=1, fields={}, parts=parts, now=days(2))

    assert before == [("VEL", "disowned", "The focal point of Velika said “not mine” on 16 January 2026. Name who answers for it.")]
    assert (lost(), part_of(commitment).disowned_at) == ([], None)


def test_a_report_after_all_takes_not_mine_back(pledge, vera):
    commitment = pledge()
    escalation.disown(responsibility=part_of(commitment), person=vera, now=days(1))
    sweep.run(now=days(1))

    progress.report(responsibility=part_of(commitment), author=vera, via="page", status="in_progress", done="Begun.", now=days(2))

    assert lost() == []


def test_mail_that_comes_back_until_the_address_changes(pledge, vera):
    pledge()
    person_actions.bounce(person=vera, address="vera@example.org", now=days(1))
    sweep.run(now=days(1))
    before = lost()
    vera.refresh_from_db()

    person_actions.revise(person=vera, version=vera.version, fields={"email": "orel@example.org"}, now=days(2))

    vera.refresh_from_db()
    assert before == [("VEL", "bounced", "Letters to the focal point of Velika come back, since 16 January 2026. Ask for a new address.")]
    assert (lost(), vera.bounced_at) == ([], None)


def test_an_old_address_that_bounces_says_nothing_of_the_new(pledge, vera):
    person_actions.bounce(person=vera, address="before@example.org", now=days(1))

    vera.refresh_from_db()
    assert vera.bounced_at is None


def test_nobody_is_missed_where_nothing_is_owed(unnamed):
    progress.report(responsibility=part_of(unnamed), author=None, via="page", status="completed", done="Done.", now=days(1))

    sweep.run(now=days(2))

    assert lost() == []
