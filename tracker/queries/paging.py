"""Newest first, a page at a time: each page starts where the last one ended, so that page 10,000 costs as much as page 1."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

SIZE = 25


@dataclass(frozen=True, kw_only=True)
class Page:
    """The rows of one page and the marks that lead on: `older` and `newer` are empty where there is nothing more."""

    rows: list
    older: str = ""
    newer: str = ""


def newest_first(rows: QuerySet, *, day: str = "", older: str = "", newer: str = "", size: int = SIZE) -> Page:
    """The page before the mark `older`, or after the mark `newer`, or else the first; a mark nobody gave out counts as none.

    Rows are ordered by the column `day` (when it is given), then by id.
    """
    keys = (day, "id") if day else ("id",)
    mark = _read(older or newer, has_day=bool(day))
    if newer and mark:
        found = list(rows.filter(_beyond(keys, mark, "gt")).order_by(*keys)[: size + 1])
        return _page(list(reversed(found[:size])), keys, has_older=True, has_newer=len(found) > size)
    found = list((rows.filter(_beyond(keys, mark, "lt")) if mark else rows).order_by(*(f"-{key}" for key in keys))[: size + 1])
    return _page(found[:size], keys, has_older=len(found) > size, has_newer=bool(mark))


def _page(rows: list, keys: tuple[str, ...], *, has_older: bool, has_newer: bool) -> Page:
    if not rows:
        return Page(rows=rows)
    return Page(rows=rows, older=_mark(rows[-1], keys) if has_older else "", newer=_mark(rows[0], keys) if has_newer else "")


def _beyond(keys: tuple[str, ...], mark: tuple, side: str) -> Q:
    """a <= x and (a < x or b < y): the form that both databases answer from the index."""
    if len(keys) == 1:
        return Q(**{f"{keys[0]}__{side}": mark[0]})
    first, second = keys
    return Q(**{f"{first}__{side}e": mark[0]}) & (Q(**{f"{first}__{side}": mark[0]}) | Q(**{f"{second}__{side}": mark[1]}))


def _mark(row, keys: tuple[str, ...]) -> str:
    return "_".join(str(getattr(row, key)) for key in keys)


def _read(mark: str, *, has_day: bool) -> tuple | None:
    try:
        if has_day:
            day, number = mark.split("_")
            return date.fromisoformat(day), int(number)
        return (int(mark),)
    except ValueError:
        return None
