"""Who may report, asked once for many parts."""

import pytest

from tests.conftest import MEETING_DAY, days, person_of
from tracker.actions import person as person_actions
from tracker.models import Commitment, Post, Responsibility
from tracker.rules import access
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


@pytest.mark.parametrize(
    ("role", "of", "seen"),
    [
        (Post.Role.FOCAL_POINT, "velika", [True, False]),
        (Post.Role.VALIDATOR, "velika", [True, False]),
        (Post.Role.READER, "lorn", [False, True]),
        (Post.Role.DESK, None, [True, True]),
        (Post.Role.READER, None, [False, False]),
        (Post.Role.ASSESSOR, None, [False, False]),
    ],
)
def test_what_does_not_count_yet_is_seen_by_the_partys_own_people_and_the_desk(request, pledge, velika, lorn, role, of, seen):
    person = person_of("Una Else", request.getfixturevalue(of) if of else None, role)
    stands = standing(person.user, person, MEETING_DAY)

    parts = pledge().responsibilities.select_related("commitment").order_by("id")

    assert [stands.sees_inside(part) for part in parts] == seen


def test_only_a_validator_of_the_party_reviews_and_never_their_own(pledge, velika, vera):
    vic = person_of("Vic Stone", velika, Post.Role.VALIDATOR)
    own, other = pledge().responsibilities.order_by("id")
    stands, author = standing(vic.user, vic, MEETING_DAY), standing(vera.user, vera, MEETING_DAY)

    assert [stands.may_review(own, author_id=vera.pk), stands.may_review(own, author_id=None)] == [True, True]
    assert [stands.may_review(own, author_id=vic.pk), stands.may_review(other, author_id=None), author.may_review(own, author_id=vic.pk)] == [False] * 3


def test_a_focal_point_whose_post_is_over_answers_no_more_and_sees_no_more(pledge, vera):
    responsibility = pledge().responsibilities.get(party__short_code="VEL")
    post = vera.posts.get()
    person_actions.change_post(post=post, role=post.role, party=post.party, starts_on=post.starts_on, ends_on=MEETING_DAY, now=days(1))

    stands = standing(vera.user, vera, days(1).date())

    assert stands.answers_for(responsibility) is False
    assert not Commitment.objects.filter(access.commitments(stands)).exists()


def test_a_focal_point_named_without_a_post_answers_for_that_part_alone(pledge, velika):
    nora = person_of("Nora New")
    commitment, other = pledge("Roadmap"), pledge("Other")
    commitment.responsibilities.filter(party=velika).update(focal_point=nora)

    stands = standing(nora.user, nora, MEETING_DAY)

    assert [row.title for row in Commitment.objects.filter(access.commitments(stands))] == ["Roadmap"]
    assert [stands.answers_for(row.responsibilities.get(party=velika)) for row in (commitment, other)] == [True, False]
