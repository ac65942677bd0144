"""The filters of the list: what each finds, and what they say to values that mean nothing."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from tests.bad_input import SMALL, each
from tests.conftest import MEETING_DAY, days
from tracker.actions import progress, sweep
from tracker.forms.filters import CommitmentFilter
from tracker.models import Commitment
from tracker.queries import commitment_list
from tracker.rules.access import Standing


def chosen(address: str, person=None) -> CommitmentFilter:
    return CommitmentFilter(
        QueryDict(address), Commitment.objects.all(), person=person, offered=commitment_list.choices(Standing(day=MEETING_DAY, is_signed_in=True))
    )


def found(address: str, person=None) -> list[str]:
    return sorted(row.title for row in chosen(address, person).qs)


@pytest.fixture
def record(pledge, velika, lorn):
    """Three commitments: one silent and overdue, one on which Velika reports, one that is dropped."""
    pledge("Silent", kind="roadmap", due_on=date(2026, 3, 1), quote="to draw up a roadmap for customs cooperation")
    heard = pledge("Heard", kind="study", due_on=date(2026, 12, 1), due_precision="quarter")
    for code, on in (("VEL", 110), ("LOR", 30)):
        part = heard.responsibilities.get(party__short_code=code)
        progress.report(responsibility=part, author=None, via="page", now=days(on), status="in_progress", done="Begun.")
    pledge("Dropped", lifecycle="dropped")
    sweep.run(now=days(120))


@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("", ["Dropped", "Heard", "Silent"]),
        ("text=sil", ["Silent"]),
        ("text=roadmap customs", ["Silent"]),
        ("text=VLK-2026-02", ["Heard"]),
        ("text=absent", []),
        ("party=VEL", ["Dropped", "Heard", "Silent"]),
        ("body=VLK", ["Dropped", "Heard", "Silent"]),
        ("kind=roadmap&kind=study", ["Heard", "Silent"]),
        ("lifecycle=dropped", ["Dropped"]),
        ("lifecycle=in_progress&lifecycle=not_started", ["Heard", "Silent"]),
        ("reporting=never_reported", ["Silent"]),
        ("reporting=up_to_date", ["Heard"]),
        ("reporting=due&party=LOR", ["Heard"]),
        ("reporting=due&party=VEL", []),
        ("flag=overdue", ["Silent"]),
        ("flag=overdue&flag=silent&party=VEL", ["Silent"]),
        ("flag=stalled", []),
        ("sides=disagree", []),
        ("sides=agree", ["Dropped", "Heard", "Silent"]),
        ("due_after=2026-03-01&due_before=2026-03-01", ["Silent"]),
        ("due_after=2026-03-02", ["Heard"]),
        ("due_before=2026-12-30", ["Silent"]),
    ],
)
def test_filters_find(record, address, titles):
    assert found(address) == titles


def test_me_is_the_focal_point_who_asks_and_a_number_anyone(record, vera, lars, paul):
    everything = ["Dropped", "Heard", "Silent"]

    assert (found("owner=me", vera), found("owner=me", paul), found(f"owner={lars.pk}", paul)) == (everything, [], everything)


@pytest.mark.parametrize("value", each(SMALL | {"ten thousand characters": "x" * 10_000}))
def test_a_value_that_means_nothing_is_answered_and_the_list_still_shows(client, pledge, dora, value):
    pledge()
    client.force_login(dora.user)

    for name in CommitmentFilter.base_filters:
        page = client.get(f"/commitments/?{urlencode({name: value}, errors='surrogatepass')}")

        assert page.status_code == 200
        assert list(page.context["form"].errors) in ([], [name])
        assert len(page.context["rows"]) == 1 or not page.context["form"].errors


def test_two_filters_of_which_one_means_nothing_leave_the_other(record):
    wrong = chosen("kind=roadmap&due_after=31/31")

    assert ([row.title for row in wrong.qs], list(wrong.form.errors)) == (["Silent"], ["due_after"])


def test_me_without_a_person_is_answered(record):
    assert list(chosen("owner=me").form.errors) == ["owner"]


def test_sides_that_state_different_things_are_found_until_they_agree_again(record):
    def says(code, status, on):
        part = Commitment.objects.get(title="Heard").responsibilities.get(party__short_code=code)
        progress.report(responsibility=part, author=None, via="page", now=days(on), status=status, done="Done.")
        return found("sides=disagree")

    assert [says("VEL", "completed", 121), says("VEL", "completed", 122), says("LOR", "completed", 123)] == [["Heard"], ["Heard"], []]
