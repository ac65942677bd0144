"""Commitments made anew: which links are wrong, and how a chain is told."""

from datetime import date

import pytest

from tracker.models import Commitment, Meeting, Project
from tracker.rules.renewal import Chain, Made, age, overlap, problems, sentence, straight, times

FIRST, SECOND, THIRD = (
    Meeting(pk=n, title=title, starts_on=date(2017 + 2 * n, 5, 10)) for n, title in enumerate(("First session", "Second session", "Third session"), 1)
)
OLD = Commitment(pk=1, reference="A-1", meeting=FIRST)
MIDDLE = Commitment(pk=2, reference="A-2", meeting=SECOND, renews=OLD)
NEW = Commitment(pk=3, reference="A-3", meeting=THIRD, renews=MIDDLE)
NOTHING = {"renews": [], "implements": []}


def wrong(row, *, renews=None, implements=None, **behind):
    return problems(commitment_id=row.pk, meeting=row.meeting, renews=renews, implements=implements, behind=NOTHING | behind)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (wrong(NEW), {}),
        (wrong(NEW, renews=MIDDLE, implements=OLD), {}),
        (wrong(NEW, renews=NEW), {"renews": "A commitment cannot renew itself."}),
        (wrong(NEW, implements=NEW), {"implements": "A commitment cannot implement itself."}),
        (wrong(Commitment(meeting=SECOND), renews=NEW), {"renews": "A-3 was pledged later, at a meeting after this one. Choose an earlier commitment."}),
        (wrong(Commitment(meeting=SECOND), renews=MIDDLE), {}),  # of the same day
        (wrong(Commitment(meeting=SECOND), implements=NEW), {}),
    ],
)
def test_a_link_that_leads_nowhere_wrong_stands_and_others_are_refused(found, said):
    assert found == said


def test_a_chain_that_comes_back_is_refused_and_says_through_which():
    renewed = problems(commitment_id=1, meeting=THIRD, renews=NEW, implements=None, behind={"renews": [3, 2, 1], "implements": []})
    implemented = problems(commitment_id=1, meeting=FIRST, renews=None, implements=NEW, behind={"renews": [], "implements": [3, 1]})

    assert renewed == {"renews": "A-3 was itself made anew from this commitment, so the two would renew each other. Choose an earlier one."}
    assert implemented == {"implements": "A-3 itself carries out a part of this commitment, so the two would implement each other. Choose another one."}


def test_a_circle_that_two_people_closed_at_once_is_followed_once():
    assert (straight(1, [2, 3]), straight(1, [2, 3, 1, 2, 3]), straight(1, [1, 1])) == ([2, 3], [2, 3], [])


def test_a_chain_counts_what_the_reader_may_not_see_and_does_not_name_it():
    chain = Chain(earlier=[MIDDLE, None, OLD])

    assert (chain.made, chain.seen, chain.hidden) == (Made(times=3, first=OLD), [MIDDLE, OLD], 1)
    assert (Chain().is_empty, Chain(anew_hidden=1).is_empty) == (True, False)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (Made(), ""),
        (Made(first=OLD), ""),
        (Made(times=1, first=OLD), "First made in 2019 (First session), renewed once."),
        (Made(times=3, first=OLD), "First made in 2019 (First session), renewed 3 times."),
        (Made(times=3), "It was renewed 3 times; where it was first made is not open to you."),
    ],
)
def test_how_often_a_pledge_was_made_is_one_sentence(made, said):
    assert sentence(made) == said


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2020, 5, 9), "first made less than a year ago"),
        (date(2020, 5, 10), "first made 1 year ago"),
        (date(2026, 5, 9), "first made 6 years ago"),
        (date(2026, 5, 10), "first made 7 years ago"),
    ],
)
def test_years_since_a_promise_was_first_made_are_full_years(today, said):
    assert (age(Made(first=OLD), today), age(Made(times=1), today)) == (said, "")


def test_how_often_is_said_in_few_words():
    assert [times(count) for count in (0, 1, 2)] == ["", "renewed once", "renewed 2 times"]


def test_an_overlap_says_all_its_reasons():
    one, other = (Commitment(pk=pk, renews_id=1, implements_id=9) for pk in (5, 6))
    elsewhere = Commitment(pk=7)

    assert overlap(one, other, []).why == ["it renews the same commitment", "it carries out the same commitment"]
    assert overlap(one, elsewhere, [Project(name="Bridge")]).why == ["it has the same project: Bridge"]
    assert overlap(elsewhere, Commitment(pk=8), [Project(name="Bridge"), Project(name="Road")]).why == ["it has the same projects: Bridge, Road"]
