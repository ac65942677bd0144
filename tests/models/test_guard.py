"""Whoever asks, an append-only row is never changed or deleted; a guard that does not stand is noticed."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from tests.conftest import MEETING_AT, days
from tracker import checks
from tracker.actions import progress
from tracker.models import Evidence, LedgerEntry, LedgerText, ProgressReport, guard
from tracker.models.ledger import ERASED, AppendOnly


@pytest.fixture
def report(pledge, vera):
    part = pledge().responsibilities.first()
    return progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", links=["https://example.org/law"], now=days(1))


def refuses(write) -> bool:
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        return guard.REFUSAL in str(error)
    return False


def execute(sql: str):
    def run():
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return run


def test_every_append_only_model_and_the_ledger_are_guarded():
    assert {LedgerEntry, LedgerText, ProgressReport, Evidence} < set(guard.guarded())
    assert all(issubclass(model, AppendOnly) for model in set(guard.guarded()) - {LedgerEntry, LedgerText})


@pytest.mark.parametrize("model", guard.guarded(), ids=lambda model: model.__name__)
def test_every_guarded_table_has_its_guards(db, model):
    assert [name for name in guard._standing("default") if name.startswith(f"{model._meta.db_table}{guard.MARK}")] != []
    assert guard.missing() == []


@pytest.mark.parametrize("model", [ProgressReport, Evidence, LedgerEntry, LedgerText])
def test_a_row_is_neither_changed_nor_deleted(report, model):
    row = model.objects.first()
    key = row._meta.pk.attname

    assert refuses(row.save)
    assert refuses(lambda: model.objects.filter(pk=row.pk).update(**{key: models.F(key) + 1000}))
    assert refuses(lambda: model.objects.filter(pk=row.pk)._raw_delete("default"))


def test_a_report_cannot_be_made_say_something_else(report):
    assert refuses(lambda: ProgressReport.objects.update(done="Finished."))
    assert refuses(lambda: ProgressReport.objects.update(done="Finished.", salt=""))
    assert refuses(lambda: ProgressReport.objects.update(done=ERASED))
    assert refuses(lambda: ProgressReport.objects.update(done=ERASED, salt="", status="completed"))
    assert refuses(lambda: ProgressReport.objects.update(done=ERASED, next_step=ERASED, salt=""))


def test_the_words_of_a_report_can_be_erased_with_their_salt(report):
    ProgressReport.objects.update(done=ERASED, salt="")

    report.refresh_from_db()
    assert (report.done, report.next_step, report.salt, report.status) == (ERASED, "", "", "in_progress")


def test_the_texts_beside_an_entry_can_be_erased_but_not_replaced(report):
    assert refuses(lambda: LedgerText.objects.update(texts={"description": "Other words", "proof": ""}))
    assert refuses(lambda: LedgerText.objects.update(texts={}))

    assert LedgerText.objects.update(texts={}, salt="") == LedgerEntry.objects.filter(facts__has_key="state").count()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's")
@pytest.mark.parametrize("replica", [False, True])
def test_truncate_is_refused_even_to_a_replica(db, replica):
    def truncate():
        execute(f"SET LOCAL session_replication_role = {'replica' if replica else 'origin'}")()
        execute("TRUNCATE tracker_ledgerentry CASCADE")()

    assert refuses(truncate)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
def test_replace_is_refused(report):
    assert refuses(execute("REPLACE INTO tracker_ledgerentry SELECT * FROM tracker_ledgerentry LIMIT 1"))


@pytest.mark.parametrize("name", ["tracker_ledgerentry", "tracker_progressreport"])
def test_a_guard_that_is_missing_is_noticed(db, client, name):
    rows = f"{name}{guard.MARK}{'rows' if connection.vendor == 'postgresql' else 'update'}"
    execute(f"DROP TRIGGER {rows}" + (f" ON {name}" if connection.vendor == "postgresql" else ""))()

    assert guard.missing() == [rows]
    assert [warning.id for warning in checks.guards_stand(databases=["default"])] == ["tracker.W001"]
    assert client.get("/health").json()["guards"] == f"missing: {rows}"


def test_a_guard_that_was_hollowed_out_is_noticed(db):
    if connection.vendor == "postgresql":
        execute("CREATE OR REPLACE FUNCTION tracker_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")()
        assert len(guard.missing()) == 2 * len(guard.guarded())
    else:
        execute("DROP TRIGGER tracker_ledgerentry_guard_delete")()
        execute("CREATE TRIGGER tracker_ledgerentry_guard_delete BEFORE DELETE ON tracker_ledgerentry WHEN 0 BEGIN SELECT 1; END")()
        assert guard.missing() == ["tracker_ledgerentry_guard_delete"]


def test_putting_up_again_mends_what_is_missing_and_changes_nothing_else(db):
    before = guard._standing("default")
    execute("DROP TRIGGER tracker_review_guard_" + ("rows ON tracker_review" if connection.vendor == "postgresql" else "update"))()

    guard.put_up()

    assert guard._standing("default") == before


@pytest.mark.django_db(transaction=True)
def test_migrate_puts_the_guards_up(report):
    guard.lift()

    call_command("migrate", verbosity=0)

    assert guard.missing() == []
    assert refuses(lambda: ProgressReport.objects.update(done="Finished."))


def test_while_they_are_lifted_rows_go_and_afterwards_no_more(report):
    with guard.lifted():
        Evidence.objects.all().delete()

    assert guard.missing() == []
    assert refuses(lambda: LedgerEntry.objects.filter(seq=1)._raw_delete("default"))


def test_what_fails_while_they_are_lifted_leaves_everything_as_it_was(report):
    with pytest.raises(ZeroDivisionError), guard.lifted():
        Evidence.objects.all().delete()
        raise ZeroDivisionError

    assert Evidence.objects.count() == 1
    assert guard.missing() == []


def test_a_new_row_is_welcome(report):
    assert Evidence.objects.create(report=report, url="https://example.org").pk
    assert report.reported_at > MEETING_AT
