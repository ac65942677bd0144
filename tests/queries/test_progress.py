"""The periods of the silence strip, as read for a whole list at once."""

from tests.conftest import close, days
from tracker.actions import progress
from tracker.models import Commitment, Responsibility
from tracker.queries import commitment_list
from tracker.queries.progress import cleared_by, strips


def report(commitment, code, on, **said):
    part = commitment.responsibilities.get(party__short_code=code)
    said = {"status": "in_progress", "done": "Begun."} | said
    return progress.report(responsibility=part, author=None, via="page", now=days(on), **said)


def parts() -> list[Responsibility]:
    return [part for row in commitment_list.with_sides(Commitment.objects.order_by("id")) for part in row.responsibilities.all()]


def states(on: int) -> dict[tuple[str, str], list[str]]:
    """(title, party) -> the states of its periods on the day `on` after the meeting."""
    shown = strips(parts(), today=days(on).date())
    return {(part.commitment.title, part.party.short_code): [period.state for period in shown[part.pk]] for part in parts()}


def test_each_party_has_its_own_periods(pledge):
    commitment = pledge("Roadmap")
    report(commitment, "VEL", 60)
    report(commitment, "LOR", 120, nothing_to_report=True, done="")

    assert states(200) == {
        ("Roadmap", "VEL"): ["reported", "silent", "waiting", "future", "future"],
        ("Roadmap", "LOR"): ["silent", "nothing", "waiting", "future", "future"],
    }


def test_a_party_that_says_completed_owes_nothing_more(pledge):
    report(pledge("Roadmap"), "VEL", 60, status="completed")

    assert states(200)["Roadmap", "VEL"] == ["reported", "done", "done", "done", "done"]


def test_a_closed_commitment_ends_on_the_day_it_was_closed(pledge):
    commitment = pledge("Roadmap")
    report(commitment, "VEL", 60)
    report(commitment, "LOR", 100)
    commitment.refresh_from_db()
    close(commitment, "completed", days(300))

    closed = ["reported", "silent", "silent", "done"]
    assert states(900) == {("Roadmap", "VEL"): closed, ("Roadmap", "LOR"): closed}


def test_a_long_and_a_short_cadence_are_read_together_in_one_query(pledge, django_assert_num_queries):
    report(pledge("Yearly", cadence_days=365), "VEL", 300)
    weekly = pledge("Weekly", cadence_days=7, grace_days=0)
    for on in (300, 689, 696):
        report(weekly, "VEL", on)
    read = parts()

    with django_assert_num_queries(1):
        strips(read, today=days(700).date())

    assert states(700)["Yearly", "VEL"] == ["reported", "waiting", "future", "future"]
    assert states(700)["Weekly", "VEL"][-6:] == ["silent", "reported", "reported", "waiting", "future", "future"]


def test_what_a_report_cleared_is_known_afterwards(pledge):
    assert cleared_by(report(pledge("Roadmap"), "VEL", 60)) == []
