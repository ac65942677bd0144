"""Rows of a spreadsheet as milestones: what is understood, what is refused with its place, and the way back out."""

import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tracker.exchange import measures
from tracker.kinds import joint_working_group, project_acceleration, roadmap
from tracker.models import Milestone, Party, Project
from tracker.models.commitment import Precision
from tracker.rules.past import fill
from tracker.rules.refusal import Refused

VELIKA, LORN = Party(pk=1, name="Velika", short_code="VEL"), Party(pk=2, name="Lorn", short_code="LOR")
PORT = Project(pk=7, name="Dry port")
NAIVE = datetime.fromisoformat("2026-03-31")  # as a sheet's cells hold a day
KNOWN = {"parties": [VELIKA, LORN], "projects": [PORT]}


def pasted(text, kind=roadmap.KIND):
    return measures.pasted(text, kind, **KNOWN)


def sheet(*rows) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_rows_under_headings_are_read_in_whatever_order_they_stand():
    read = pasted("Deadline\tNumber\tMeasure\tResponsible\tNote\n2026-03-31\t1.1\tExchange data\tVEL; Lorn\tasked for\n")

    assert (read.rows, read.wrongs) == (
        [{"due_on": date(2026, 3, 31), "due_precision": "day", "own_number": "1.1", "title": "Exchange data", "answering": ["1", "2"]}],
        [],
    )


def test_rows_without_headings_stand_in_the_order_of_the_columns():
    names = [column.name for column in measures.columns(joint_working_group.KIND)]

    read = pasted("Co-chair named\tVEL\t2026-03\n", joint_working_group.KIND)

    assert names[:3] == ["title", "party", "due_on"]
    assert read.rows == [{"title": "Co-chair named", "party": 1, "due_on": date(2026, 3, 1), "due_precision": "month"}]


def test_stages_have_their_own_columns():
    read = pasted("stage\tproject\tbaseline\tdue\tforecast\nBuild\tdry port\t2027-06-30\tQ3 2026\t01.09.2026\n", project_acceleration.KIND)

    [row] = read.rows
    assert (row["project"], row["baseline_on"], row["due_on"], row["due_precision"], row["forecast_on"]) == (
        7, date(2027, 6, 30), date(2026, 7, 1), "quarter", date(2026, 9, 1)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "on", "precision"),
    [
        ("2026-03-31", date(2026, 3, 31), "day"),
        ("31.03.2026", date(2026, 3, 31), "day"),
        ("31 March 2026", date(2026, 3, 31), "day"),
        ("2026-03", date(2026, 3, 1), "month"),
        ("March 2026", date(2026, 3, 1), "month"),
        ("Q3 2026", date(2026, 7, 1), "quarter"),
        ("2026 Q3", date(2026, 7, 1), "quarter"),
        ("2026", date(2026, 1, 1), "year"),
        (2026, date(2026, 1, 1), "year"),
        (NAIVE, date(2026, 3, 31), "day"),
    ],
)
def test_a_deadline_is_as_exact_as_it_is_written(cell, on, precision):
    assert measures.due(cell) == {"due_on": on, "due_precision": precision}


@pytest.mark.parametrize("cell", ["permanent", "Permanent", "—"])
def test_permanent_is_no_deadline(cell):
    assert measures.due(cell) == {}


@pytest.mark.parametrize("cell", ["03/04/2026", "31.02.2026", "2026-13", "Q5 2026", "soon"])
def test_what_could_mean_two_days_or_none_is_not_guessed(cell):
    with pytest.raises(ValueError, match=r"write the day as|there is no such day"):
        measures.due(cell)


def test_what_cannot_be_read_is_named_by_its_row_and_column_and_the_rest_is_kept():
    read = pasted("number\tmeasure\tdue\tresponsible\n1\tExchange data\tsoon\tVEL\n2\tOpen a lane\t2026\tNOBODY\n")

    assert [row["title"] for row in read.rows] == ["Exchange data", "Open a lane"]
    assert read.wrongs == [
        "Row 2, due: “soon” cannot be read: write the day as in 2026-03-14 or 14.03.2026, a month as 2026-03, a quarter as Q3 2026, a year as 2026.",
        "Row 3, responsible bodies: “NOBODY” cannot be read: no party has this code or name.",
    ]


def test_a_sheet_of_a_workbook_is_read_with_its_dates_and_numbers():
    content = sheet(["Number", "Measure", "Due", "Every days"], [1, "Exchange data", NAIVE, None], [2, "Report", None, 180])

    read = measures.from_file("plan.xlsx", content, roadmap.KIND, **KNOWN)

    assert [(row["own_number"], row["title"], row.get("due_on"), row.get("own_every_days")) for row in read.rows] == [
        ("1", "Exchange data", date(2026, 3, 31), None),
        ("2", "Report", None, 180),
    ]


@pytest.mark.parametrize("text", ["number,measure\n1,Exchange data\n", "number;measure\n1;Exchange data\n", "\ufeffnumber\tmeasure\n1\tExchange data\n"])
def test_text_is_read_whatever_parts_its_cells(text):
    read = measures.from_file("plan.csv", text.encode(), roadmap.KIND, **KNOWN)

    assert read.rows == [{"own_number": "1", "title": "Exchange data"}]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 no workbook", "The XLSX file cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\xff", "neither an XLSX file nor text in UTF-8"),
        (b"a\0b", "neither an XLSX file nor text in UTF-8"),
        (b"x" * (measures.BYTES + 1), "larger than 2 MB"),
        (b"measure\n" + b"row\n" * (measures.ROWS + 1), "more than 1000 rows"),
    ],
    ids=["no workbook", "an old workbook", "NUL", "too large", "too many rows"],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(content, sentence):
    with pytest.raises(Refused, match=sentence):
        measures.from_file("plan.bin", content, roadmap.KIND, **KNOWN)


def test_nothing_is_read_from_nothing():
    assert pasted(" \n\t\n").rows == []


def written(**columns) -> Milestone:
    step = Milestone(**{"pk": 1, "title": "Exchange data"} | columns)
    fill(step, "answering", [VELIKA, LORN])
    return step


safe = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@given(title=safe, number=safe, on=st.dates(date(2000, 1, 1), date(2100, 1, 1)), precision=st.sampled_from(Precision.values))
def test_what_is_copied_out_is_read_back_as_it_was(title, number, on, precision):
    on = {"month": on.replace(day=1), "quarter": on.replace(month=(on.month - 1) // 3 * 3 + 1, day=1), "year": on.replace(month=1, day=1)}.get(precision, on)
    step = written(title=title, due_on=on, due_precision=precision, details={"number": number})

    read = measures.from_file("copy.csv", measures.as_csv([step], roadmap.KIND).encode(), roadmap.KIND, **KNOWN)

    assert read.wrongs == []
    assert read.rows == [{"own_number": number, "title": title, "answering": ["1", "2"], "due_on": on, "due_precision": precision}]


def test_a_cell_that_a_spreadsheet_would_run_is_copied_out_as_text():
    copied = measures.as_csv([written(title="=1+1")], roadmap.KIND)

    assert "'=1+1" in copied
    assert measures.from_file("copy.csv", copied.encode(), roadmap.KIND, **KNOWN).rows[0]["title"] == "=1+1"
