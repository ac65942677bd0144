"""Tampering with what is on record: whatever the way, it is refused, or found and named."""

import sqlite3
import uuid
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse
from psycopg import sql

from tests.conftest import days
from tests.letters.mailed import newest_letter, watch
from tracker.actions import commitment as actions
from tracker.actions import progress
from tracker.actions.commitment import Step
from tracker.models import Commitment, EscalationStep, Evidence, LedgerEntry, LedgerText, ProgressReport, guard
from tracker.queries import ledger
from tracker.rules import ledger as rules

ON_POSTGRESQL = connection.vendor == "postgresql"
REPORTS, ENTRIES = ProgressReport._meta.db_table, LedgerEntry._meta.db_table


@pytest.fixture
def told(pledge, vera, lars, settings, tmp_path):
    """A chain of four: recorded, a report of each side (the second with a file), revised between them."""
    settings.MEDIA_ROOT = tmp_path
    commitment = pledge(steps=[Step(title="Draft")], description="As agreed.")
    say(commitment, vera, "Begun.", status="not_started", now=days(1))
    actions.revise(commitment=commitment, version=1, fields={"title": "Customs roadmap"}, now=days(2))
    say(commitment, lars, "Land was bought.", status="not_started", now=days(3), files=[SimpleUploadedFile("deed.txt", b"Signed.")])
    assert found() == []
    return commitment


def say(commitment, person, done, **said):
    part = commitment.responsibilities.get(focal_point=person)
    progress.report(responsibility=part, author=person, via="page", done=done, **said)


def found() -> list[str]:
    """What verifying the ledger says."""
    return [str(wrong) for wrong in ledger.verify().wrongs]


def execute(statement: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def refused(write) -> bool:
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        return guard.REFUSAL in str(error)
    return False


@pytest.fixture
def unguarded(told):
    """The triggers are gone, as for somebody who owns the database."""
    connection.check_constraints()
    guard.lift()
    return told


# --- 1 to 4: SQL against the guards -----------------------------------------------------------


def test_update_is_refused(told):
    assert refused(lambda: execute(f"UPDATE {REPORTS} SET status = 'completed'"))
    assert refused(lambda: execute(f"UPDATE {ENTRIES} SET kind = 'revised' WHERE seq = 1"))


def test_delete_is_refused(told):
    assert refused(lambda: execute(f"DELETE FROM {REPORTS}"))
    assert refused(lambda: execute(f"DELETE FROM {ENTRIES} WHERE seq = 4"))


def test_truncate_is_refused(db):
    """SQLite's TRUNCATE is a DELETE of all rows, tried above; PostgreSQL's passes over the guards of rows."""
    assert not ON_POSTGRESQL or refused(lambda: execute(f"TRUNCATE {ENTRIES} CASCADE"))


def test_replace_and_upsert_are_refused(told):
    if not ON_POSTGRESQL:
        assert refused(lambda: execute(f"REPLACE INTO {ENTRIES} SELECT * FROM {ENTRIES} WHERE seq = 1"))
    upsert = f"INSERT INTO {ENTRIES} SELECT * FROM {ENTRIES} WHERE seq = 1 ON CONFLICT (id) DO UPDATE SET kind = 'erased'"
    assert refused(lambda: execute(upsert))


# --- 5 to 8: the chain itself, by somebody who took the guards away ---------------------------


def test_two_rows_that_changed_places_are_found(unguarded):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        execute(f"UPDATE {ENTRIES} SET seq = %s WHERE seq = %s", new, old)

    assert found() == ["VLK-2026-01, entry 2: it does not hold the hash of the entry before it."]


def test_the_last_row_deleted_is_found_by_what_it_spoke_of(unguarded):
    execute(f"DELETE FROM {ENTRIES} WHERE seq = 4")

    pk = ProgressReport.objects.get(done="Land was bought.").pk
    assert found() == [f"VLK-2026-01: progress report {pk} stands in no entry."]


def test_a_last_row_deleted_with_all_it_spoke_of_is_found_by_a_letter(unguarded, vera):
    letter = a_letter(vera)
    EscalationStep.objects.all().delete()
    LedgerEntry.objects.filter(seq=5).delete()

    assert found() == []
    assert compared(letter) == ["VLK-2026-01, entry 5: a letter showed it as the last; the chain has 4 now."]


def test_an_entry_deleted_in_the_middle_is_found(unguarded):
    execute(f"DELETE FROM {ENTRIES} WHERE seq = 2")

    assert found() == ["VLK-2026-01, entry 2: it is missing."]


def test_a_whole_chain_deleted_is_found(unguarded):
    LedgerText.objects.all().delete()
    LedgerEntry.objects.all().delete()

    assert found() == ["VLK-2026-01: it has no entries at all."]


def test_a_whole_chain_written_anew_is_found_by_a_letter(unguarded, vera):
    letter = a_letter(vera)
    execute(f"UPDATE {REPORTS} SET done = 'Land was not bought.' WHERE done = 'Land was bought.'")
    write_anew(unguarded)

    assert found() == []
    assert compared(letter) == ["VLK-2026-01, entry 5: it is not the one that a letter showed: the chain was written anew."]


def write_anew(commitment) -> None:
    """As somebody would who has the code and the database."""
    rows, last = {("progressreport", row.pk): row for row in ProgressReport.objects.all()}, rules.BEGINNING
    for entry in commitment.ledger.order_by("seq"):
        named = entry.facts.get("rows", [])
        entry.facts["rows"] = [rules.row_facts(rows[key]) if (key := (told["row"], told["columns"]["id"])) in rows else told for told in named]
        entry.prev_hash = last
        entry.hash = last = rules.entry_hash(entry)
        entry.save()


def a_letter(person) -> str:
    """The digest of a day on which both sides are silent; the step of the ladder that was taken then is the fifth entry."""
    watch(now=days(120))
    return newest_letter(person).body


def compared(letter: str, *, quoting: str = "> ") -> list[str]:
    """What `manage.py verify_ledger --heads` says to a letter pasted into a file, quoted as mail programs do."""
    file = Path(settings.MEDIA_ROOT) / "letter.txt"
    file.write_text("".join(f"{quoting}{line}\n" for line in letter.splitlines()))
    said = []
    with pytest.raises(CommandError, match="wrong=1"):
        call_command("verify_ledger", heads=str(file), stdout=Lines(said))
    return said


class Lines:
    """Where a command writes."""

    def __init__(self, lines: list[str]):
        self._lines = lines

    def write(self, text: str) -> None:
        self._lines += text.splitlines()


# --- 9: files ---------------------------------------------------------------------------------


def test_an_evidence_file_edited_on_the_disk_is_found(told):
    evidence = Evidence.objects.get()
    Path(evidence.file.path).write_bytes(b"Not signed.")

    assert found() == [f"VLK-2026-01, entry 4: the file of evidence {evidence.pk} was changed on the disk."]


def test_an_evidence_file_that_is_gone_is_found(told):
    evidence = Evidence.objects.get()
    Path(evidence.file.path).unlink()

    assert found() == [f"VLK-2026-01, entry 4: the file of evidence {evidence.pk} cannot be read."]


# --- 10: raw SQL past the guards --------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (f"UPDATE {ENTRIES} SET kind = 'dated' WHERE seq = 3", ", entry 3: it was changed: its hash is not that of what it says."),
        (f"UPDATE {ENTRIES} SET recorded_at = '2020-01-01 00:00:00' WHERE seq = 2", ", entry 2: it was changed: its hash is not that of what it says."),
        (f"UPDATE {REPORTS} SET status = 'completed' WHERE id = {{report}}", ", entry 4: “status” of progress report {report} is not what was entered."),
        (f"UPDATE {REPORTS} SET done = 'Nothing.' WHERE id = {{report}}", ", entry 4: “done” of progress report {report} is not what was entered."),
        (
            f"UPDATE {REPORTS} SET done = '[erased]', salt = '' WHERE id = {{report}}",
            ", entry 4: the words of progress report {report} were erased, and no entry says so.",
        ),
        ("UPDATE tracker_evidence SET name = 'other.txt'", ", entry 4: “name” of evidence {evidence} is not what was entered."),
        ("DELETE FROM tracker_evidence", ", entry 4: it names evidence {evidence}, which is gone."),
        ("DELETE FROM tracker_ledgertext", ", entry 1: the texts beside it are gone."),
        ("UPDATE tracker_commitment SET lifecycle = 'in_progress'", ": its “lifecycle” is not what entry 3, the last to say it, holds."),
        ("UPDATE tracker_commitment SET description = 'As said.'", ": its “description” is not what entry 3, the last to say it, holds."),
        ("UPDATE tracker_responsibility SET role = 'support'", ": its “parts” is not what entry 3, the last to say it, holds."),
        ("UPDATE tracker_milestone SET done_on = '2026-03-01'", ": its “steps” is not what entry 3, the last to say it, holds."),
    ],
)
def test_raw_sql_past_the_guards_is_found(unguarded, statement, sentence):
    names = {"report": ProgressReport.objects.get(done="Land was bought.").pk, "evidence": Evidence.objects.get().pk}

    execute(statement.format(**names))

    assert found() == ["VLK-2026-01" + sentence.format(**names)]


def test_a_report_that_was_slipped_in_is_found(told):
    """No guard is against adding."""
    row = ProgressReport.objects.create(responsibility=told.responsibilities.first(), status="completed", done="All done.", reported_at=days(3))

    assert found() == [f"VLK-2026-01: progress report {row.pk} stands in no entry."]


def test_entries_of_a_commitment_that_is_gone_are_found(unguarded):
    if ON_POSTGRESQL:
        pytest.skip("its own foreign keys hold here even for the owner")
    pk = unguarded.pk
    execute("UPDATE tracker_ledgerentry SET commitment_id = commitment_id + 1000 WHERE seq = 4")
    wrongs = found()
    execute("UPDATE tracker_ledgerentry SET commitment_id = commitment_id - 1000 WHERE seq = 4")

    assert f"commitment {pk + 1000}: it is gone, but its entries stand." in wrongs


# --- 11 and 12: the ORM and the admin ---------------------------------------------------------


def test_the_orm_is_refused(told):
    report, entry = ProgressReport.objects.first(), LedgerEntry.objects.get(seq=4)

    assert refused(report.save)
    assert refused(lambda: ProgressReport.objects.bulk_update([report], ["done"]))
    assert refused(lambda: ProgressReport.objects.bulk_create([report], update_conflicts=True, unique_fields=["id"], update_fields=["status"]))
    assert refused(entry.delete)
    assert refused(lambda: LedgerEntry.objects.update(seq=models.F("seq") + 1000))
    with pytest.raises(models.ProtectedError):
        Commitment.objects.all().delete()


def test_the_admin_is_refused(told, client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("root@example.org", "a long and quiet password"))
    report, evidence = ProgressReport.objects.first(), Evidence.objects.get()

    answers = [
        client.post(reverse("admin:tracker_progressreport_change", args=[report.pk]), {"status": "completed", "done": "Other."}),
        client.post(reverse("admin:tracker_progressreport_delete", args=[report.pk]), {"post": "yes"}),
        client.post(reverse("admin:tracker_evidence_delete", args=[evidence.pk]), {"post": "yes"}),
        client.post(reverse("admin:tracker_commitment_delete", args=[told.pk]), {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    assert found() == []


# --- Guards survive (D6) ----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_rebuilt_table_gets_its_guards_back_with_the_next_migrate(told):
    """SQLite rebuilds the table and drops its triggers with it; PostgreSQL keeps them."""
    field, wider = ProgressReport._meta.get_field("via"), models.CharField(max_length=11)
    wider.set_attributes_from_name("via")
    with connection.schema_editor() as editor:
        editor.alter_field(ProgressReport, field, wider)
    lost = guard.missing()

    call_command("migrate", verbosity=0)

    assert len(lost) == (0 if ON_POSTGRESQL else 2)
    assert guard.missing() == []
    assert refused(lambda: execute(f"UPDATE {REPORTS} SET done = 'Finished.'"))
    assert found() == []
    with connection.schema_editor() as editor:
        editor.alter_field(ProgressReport, wider, field)


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_is_guarded(told, tmp_path):
    with restored(tmp_path) as (copy, refusals):
        for statement in (f"UPDATE {REPORTS} SET done = 'Finished.'", f"DELETE FROM {ENTRIES}"):
            with pytest.raises(refusals, match=guard.REFUSAL):
                copy.execute(statement)


class restored:
    """A copy of the whole database, opened by a program that is not ours."""

    def __init__(self, folder: Path):
        self.folder, self.name = folder, f"copy_{uuid.uuid4().hex}"

    def __enter__(self):
        if not ON_POSTGRESQL:
            self.copy = sqlite3.connect(self.folder / "copy.sqlite3")
            connection.connection.backup(self.copy)
            return self.copy, sqlite3.IntegrityError
        original = connection.settings_dict
        self.server = {"host": original["HOST"], "port": original["PORT"], "user": original["USER"], "password": original["PASSWORD"], "autocommit": True}
        connection.close()
        with psycopg.connect(dbname="postgres", **self.server) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [original["NAME"]])  # idle ones, of live servers
            admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(self.name), sql.Identifier(original["NAME"])))
        self.copy = psycopg.connect(dbname=self.name, **self.server)
        return self.copy, psycopg.errors.IntegrityError

    def __exit__(self, *_):
        self.copy.close()
        if ON_POSTGRESQL:
            with psycopg.connect(dbname="postgres", **self.server) as admin:
                admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(self.name)))
