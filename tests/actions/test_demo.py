"""Loading, signing in and removing, with the small file of the Tehran meeting."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Max

from tests.exchange.test_seed import TEHRAN
from tracker.actions import commitment as commitment_actions
from tracker.actions import demo, progress, sweep
from tracker.actions import person as person_actions
from tracker.actions.commitment import Part
from tracker.exchange import seed as seeds
from tracker.models import (
    Acknowledgement,
    Assessment,
    Body,
    Clock,
    Commitment,
    Decision,
    Disowning,
    DueDate,
    EscalationStep,
    Flag,
    Indicator,
    IndicatorReading,
    MeasureReport,
    Meeting,
    Milestone,
    Notice,
    Obstacle,
    ObstacleAnswer,
    Outcome,
    Pack,
    ParallelText,
    Party,
    Person,
    ProgressReport,
    Project,
    Rebaseline,
    Reply,
    Request,
    Responsibility,
    Review,
    Terms,
    guard,
)
from tracker.models.clock import Rule
from tracker.queries import ledger
from tracker.rules.refusal import Refused

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def everything() -> dict:
    """Rows and greatest key of every table of the product."""
    models = apps.get_app_config("tracker").get_models()
    return {model.__name__: (model.objects.count(), model.objects.aggregate(last=Max("pk"))["last"]) for model in models}


def rows_left() -> dict:
    return {name: count for name, (count, _last) in everything().items() if count}


@pytest.fixture
def tehran(db):
    return demo.load(seed=seeds.read(TEHRAN), now=NOW)


@pytest.fixture
def folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_both_sides_of_the_tehran_meeting_have_never_reported(tehran):
    sweep.run(now=NOW)

    clocks = Clock.objects.filter(rule=Rule.SILENT)
    assert [clock.state for clock in clocks] == ["never_reported"] * 6
    silent, unreachable = Flag.objects.open().filter(rule=Rule.SILENT), Flag.objects.open().filter(rule=Rule.UNREACHABLE)
    assert sorted(flag.party.short_code for flag in silent) == ["BLRSMIC"] * 3 + ["IRNMOD"] * 3
    assert {flag.raised_at for flag in silent} == {datetime(2026, 2, 4, 21, tzinfo=UTC)}
    assert sorted(flag.party.short_code for flag in unreachable) == ["BLRSMIC"] * 3 + ["IRNMOD"] * 3  # the report names no focal points
    assert (ProgressReport.objects.count(), Notice.objects.count()) == (0, 0)


def test_nobody_answers_for_the_tehran_commitments_and_the_watch_says_so(tehran):
    sweep.run(now=NOW)

    flags = Flag.objects.open().filter(rule=Rule.UNREACHABLE)
    assert sorted((flag.party.short_code, flag.cause) for flag in flags) == [("BLRSMIC", "vacant")] * 3 + [("IRNMOD", "vacant")] * 3


def test_the_tehran_commitments_are_numbered_as_the_report_names_them(tehran):
    rows = Commitment.objects.order_by("reference").values_list("reference", "kind", "overseen_by__reference")

    assert list(rows) == [
        ("IRBLMTC-2025-01", "roadmap", "IRBLMTC-2025-02"),
        ("IRBLMTC-2025-02", "joint_working_group", None),
        ("IRBLMTC-2025-03", "project_acceleration", "IRBLMTC-2025-02"),
    ]


def test_a_file_that_is_refused_midway_brings_nothing(db, tmp_path):
    path = tmp_path / "late.yaml"
    path.write_text(TEHRAN.read_text().replace("kind: roadmap", "kind: roadmap\n        due: 2025-10-01"))

    with pytest.raises(Refused, match="late: This is before the meeting"):
        demo.load(seed=seeds.read(path), now=NOW)

    assert rows_left() == {}


def test_a_body_entered_by_hand_is_not_taken_over(commission):
    seed = seeds.read(TEHRAN)
    commission.short_code = "IRBLMTC"
    commission.save()

    with pytest.raises(Refused, match="tehran-2025: The body IRBLMTC, .* was entered by hand"):
        demo.load(seed=seed, now=NOW)


def test_removing_leaves_what_was_entered_by_hand(pledge, vera, lars, tehran):
    mine = pledge(quote="to draw up a roadmap for customs cooperation")
    party = Responsibility.objects.filter(commitment__meeting__seed="tehran-2025").first()
    progress.report(responsibility=party, author=None, via="page", status="in_progress", done="Said since.", now=NOW)

    demo.remove(name="tehran-2025")

    assert list(Commitment.objects.all()) == [mine]
    assert list(Person.objects.all()) == [lars, vera]
    assert sorted(Party.objects.values_list("short_code", flat=True)) == ["LOR", "VEL"]
    assert (Meeting.objects.count(), ProgressReport.objects.count(), demo.loaded()) == (1, 0, [])


def test_removing_takes_every_kind_of_word_that_stands_on_a_sample_commitment(pledge, vera, lars, tehran):
    mine = pledge()
    part = Responsibility.objects.filter(commitment__meeting__seed="tehran-2025").first()
    asker = person_actions.record(fields={"name": "Ada Entered"}, now=NOW)
    say_everything(part, asker)
    told = {model for model in guard.guarded() if model.CHAIN and model.objects.filter(**{model.CHAIN: part.commitment}).exists()}

    demo.remove(name="tehran-2025")

    assert told == {model for model in guard.guarded() if model.CHAIN}
    assert {model.__name__ for model in guard.guarded() if model.objects.exists()} == {"LedgerEntry", "LedgerText"}
    assert list(Commitment.objects.all()) == [mine]
    assert ledger.verify() == ledger.Verdict(chains=1, entries=1, wrongs=[])
    assert guard.missing() == []


def say_everything(part, person) -> None:
    """One row of each kind that is never changed."""
    commitment = part.commitment
    report = progress.report(responsibility=part, author=person, via="page", status="in_progress", done="Said.", links=["https://example.org"], now=NOW)
    Review.objects.create(report=report, is_accepted=True, reviewer=person, reviewed_at=NOW)
    request = Request.objects.create(commitment=commitment, kind="drop", reason="Spent.", asked_by=person, asked_at=NOW)
    Decision.objects.create(request=request, verdict="refused", reason="No.", decided_by=person, decided_at=NOW)
    DueDate.objects.create(commitment=commitment, kind="forecast", party=part.party, request=request, report=report, recorded_at=NOW)
    graded = {"commitment": commitment, "scale": "ogp", "grade": "limited", "reasoning": "Seen.", "assessor": person, "assessed_at": NOW}
    assessment = Assessment.objects.create(**graded)
    Assessment.objects.create(corrects=assessment, correction="Misread.", **graded)
    Reply.objects.create(assessment=assessment, party=part.party, words="Noted.", author=person, replied_at=NOW)
    Acknowledgement.objects.create(responsibility=part, until_on=NOW.date(), person=person, at=NOW)
    Disowning.objects.create(responsibility=part, person=person, at=NOW)
    flag = Flag.objects.create(commitment=commitment, responsibility=part, rule="silent", since_at=NOW, raised_at=NOW)
    EscalationStep.objects.create(flag=flag, position=0, rung="focal_point", recipient=person, outcome="told", at=NOW)
    measure = Milestone.objects.create(commitment=commitment, title="Permanent")
    MeasureReport.objects.create(report=report, milestone=measure)
    indicator = Indicator.objects.create(commitment=commitment, title="Hours")
    IndicatorReading.objects.create(commitment=commitment, indicator=indicator, on=NOW.date(), value=5, recorded_at=NOW)
    owed = {"party": part.party, "cause": "permit", "answer_due_on": NOW.date(), "raised_at": NOW}
    obstacle = Obstacle.objects.create(commitment=commitment, title="Permit", **owed)
    ObstacleAnswer.objects.create(obstacle=obstacle, words="Given.", is_solved=True, answered_at=NOW)
    Rebaseline.objects.create(commitment=commitment, stage="Works", before_on=NOW.date(), recorded_at=NOW)
    ParallelText.objects.create(commitment=commitment, language="fa", text="Words.", recorded_at=NOW)
    ParallelText.objects.create(meeting=commitment.meeting, language="fa", text="Minutes.", recorded_at=NOW)
    Outcome.objects.create(meeting=commitment.meeting, commitment=commitment, kind="noted", recorded_by=person, recorded_at=NOW)
    group = Body.objects.create(name="Group", short_code="GRP", founded_by=commitment, seed=commitment.meeting.seed)
    Terms.objects.create(body=group, number=1, text="Terms.", adopted_on=NOW.date(), recorded_at=NOW)
    Pack.objects.create(body=group, since_on=NOW.date(), as_of=NOW.date(), as_of_at=NOW, asked_at=NOW)
    commitment.projects.add(Project.objects.create(name="Line", seed=commitment.meeting.seed))


def test_removing_is_refused_while_something_entered_stands_on_a_sample_row(tehran):
    meeting = Meeting.objects.get()
    part = Part(party=Party.objects.get(short_code="BLRSMIC"))
    commitment_actions.record(fields={"title": "Entered by hand", "meeting": meeting}, parts=[part], now=NOW)
    before = everything()

    with pytest.raises(Refused, match="“IRBLMTC-2025-04 Entered by hand”"):
        demo.remove(name="tehran-2025")

    assert everything() == before


def test_removing_is_refused_for_a_person_of_a_sample_party(tehran):
    person_actions.record(fields={"name": "Ada Entered", "party": Party.objects.get(short_code="BLR")}, now=NOW)

    with pytest.raises(Refused, match="“Ada Entered” .person. was entered by hand"):
        demo.remove(name="tehran-2025")


@pytest.mark.django_db
def test_remove_demo_names_what_is_loaded_when_asked_for_something_else(folder):
    with pytest.raises(CommandError, match=r"paris is not loaded\. Loaded: nothing\."):
        call_command("remove_demo", "paris")


@pytest.mark.django_db
def test_load_demo_says_what_is_wrong_with_a_file(folder):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_demo", settings.BASE_DIR / "seeds" / "none.yaml")
