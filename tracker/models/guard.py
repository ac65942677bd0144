"""Triggers that refuse to change or delete what is append-only, whoever asks: a form, a shell, raw SQL.

They follow from the models, so a new AppendOnly model is guarded by itself. `migrate` puts them up anew each time, since SQLite's
rebuilding of a table drops them. One change is let through: erasing, which blanks the TEXTS of a row and its salt together.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.apps.registry import Apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from tracker.models.ledger import ERASED, AppendOnly, LedgerEntry, LedgerText

MARK = "_guard_"  # stands in the name of each guard, behind its table's
REFUSAL = "never changed or deleted"

# The columns stand in its arguments and not in the trigger itself, or PostgreSQL would not let a migration change their types.
FUNCTION_BODY = f"""
DECLARE
  erased jsonb;
  words text;
BEGIN
  IF TG_OP = 'UPDATE' AND TG_NARGS > 0 THEN
    erased := to_jsonb(OLD) || '{{"salt": ""}}';
    FOREACH words IN ARRAY TG_ARGV LOOP
      erased := erased || jsonb_build_object(words, CASE
        WHEN jsonb_typeof(erased -> words) = 'object' THEN '{{}}'::jsonb
        WHEN erased ->> words = '' THEN '""'
        ELSE '"{ERASED}"' END);
    END LOOP;
    IF to_jsonb(NEW) = erased THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'Rows of % are {REFUSAL}.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
"""
FUNCTION = f"CREATE OR REPLACE FUNCTION tracker_guard() RETURNS trigger LANGUAGE plpgsql AS $guard${FUNCTION_BODY}$guard$"


def guarded() -> list[type[models.Model]]:
    """The models whose rows are never changed or deleted."""
    return [model for model in apps.get_app_config("tracker").get_models() if issubclass(model, AppendOnly | LedgerEntry | LedgerText)]


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of the guards that do not stand, or not as they should; a table that is not there yet needs none."""
    standing = _standing(using)
    return [name for name, sql in _wanted(using).items() if standing.get(name) != sql]


def put_up(using: str = DEFAULT_DB_ALIAS) -> None:
    """Put up every guard. Safe to repeat."""
    is_postgresql = connections[using].vendor == "postgresql"
    with transaction.atomic(using), connections[using].cursor() as cursor:
        lift(using)
        if is_postgresql:
            cursor.execute(FUNCTION)
        for name, sql in _wanted(using).items():
            cursor.execute(sql)
            if is_postgresql:  # ALWAYS: also in a session that plays the replica, where triggers are passed over otherwise
                cursor.execute(f"ALTER TABLE {_table(name)} ENABLE ALWAYS TRIGGER {name}")


def lift(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take every guard down. For a migration with something to do, which puts them up again; else see `lifted`."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        for name in _standing(using):
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {_table(name)}" if connections[using].vendor == "postgresql" else ""))


@contextmanager
def lifted(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A transaction without guards; nobody outside it ever sees a table unguarded. For taking away sample data and nothing else."""
    with transaction.atomic(using):
        # PostgreSQL touches no trigger of a table that has checks put off to the end of the transaction.
        connections[using].check_constraints()
        lift(using)
        yield
        connections[using].check_constraints()
        put_up(using)


def before_migrate(*, using: str, plan: list, **_said) -> None:
    """SQLite drops no column that a trigger names, and a migration may have to complete rows that are append-only."""
    if any(migration.app_label == "tracker" for migration, _is_backwards in plan):
        lift(using)


def after_migrate(*, using: str, apps: Apps = apps, **_said) -> None:
    if "ledgerentry" in apps.all_models["tracker"]:  # it is not in a state from before there was a ledger
        put_up(using)


def _table(guard: str) -> str:
    return guard.rpartition(MARK)[0]


def _wanted(using: str) -> dict[str, str]:
    """Name -> the statement that puts it up, in the very words in which the database tells of it."""
    write = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}[connections[using].vendor]
    tables = connections[using].introspection.table_names()
    return {name: sql for model in guarded() if model._meta.db_table in tables for name, sql in write(model).items()}


def _for_sqlite(model: type[models.Model]) -> dict[str, str]:
    table, texts = model._meta.db_table, getattr(model, "TEXTS", ())
    update, delete = f"{table}{MARK}update", f"{table}{MARK}delete"
    refuse = f"BEGIN SELECT RAISE(ABORT, 'Rows of {table} are {REFUSAL}.'); END"
    when = ""
    if texts:
        erased = dict.fromkeys(["salt"], "''")
        for name in texts:
            is_json = isinstance(model._meta.get_field(name), models.JSONField)
            erased[name] = "'{}'" if is_json else f"CASE OLD.\"{name}\" WHEN '' THEN '' ELSE '{ERASED}' END"
        columns = [field.column for field in model._meta.concrete_fields]
        when = " AND ".join(f'NEW."{column}" IS {erased.get(column) or f"OLD.{chr(34)}{column}{chr(34)}"}' for column in columns)
        when = f" WHEN NOT ({when})"
    return {
        update: f"CREATE TRIGGER {update} BEFORE UPDATE ON {table}{when} {refuse}",
        delete: f"CREATE TRIGGER {delete} BEFORE DELETE ON {table} {refuse}",
    }


def _for_postgresql(model: type[models.Model]) -> dict[str, str]:
    table = model._meta.db_table
    rows, truncate = f"{table}{MARK}rows", f"{table}{MARK}truncate"
    texts = ", ".join(f"'{name}'" for name in getattr(model, "TEXTS", ()))
    return {
        rows: f"CREATE TRIGGER {rows} BEFORE DELETE OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION tracker_guard({texts})",
        truncate: f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION tracker_guard()",
    }


SQLITE_STANDING = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND instr(name, %s)"
POSTGRESQL_STANDING = """
SELECT tgname, CASE WHEN tgenabled = 'A' AND prosrc = %s THEN pg_get_triggerdef(pg_trigger.oid, true) END
FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal AND strpos(tgname, %s) > 0 AND pg_table_is_visible(tgrelid)
"""


def _standing(using: str) -> dict[str, str | None]:
    """Name -> the statement by which the database says it was put up; on PostgreSQL None for one that was disabled or hollowed out."""
    with connections[using].cursor() as cursor:
        if connections[using].vendor == "postgresql":
            cursor.execute(POSTGRESQL_STANDING, [FUNCTION_BODY, MARK])
        else:
            cursor.execute(SQLITE_STANDING, [MARK])
        return dict(cursor.fetchall())
