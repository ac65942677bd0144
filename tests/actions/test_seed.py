"""The example commission, loaded once for all tests here: two years of events take some seconds."""

import pytest
from django.core.management import call_command

from tests.actions.test_demo import NOW, everything, rows_left
from tests.exchange.test_seed import EXAMPLE
from tracker.actions import demo, progress, sweep
from tracker.exchange import seed as seeds
from tracker.exchange import sign_ins
from tracker.kinds import KINDS
from tracker.models import Assessment, Clock, Commitment, Flag, Milestone, Notice, Party, Person, ProgressReport, Reply, Responsibility, User
from tracker.models.clock import Rule
from tracker.models.commitment import Precision
from tracker.models.kind import own_rules


@pytest.fixture(scope="module")
def example(django_db_setup, django_db_blocker):
    """The example commission, loaded before any test of this file; each test then runs in its own transaction."""
    with django_db_blocker.unblock():
        demo.load(seed=seeds.read(EXAMPLE), now=NOW)
        yield
        demo.remove(name="example-commission")


@pytest.fixture
def folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_the_example_shows_every_state(example):
    sweep.run(now=NOW)

    found = set(Commitment.objects.values_list("kind", flat=True)), set(Commitment.objects.values_list("lifecycle", flat=True))
    assert found == (set(KINDS), set(Commitment.Lifecycle.values))
    assert set(Clock.objects.filter(rule=Rule.SILENT).values_list("state", flat=True)) >= set(Clock.REPORTING)
    assert set(Flag.objects.open().values_list("rule", flat=True)) == {*Rule.values, *own_rules()}
    assert set(Flag.objects.values_list("cleared_by", flat=True)) == {"", *Flag.ClearedBy.values} - {Flag.ClearedBy.POST}  # posts do not change in the story
    for late in (True, False):
        due = Commitment.objects.filter(due_ends_on__lt=NOW) if late else Commitment.objects.filter(due_ends_on__gte=NOW)
        assert set(due.values_list("due_precision", flat=True)) == set(Precision.values)
    assert set(Party.objects.values_list("kind", flat=True)) == set(Party.Kind.values)
    assert Commitment.objects.filter(due_on=None).exists()
    assert Milestone.objects.filter(done_on=None, due_ends_on__gte=NOW).exists()
    assert set(Responsibility.objects.values_list("health", flat=True)) == {"", *Responsibility.Health.values}


@pytest.mark.django_db
def test_the_first_sweep_after_loading_writes_to_every_focal_point_who_is_late(example):
    sweep.run(now=NOW)
    again = sweep.run(now=NOW)

    letters = set(Notice.objects.filter(kind="digest").values_list("recipient__name", flat=True))
    late = Person.objects.filter(responsibilities__flags__in=Flag.objects.open().filter(rule="silent"))
    assert set(late.exclude(digest="off").values_list("name", flat=True)) <= letters
    assert {"Ilka Maren", "Tomas Veld"} <= letters
    assert again.queued == 0


@pytest.mark.django_db
def test_reports_come_after_their_meeting_and_before_now(example):
    reports = ProgressReport.objects.select_related("responsibility__commitment__meeting")

    wrong = [r for r in reports if not r.responsibility.commitment.meeting.recorded_at < r.reported_at < NOW]

    assert wrong == []
    assert ProgressReport.objects.filter(author=None).count() == 0


@pytest.mark.django_db
def test_reports_that_are_reviewed_count_but_for_the_newest_which_wait(example):
    reviewed = ProgressReport.objects.filter(needs_review=True)

    waiting = set(reviewed.waiting().values_list("responsibility__party__short_code", flat=True))
    assert set(reviewed.values_list("responsibility__commitment__body__short_code", flat=True)) == {"VLCT"}
    assert (waiting, reviewed.waiting().count(), reviewed.exclude(review=None).exclude(review__is_accepted=True).count()) == ({"VELMOT", "LORMOT"}, 2, 0)
    assert reviewed.counted().count() > 10


@pytest.mark.django_db
def test_the_example_is_assessed_on_two_scales_with_a_correction_and_replies_after_what_they_answer(example):
    corrected = Assessment.objects.get(corrects__isnull=False)

    assert set(Assessment.objects.values_list("scale", "assessor__name")) == {("ogp", "Vesna Aldor"), ("checklist", "Vesna Aldor")}
    assert (corrected.corrects.grade, corrected.grade) == ("no_evidence", "limited")
    assert [reply for reply in Reply.objects.select_related("assessment") if reply.replied_at < reply.assessment.assessed_at] == []
    assert Reply.objects.filter(assessment=corrected.corrects).exists()


@pytest.mark.django_db
def test_loading_twice_changes_nothing(example):
    before = everything()

    brought = demo.load(seed=seeds.read(EXAMPLE), now=NOW.replace(month=12))

    assert (dict(brought), everything()) == ({}, before)


@pytest.mark.django_db
def test_removing_the_example_leaves_nothing_but_sweeps(example):
    demo.open_accounts(seed=seeds.read(EXAMPLE), passwords={})
    sweep.run(now=NOW)
    part = Responsibility.objects.filter(commitment__lifecycle="in_progress").first()
    item = Notice.objects.filter(kind="digest").first().items.first()
    progress.report(responsibility=part, author=None, via="letter", status="in_progress", done="By link.", notice_item=item, now=NOW)

    demo.remove(name="example-commission")

    assert rows_left() == {"Sweep": 1}


@pytest.mark.django_db
def test_load_demo_writes_sign_ins_that_work_and_keeps_them(example, folder, capsys):
    call_command("load_demo")
    first = sign_ins.read(folder)
    before = everything()
    call_command("load_demo")

    validators = [f"validator, {name}" for name in Party.objects.filter(posts__role="validator").values_list("name", flat=True)]
    everybody = [f"focal point, {name}" for name in Party.objects.filter(posts__role="focal_point").values_list("name", flat=True)]
    assert sorted(role for role, _email, _password in first) == sorted(["desk officer", "principal", "assessor", "administrator", *validators, *everybody])
    assert len(everybody) == 18
    assert all(User.objects.get(email=email).check_password(password) for _role, email, password in first)
    assert (folder / sign_ins.NAME).stat().st_mode & 0o777 == 0o600
    assert (sign_ins.read(folder), everything()) == (first, before)
    assert "tehran-2025: here already, nothing changed" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_lost_sign_in_file_is_written_anew_with_passwords_that_work(example, folder, capsys):
    call_command("load_demo", EXAMPLE)
    first = sign_ins.read(folder)
    (folder / sign_ins.NAME).unlink()

    call_command("load_demo", EXAMPLE)

    rows = sign_ins.read(folder)
    assert [row[:2] for row in rows] == [row[:2] for row in first]
    assert all(User.objects.get(email=email).check_password(password) for _role, email, password in rows)


@pytest.mark.django_db
def test_remove_demo_takes_accounts_and_file_away(example, folder, capsys):
    call_command("load_demo", EXAMPLE)

    call_command("remove_demo")

    assert (User.objects.count(), (folder / sign_ins.NAME).exists(), rows_left()) == (0, False, {})
    assert "example-commission removed: 23 parties" in capsys.readouterr().out
