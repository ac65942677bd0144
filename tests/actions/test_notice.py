"""Who is written to, about what, and once a period."""

from datetime import UTC, date, datetime

from tests.conftest import days, person_of
from tracker.actions import person as person_actions
from tracker.actions import progress, sweep
from tracker.models import EscalationStep, Notice, NoticeItem, Sweep

SILENT = 106  # days after the meeting: both sides are silent


def letters(kind="digest"):
    """(recipient's first name, period, references) of every letter of a kind."""
    return [
        (letter.recipient.name.split()[0], letter.period_key, [item.responsibility.commitment.title for item in letter.items.all()])
        for letter in Notice.objects.filter(kind=kind).order_by("recipient__name", "id")
    ]


def test_each_focal_point_gets_one_digest_of_all_that_stands_open(pledge):
    pledge("Roadmap")
    pledge("Rail corridor")

    sweep.run(now=days(SILENT + 5))

    assert letters() == [("Lars", "2026-W19", ["Roadmap", "Rail corridor"]), ("Vera", "2026-W19", ["Roadmap", "Rail corridor"])]


def test_one_digest_a_week_however_often_the_sweep_runs(pledge):
    pledge("Roadmap")

    for day in range(SILENT + 3, SILENT + 10):  # Monday to Sunday
        sweep.run(now=days(day))
        sweep.run(now=days(day))

    assert letters() == [("Lars", "2026-W19", ["Roadmap"]), ("Vera", "2026-W19", ["Roadmap"])]


def test_the_next_week_brings_the_next_digest_while_the_flag_stands(pledge):
    pledge("Roadmap")

    sweep.run(now=days(SILENT + 5))
    sweep.run(now=days(SILENT + 12))

    assert [period for name, period, _ in letters() if name == "Vera"] == ["2026-W19", "2026-W20"]


def test_weeks_that_nobody_swept_are_not_made_up_for(pledge):
    pledge("Roadmap")

    sweep.run(now=days(SILENT + 30))

    assert [period for name, period, _ in letters() if name == "Vera"] == ["2026-W22"]


def test_an_answered_commitment_is_not_in_the_next_digest(pledge, vera):
    roadmap, rail = pledge("Roadmap"), pledge("Rail corridor")
    sweep.run(now=days(SILENT))
    progress.report(
        responsibility=roadmap.responsibilities.get(focal_point=vera), author=vera, via="page", status="in_progress", done="Begun.", now=days(SILENT + 1)
    )

    sweep.run(now=days(SILENT + 5))

    assert [letter for letter in letters() if letter[0] == "Vera"] == [("Vera", "2026-W18", ["Roadmap", "Rail corridor"]), ("Vera", "2026-W19", [rail.title])]


def test_a_side_that_says_it_is_done_is_not_written_to_about_a_date_that_passed(pledge, vera):
    rail = pledge("Rail corridor", due_on=date(2026, 3, 1))
    progress.report(responsibility=rail.responsibilities.get(focal_point=vera), author=vera, via="page", status="completed", done="Opened.", now=days(20))

    sweep.run(now=days(60))

    assert letters() == [("Lars", "2026-W12", ["Rail corridor"])]


def test_a_daily_digest_keeps_the_persons_own_hour(pledge, vera):
    pledge("Roadmap")
    person_actions.set_own(person=vera, fields={"digest": "daily", "time_zone": "Asia/Tehran", "letter_hour": 7}, now=days(SILENT))

    sweep.run(now=datetime(2026, 5, 2, 3, 29, tzinfo=UTC))
    before = [name for name, _, _ in letters()]
    sweep.run(now=datetime(2026, 5, 2, 3, 30, tzinfo=UTC))

    assert "Vera" not in before
    assert ("Vera", "2026-05-02", ["Roadmap"]) in letters()


def test_nobody_is_written_to_who_turned_letters_off(pledge, vera, lars):
    pledge("Roadmap")
    for person in (vera, lars):
        person_actions.stop_letters(person=person, now=days(1))

    sweep.run(now=days(SILENT + 5))

    assert letters() + letters("reminder") == []


def test_a_reminder_goes_once_before_a_report_is_due(pledge):
    pledge("Roadmap")

    for day in range(80, 89):
        sweep.run(now=days(day))

    assert letters("reminder") == [("Lars", "2026-04-08", ["Roadmap"]), ("Vera", "2026-04-08", ["Roadmap"])]
    assert {item.due_on for item in NoticeItem.objects.all()} == {date(2026, 4, 15)}


def test_a_party_without_a_focal_point_makes_no_letter(pledge, lorn):
    commitment = pledge("Roadmap")
    commitment.responsibilities.update(focal_point=None)

    sweep.run(now=days(SILENT + 5))

    assert letters() == []


def test_a_sweep_queues_no_more_letters_than_it_may_and_says_how_many_wait(pledge, settings):
    settings.LETTERS_PER_SWEEP = 1
    pledge("Roadmap")
    first, second, third = (sweep.run(now=days(SILENT + 5)) for _again in range(3))

    assert [(counts.queued, counts.held) for counts in (first, second, third)] == [(1, 1), (1, 0), (0, 0)]
    assert [row.held for row in Sweep.objects.order_by("-id")[:3]] == [0, 0, 1]
    assert [name for name, _period, _items in letters()] == ["Lars", "Vera"]


def test_letters_of_the_ladder_count_too_and_a_step_held_back_is_taken_by_the_next_sweep(pledge, velika, lorn, settings):
    person_of("Anna Alternate", velika, "alternate")
    person_of("Lena Alternate", lorn, "alternate")
    pledge("Roadmap")
    sweep.run(now=days(SILENT))
    settings.LETTERS_PER_SWEEP = 1

    counts = [sweep.run(now=days(SILENT + 15)) for _again in range(4)]

    told = EscalationStep.objects.filter(rung="alternate").order_by("id").values_list("recipient__name", flat=True)
    assert sorted(told) == ["Anna Alternate", "Lena Alternate"]
    assert [one.queued for one in counts] == [1, 1, 1, 1]  # two of the ladder, then two digests
    assert [one.held for one in counts] == [3, 2, 1, 0]


def test_no_limit_is_no_limit(pledge, settings):
    settings.LETTERS_PER_SWEEP = 0
    pledge("Roadmap")

    assert sweep.run(now=days(SILENT + 5)).queued == 2
