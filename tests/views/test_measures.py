"""The milestones of a commitment as a table: typed, pasted, from a file, copied out; nothing is saved before it was looked at."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.views.pages import rows, signed_in, text
from tracker.actions import commitment as actions
from tracker.actions.commitment import Step
from tracker.models import Milestone

PAGE = "/commitments/VLK-2026-01/measures/"
PASTED = "number\tmeasure\tdue\tresponsible\n1.1\tExchange data\t2026-06\tVEL; LOR\n1.2\tOpen a lane\tpermanent\tVEL\n"


@pytest.fixture
def roadmap(pledge):
    return pledge("Roadmap", kind="roadmap", steps=[Step(title="Single window", due_on=date(2026, 3, 1), details={"number": "1.2"})])


@pytest.fixture
def desk(client, roadmap, dora):
    signed_in(client, dora)
    return client


def sent(form) -> dict:
    """What a browser sends of the table as the page shows it."""
    fields = {f"{form.prefix}-TOTAL_FORMS": form.total_form_count(), f"{form.prefix}-INITIAL_FORMS": form.initial_form_count()}
    for row in form:
        for field in row:
            value = field.value()
            if value not in (None, "", False):
                fields[field.html_name] = [str(item) for item in value] if isinstance(value, list) else str(value)
    return fields


def test_pasted_rows_stand_in_the_table_before_anything_is_saved_and_a_known_number_is_changed_in_place(desk, roadmap):
    shown = desk.get(PAGE).context["entry"]

    read = desk.post(PAGE, {"version": 1, "pasted": PASTED, "read_rows": "1"} | sent(shown.steps))

    titles = [row["title"].value() for row in read.context["entry"].steps if row["title"].value()]
    assert titles == ["Open a lane", "Exchange data"]
    assert "nothing is saved yet" in text(read)
    assert roadmap.milestones.get().title == "Single window"

    desk.post(PAGE, {"version": 1} | sent(read.context["entry"].steps))

    saved = roadmap.milestones.order_by("position")
    assert [(row.title, row.details.get("number"), row.due_on) for row in saved] == [
        ("Open a lane", "1.2", date(2026, 3, 1)),
        ("Exchange data", "1.1", date(2026, 6, 1)),
    ]
    assert [party.short_code for party in saved.get(title="Exchange data").answering.order_by("pk")] == ["VEL", "LOR"]


def test_a_file_is_read_like_pasted_rows(desk):
    shown = desk.get(PAGE).context["entry"]
    file = SimpleUploadedFile("plan.csv", PASTED.encode())

    read = desk.post(PAGE, {"version": 1, "file": file, "read_rows": "1"} | sent(shown.steps))

    assert [row["title"].value() for row in read.context["entry"].steps if row["title"].value()] == ["Open a lane", "Exchange data"]


def test_a_cell_that_cannot_be_read_is_named_and_the_pasted_text_is_kept(desk):
    bad = PASTED.replace("2026-06", "03/04/2026")

    page = desk.post(PAGE, {"version": 1, "pasted": bad, "read_rows": "1"} | rows("steps", []))

    assert "Row 2, due: “03/04/2026” cannot be read" in text(page)
    assert "03/04/2026" in page.context["entry"].form["pasted"].value()


def test_a_file_that_is_none_is_refused_and_the_table_stays(desk):
    shown = desk.get(PAGE).context["entry"]
    file = SimpleUploadedFile("plan.xls", b"\xd0\xcf\x11\xe0\xff")

    page = desk.post(PAGE, {"version": 1, "file": file, "read_rows": "1"} | sent(shown.steps))

    assert "Save it as XLSX, or as CSV in UTF-8." in text(page)
    assert [row["title"].value() for row in page.context["entry"].steps if row["title"].value()] == ["Single window"]


def test_what_is_wrong_in_a_row_is_said_beside_it_and_nothing_is_saved(desk, roadmap):
    page = desk.post(PAGE, {"version": 1} | rows("steps", [{"title": "", "due_on": "2020-01-01", "due_precision": "day"}]))

    assert "row 1" in text(page)
    assert roadmap.milestones.get().title == "Single window"


def test_a_stale_table_shows_both_and_loses_nothing(desk, roadmap):
    actions.revise(commitment=roadmap, version=1, fields={"title": "Renamed"}, now=roadmap.recorded_at)

    page = desk.post(PAGE, {"version": 1} | rows("steps", [{"title": "Mine", "due_precision": "day"}]))

    assert page.status_code == 409
    assert "Mine" in text(page)
    assert Milestone.objects.get().title == "Single window"


def test_they_are_copied_out_as_csv(desk):
    answer = desk.get(PAGE, {"format": "csv"})

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.decode().splitlines()[1].startswith("1.2,")


def test_two_hundred_rows_are_sent_at_once(desk, roadmap):
    typed = [
        {"title": f"Measure {number}", "due_precision": "day", "own_number": number, "own_area": "Trade", "own_expected": "A text"} for number in range(200)
    ]

    desk.post(PAGE, {"version": 1} | rows("steps", typed))

    assert roadmap.milestones.count() == 200
