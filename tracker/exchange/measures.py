"""Milestones as rows of a spreadsheet: pasted, from a file, and back out. What cannot be read is named by its row and column."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tracker.models import Milestone, Party, Project
from tracker.models.commitment import Precision
from tracker.models.kind import Field, Kind, Type
from tracker.rules import details
from tracker.rules.refusal import Refused

ROWS, BYTES, CELL = 1000, 2_000_000, 1000  # the most rows, bytes of a file, and characters of a cell
UNPACKED = 100_000_000  # bytes: a small file may unpack to a very large one
PERMANENT = ("permanent", "—", "-")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs a cell that begins with one of these
MONTH_NAMES = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
MONTHS = {short: number for number, name in enumerate(MONTH_NAMES, 1) for short in (name, name[:3], name[:4])}


@dataclass(frozen=True)
class Column:
    """One column: the name under which a form has it, its heading, and what it takes."""

    name: str
    heading: str
    takes: str  # text, day, due, party, parties, project, or a declared type


@dataclass
class Read:
    """What was read: a dict of form values a row, and a sentence for each cell that could not be."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)


def columns(kind: Kind) -> list[Column]:
    """The columns of a kind's milestones, in the order in which they are copied out."""
    declared = [Column(f"own_{told.name}", str(told.label), _takes(told)) for told in kind.step_fields]
    found = [column for column in declared if column.name in ("own_number", "own_area")]
    found += [Column("title", str(kind.step_label), "text"), Column("party", _("party"), "party")]
    if "answering" in kind.step_columns:
        found.append(Column("answering", _("responsible bodies"), "parties"))
    if "project" in kind.step_columns:
        found.append(Column("project", _("project"), "project"))
    found += [column for column in declared if column not in found]
    if "baseline_on" in kind.step_columns:
        found.append(Column("baseline_on", _("baseline"), "day"))
    found.append(Column("due_on", _("due"), "due"))
    if "forecast_on" in kind.step_columns:
        found.append(Column("forecast_on", _("forecast"), "day"))
    return [*found, Column("done_on", _("reached on"), "day")]


def _takes(told: Field) -> str:
    return "choice" if told.type == Type.CHOICE else "number" if told.type == Type.NUMBER else "text"


def pasted(text: str, kind: Kind, *, parties: Iterable[Party], projects: Iterable[Project]) -> Read:
    """Rows as a spreadsheet puts them on the clipboard."""
    return _read([line.split("\t") for line in text.replace("\r\n", "\n").split("\n")], kind, parties, projects)


def from_file(name: str, content: bytes, kind: Kind, *, parties: Iterable[Party], projects: Iterable[Project]) -> Read:
    """Rows of a CSV file (UTF-8; commas, semicolons or tabs) or of the first sheet of an XLSX file; Refused where it is neither."""
    if len(content) > BYTES:
        raise Refused({"file": _("The file is larger than 2 MB. Save the sheet alone, without pictures.")})
    if content.startswith(b"PK"):
        return _read(_sheet(content), kind, parties, projects)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused({"file": _("“%(name)s” is neither an XLSX file nor text in UTF-8. Save it as XLSX, or as CSV in UTF-8.") % {"name": name}}) from None
    if "\0" in text:
        raise Refused({"file": _("“%(name)s” is neither an XLSX file nor text in UTF-8. Save it as XLSX, or as CSV in UTF-8.") % {"name": name}})
    first = text.split("\n", 1)[0]
    delimiter = max("\t;,", key=first.count)
    return _read(list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), kind, parties, projects)


def _sheet(content: bytes) -> list[list[Any]]:
    try:
        if sum(part.file_size for part in ZipFile(io.BytesIO(content)).infolist()) > UNPACKED:
            raise Refused({"file": _("The XLSX file is too large once it is unpacked. Save the sheet alone, without pictures.")})
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True, max_row=ROWS + 2, max_col=40)]
        book.close()
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, TypeError) as error:
        raise Refused({"file": _("The XLSX file cannot be read (%(error)s). Save it anew, or as CSV in UTF-8.") % {"error": error}}) from None
    return rows


def _read(lines: list[list[Any]], kind: Kind, parties: Iterable[Party], projects: Iterable[Project]) -> Read:
    lines = [line for line in lines if any(_text(cell) for cell in line)]
    found, known = Read(), columns(kind)
    if not lines:
        return found
    order = _headed(lines[0], known)
    if order is not None:
        lines, first = lines[1:], 2
    else:
        order, first = known, 1
    if len(lines) > ROWS:
        raise Refused({"": _("These are more than %(n)d rows. Take them in parts.") % {"n": ROWS}})
    names = {"party": {}, "project": {row.name.casefold(): row for row in projects}}
    for row in parties:
        names["party"] |= {row.short_code.casefold(): row, row.name.casefold(): row}
    reader = _Reader(kind, names)
    for number, line in enumerate(lines, first):
        values, wrongs = reader.row(line, order, number)
        found.wrongs += wrongs
        if values:
            found.rows.append(values)
    return found


def _headed(line: list[Any], known: list[Column]) -> list[Column | None] | None:
    """The columns as the first line names them, None for those it does not know; None when it is no heading at all."""
    names = {}
    for column in known:
        names |= {_key(other): column for other in (column.name.removeprefix("own_"), *HEADINGS.get(column.name, ()))}
    names |= {_key(column.heading): column for column in known}  # which hold where two go by one word
    order = [names.get(_key(_text(cell))) for cell in line]
    return order if any(column is not None and column.name == "title" for column in order) else None


HEADINGS = {  # further words under which columns are known
    "title": ("title", "measure", "step", "stage", "milestone"),
    "answering": ("bodies", "responsible", "who"),
    "due_on": ("due date", "deadline"),
    "done_on": ("done", "reached", "actual"),
    "own_every_days": ("every days", "permanent"),
    "own_expected": ("result",),
    "own_completion": ("form",),
    "baseline_on": ("baseline date",),
}


class _Reader:
    def __init__(self, kind: Kind, names: dict[str, dict[str, Any]]):
        self.declared = {f"own_{told.name}": told for told in kind.step_fields}
        self.names = names

    def row(self, line: list[Any], order: list[Column | None], number: int) -> tuple[dict[str, Any], list[str]]:
        values, wrongs = {}, []
        for column, cell in zip(order, line, strict=False):
            if column is None or not _text(cell):
                continue
            try:
                if len(_text(cell)) > CELL:
                    raise ValueError(_("it is longer than %(n)d characters") % {"n": CELL})
                values |= self._cell(column, cell)
            except ValueError as error:
                facts = {"row": number, "column": column.heading, "cell": _text(cell)[:60], "why": error}
                wrongs.append(_("Row %(row)d, %(column)s: “%(cell)s” cannot be read: %(why)s.") % facts)
        if values and not values.get("title"):
            wrongs.append(_("Row %(row)d has no title.") % {"row": number})
        return values, wrongs

    def _cell(self, column: Column, cell: Any) -> dict[str, Any]:
        text = _text(cell)
        if column.takes == "due":
            return due(cell)
        if column.takes == "day":
            return {column.name: _day(cell)}
        if column.takes == "party":
            return {column.name: self._named("party", text).pk}
        if column.takes == "parties":
            return {column.name: [str(self._named("party", name).pk) for name in re.split(r"[;,]", text) if name.strip()]}
        if column.takes == "project":
            return {column.name: self._named("project", text).pk}
        if column.takes == "number":
            if not re.fullmatch(r"\d{1,6}(\.0)?", text):
                raise ValueError(_("write a whole number"))
            return {column.name: int(float(text))}
        if column.takes == "choice":
            return {column.name: self._choice(column, text)}
        return {column.name: text}

    def _named(self, noun: str, name: str) -> Party | Project:
        row = self.names[noun].get(name.strip().casefold())
        if row is None:
            raise ValueError(_("no party has this code or name") if noun == "party" else _("no project has this name"))
        return row

    def _choice(self, column: Column, text: str) -> str:
        choices = self.declared[column.name].choices
        key = next((key for key, label in choices if text.casefold() in (key.casefold(), str(label).casefold())), None)
        if key is None:
            raise ValueError(_("choose from: %(labels)s") % {"labels": ", ".join(str(label) for _key_, label in choices)})
        return key


def due(cell: Any) -> dict[str, Any]:
    """A due date as exactly as it is written: a day, “2026-03” or “March 2026”, “Q3 2026”, “2026”; nothing for “permanent”. ValueError else."""
    text = _text(cell)
    if text.casefold() in PERMANENT:
        return {}
    if not isinstance(cell, date):
        if found := re.fullmatch(r"(?:Q([1-4])[ /.-]*(\d{4})|(\d{4})[ /.-]*Q([1-4]))", text, re.IGNORECASE):
            quarter, year = (found[1], found[2]) if found[1] else (found[4], found[3])
            return {"due_on": date(int(year), int(quarter) * 3 - 2, 1), "due_precision": Precision.QUARTER.value}
        if found := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
            return {"due_on": _date(found[1], found[2], 1), "due_precision": Precision.MONTH.value}
        if (found := re.fullmatch(r"([A-Za-z]+)\.? (\d{4})", text)) and found[1].lower() in MONTHS:
            return {"due_on": _date(found[2], MONTHS[found[1].lower()], 1), "due_precision": Precision.MONTH.value}
        if re.fullmatch(r"\d{4}", text):
            return {"due_on": _date(text, 1, 1), "due_precision": Precision.YEAR.value}
    return {"due_on": _day(cell), "due_precision": Precision.DAY.value}


DAY_WORDS = gettext_lazy("write the day as in 2026-03-14 or 14.03.2026, a month as 2026-03, a quarter as Q3 2026, a year as 2026")


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: 00:00:00)?", text):
        return _date(found[1], found[2], found[3])
    if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        return _date(found[3], found[2], found[1])
    if (found := re.fullmatch(r"(\d{1,2})\.? ([A-Za-z]+)\.? (\d{4})", text)) and found[2].lower() in MONTHS:
        return _date(found[3], MONTHS[found[2].lower()], found[1])
    raise ValueError(str(DAY_WORDS))


def _date(year: Any, month: Any, day: Any) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(_("there is no such day")) from None


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).replace("\0", "").strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _key(heading: str) -> str:
    return " ".join(heading.casefold().split())


def as_csv(steps: Iterable[Milestone], kind: Kind) -> str:
    """The milestones as CSV under the headings by which they can be read back; a cell that a spreadsheet would run begins with an apostrophe."""
    out = io.StringIO()
    writer, known = csv.writer(out), columns(kind)
    writer.writerow([column.heading for column in known])
    for step in steps:
        writer.writerow([_safe(_written(step, column, kind)) for column in known])
    return out.getvalue()


def _written(step: Milestone, column: Column, kind: Kind) -> str:
    if column.name.startswith("own_"):
        told = next(told for told in kind.step_fields if f"own_{told.name}" == column.name)
        value = details.read(step.details, told)
        return str(dict(told.choices).get(value, value)) if value is not None else ""
    if column.name == "answering":
        return "; ".join(party.short_code for party in step.answering.all())
    if column.name == "due_on":
        return _due_written(step.due_on, step.due_precision)
    value = getattr(step, column.name)
    if value is None:
        return ""
    return value.short_code if isinstance(value, Party) else str(value)


def _due_written(on: date | None, precision: str) -> str:
    if on is None:
        return ""
    if precision == Precision.QUARTER:
        return f"Q{(on.month + 2) // 3} {on.year}"
    return {Precision.YEAR: f"{on.year:04d}", Precision.MONTH: f"{on:%Y-%m}"}.get(precision, on.isoformat())


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) or text.startswith("'") and text[1:].startswith(FORMULA) else text
