"""Texts in several languages side by side: which holds, and which translation an authentic text has outrun."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from tracker.models import ParallelText


@dataclass(kw_only=True)
class Column:
    """One language: its text that holds, the versions before, and by how much the newest authentic text of another language is newer."""

    row: ParallelText
    name: str
    direction: str  # ltr or rtl
    earlier: list[ParallelText] = field(default_factory=list)
    outrun_by: timedelta | None = None  # of a translation only
    outrun_name: str = ""


def languages() -> list[tuple[str, str]]:
    """(code, name) of every language a text may be in, by name."""
    codes = [code for code, told in LANG_INFO.items() if "name" in told]
    return sorted(((code, name_of(code)) for code in codes), key=lambda pair: pair[1])


def name_of(code: str) -> str:
    """The language's name for the reader; its code where it is unknown."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def problems(*, language: str, text: str) -> dict[str, str]:
    """What is wrong with a text, by field; empty when it is sound."""
    found = {}
    if language not in LANG_INFO:
        found["language"] = _("Choose a language of the list.")
    if not text.strip():
        found["text"] = _("Give the words in this language.")
    return found


def columns(rows: Iterable[ParallelText]) -> list[Column]:
    """A column for each language, the authentic ones first; `rows` come newest first."""
    versions = defaultdict(list)
    for row in rows:
        versions[row.language].append(row)
    found = [Column(row=listed[0], name=name_of(code), direction=_direction(code), earlier=listed[1:]) for code, listed in versions.items()]
    newest = max((column for column in found if column.row.is_authentic), key=lambda column: column.row.recorded_at, default=None)
    for column in found:
        if newest is not None and not column.row.is_authentic and newest.row.recorded_at > column.row.recorded_at:
            column.outrun_by, column.outrun_name = newest.row.recorded_at - column.row.recorded_at, newest.name
    return sorted(found, key=lambda column: (not column.row.is_authentic, column.name))


def _direction(code: str) -> str:
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "ltr"
