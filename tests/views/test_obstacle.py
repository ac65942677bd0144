"""What stands in the way: raised by the desk or a party, answered by the party that owes it, on its desk meanwhile."""

import uuid
from datetime import date

import pytest
import time_machine

from tests.conftest import days
from tests.views.pages import signed_in, text
from tracker.actions import obstacle, sweep
from tracker.models import Flag, Obstacle, ObstacleAnswer

NOW = days(30)
RAISE = "/commitments/VLK-2026-01/obstacles/raise/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def rail(pledge):
    return pledge("Rail corridor", kind="project_acceleration")


@pytest.fixture
def owed(rail, lorn):
    """Lorn owes an answer by the end of February."""
    return obstacle.record(commitment=rail, title="No permit", cause="permit", party=lorn, answer_due_on=date(2026, 2, 28), by=None, now=NOW)


def raised(party, **said) -> dict:
    return {"title": "No permit", "cause": "permit", "party": party.pk, "answer_due_on": "2026-02-28", "key": str(uuid.uuid4())} | said


def answered(**said) -> dict:
    return {"words": "The permit is being printed.", "key": str(uuid.uuid4())} | said


def test_a_party_raises_an_obstacle_for_the_other_to_answer(client, rail, vera, lorn):
    signed_in(client, vera)

    page = text(client.post(RAISE, raised(lorn, description="The authority wants a new opinion."), follow=True))

    row = Obstacle.objects.get()
    assert (row.title, row.party, row.answer_due_on, row.raised_by) == ("No permit", lorn, date(2026, 2, 28), vera)
    assert "The obstacle is raised; an answer is owed by its day." in page
    assert "LOR answers by 28 Feb 2026" in page


def test_a_form_sent_twice_is_one_obstacle(client, rail, vera, lorn):
    signed_in(client, vera)
    sent = raised(lorn)

    for _again in range(2):
        client.post(RAISE, sent)

    assert Obstacle.objects.count() == 1


def test_all_that_is_wrong_is_said_at_once(client, rail, vera, velika, lorn):
    signed_in(client, vera)

    answer = client.post(RAISE, raised(lorn, title="", answer_due_on="2026-01-20"))

    assert answer.context["form"].errors == {"title": ["This field is required."], "answer_due_on": ["This day is over. Give today or a later one."]}
    assert Obstacle.objects.count() == 0


def test_whoever_answers_for_no_party_raises_none(client, rail, paul, lorn):
    signed_in(client, paul)

    assert client.post(RAISE, raised(lorn)).status_code == 403
    assert Obstacle.objects.count() == 0


def test_who_owes_an_answer_finds_it_on_the_desk_and_nobody_else_does(client, owed, vera, lars):
    signed_in(client, lars)
    assert "Obstacles to answer" in text(client.get("/desk/"))

    signed_in(client, vera)
    assert "Obstacles to answer" not in text(client.get("/desk/"))


def test_an_answer_that_solves_it_clears_the_flag_and_the_desk(client, clock, owed, lars):
    clock.move_to(days(60))
    sweep.run(now=days(60))
    assert Flag.objects.open().filter(rule="obstacle_unanswered").exists()
    signed_in(client, lars)

    client.post(f"/obstacles/{owed.pk}/answer/", answered(is_solved="on"))

    assert (owed.answers.get().is_solved, owed.answers.get().author) == (True, lars)
    assert not Flag.objects.open().filter(rule="obstacle_unanswered").exists()
    assert "Obstacles to answer" not in text(client.get("/desk/"))


def test_an_answer_that_does_not_solve_it_says_when_the_next_comes(client, owed, lars):
    signed_in(client, lars)
    page = f"/obstacles/{owed.pk}/answer/"

    refused = client.post(page, answered())
    client.post(page, answered(next_due_on="2026-04-01"))

    assert refused.context["form"].errors == {"next_due_on": ["It is not solved: say by when the next answer comes."]}
    assert "LOR answers by 1 Apr 2026" in text(client.get(owed.commitment.get_absolute_url()))


def test_the_other_side_does_not_answer(client, owed, vera):
    signed_in(client, vera)

    assert client.post(f"/obstacles/{owed.pk}/answer/", answered(is_solved="on")).status_code == 403
    assert ObstacleAnswer.objects.count() == 0


def test_one_that_was_solved_takes_no_further_answer(client, owed, lars):
    signed_in(client, lars)
    page = f"/obstacles/{owed.pk}/answer/"
    client.post(page, answered(is_solved="on"))

    again = client.post(page, answered(is_solved="on"))

    assert "This obstacle was solved already. Raise another if it is back." in text(again)
    assert owed.answers.count() == 1
