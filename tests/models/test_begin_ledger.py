"""An installation from before the ledger: its migration gives every commitment a chain that holds."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.conftest import MEETING_AT, MEETING_DAY, days
from tracker.models import DueDate, Evidence, LedgerEntry, LedgerText, ProgressReport, guard
from tracker.queries import ledger as queries

BEFORE, SINCE = "0005_post_once", "0007_begin_ledger"


@pytest.fixture
def migrate(transactional_db):
    def to(name: str):
        call_command("migrate", "tracker", name, verbosity=0)
        return MigrationExecutor(connection).loader.project_state(("tracker", name)).apps

    yield to
    call_command("migrate", "tracker", verbosity=0)


@pytest.fixture
def recorded(migrate):
    """Two commitments as the release before recorded them; the first with a due date, a milestone, a report and its evidence."""
    apps = migrate(BEFORE)
    party = apps.get_model("tracker", "Party").objects.create(name="Velika", short_code="VEL", kind="state")
    body = apps.get_model("tracker", "Body").objects.create(name="Commission", short_code="VLK", cadence_days=30)
    meeting = apps.get_model("tracker", "Meeting").objects.create(title="Third session", body=body, starts_on=MEETING_DAY, recorded_at=MEETING_AT)
    pledged = {"meeting": meeting, "body": body, "recorded_at": MEETING_AT}
    rows = apps.get_model("tracker", "Commitment").objects
    rail = rows.create(
        reference="VLK-1",
        title="Rail cafe\u0301",
        description="As agreed.",
        due_on=date(2026, 6, 1),
        due_precision="month",
        due_ends_on=date(2026, 6, 30),
        **pledged,
    )
    rows.create(reference="VLK-2", title="Roadmap", **pledged)
    part = apps.get_model("tracker", "Responsibility").objects.create(commitment=rail, party=party)
    apps.get_model("tracker", "Milestone").objects.create(commitment=rail, title="Draft")
    for number in (1, 2):
        report = apps.get_model("tracker", "ProgressReport").objects.create(responsibility=part, status="in_progress", done="Begun.", reported_at=days(number))
        apps.get_model("tracker", "Evidence").objects.create(report=report, url="https://example.org/law")
    return migrate


def chains() -> list[tuple]:
    return list(LedgerEntry.objects.values_list("commitment__reference", "seq", "kind", "recorded_at"))


WHOLE = [
    ("VLK-1", 1, "recorded", MEETING_AT),
    ("VLK-1", 2, "dated", MEETING_AT),
    ("VLK-1", 3, "reported", days(1)),
    ("VLK-1", 4, "reported", days(2)),
    ("VLK-2", 1, "recorded", MEETING_AT),
]


def test_existing_rows_get_chains_that_hold_and_salts_of_their_own_also_the_second_time(recorded):
    recorded(SINCE)
    call_command("migrate", "tracker", verbosity=0)

    assert queries.verify().wrongs == []
    assert chains() == WHOLE
    assert list(DueDate.objects.values_list("commitment__reference", "kind", "on", "ends_on")) == [("VLK-1", "original", date(2026, 6, 1), date(2026, 6, 30))]
    assert LedgerText.objects.get(entry__commitment__reference="VLK-1").texts == {"description": "As agreed.", "proof": ""}
    salts = [salt for model in (ProgressReport, Evidence, DueDate, LedgerText) for salt in model.objects.values_list("salt", flat=True)]
    assert (len(salts), len(set(salts)), {len(salt) for salt in salts}) == (7, 7, {32})
    assert guard.missing() == []

    recorded("0006_two_sides")
    assert (LedgerEntry.objects.count(), LedgerText.objects.count(), DueDate.objects.count()) == (0, 0, 1)

    call_command("migrate", "tracker", verbosity=0)
    assert queries.verify().wrongs == []
    assert chains() == WHOLE
