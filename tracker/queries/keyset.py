"""A page of rows in any unique order, started where the last page ended, so that page 10,000 costs as much as page 1."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Model, Q, QuerySet

SIZE = 25
SIGNER = signing.Signer(salt="tracker.queries.keyset")  # a mark nobody gave out counts as none


@dataclass(frozen=True, kw_only=True)
class Page:
    """The rows of one page and the marks that lead on: `after` and `before` are empty where there is nothing more."""

    rows: list
    after: str = ""
    before: str = ""


def page(rows: QuerySet, order: tuple[str, ...], *, after: str = "", before: str = "", size: int = SIZE) -> Page:
    """The page after the mark `after`, or before the mark `before`, or else the first.

    `order` names one column, or two of which the second is unique; "-" before all of them turns it round.
    """
    if before and not after and (given := _read(before, order)):
        found = list(rows.filter(_beyond(_turned(order), given)).order_by(*_turned(order))[: size + 1])
        if found:
            return _page(found[size - 1 :: -1] if len(found) > size else found[::-1], order, has_before=len(found) > size, has_after=True)
    if after and (given := _read(after, order)):
        found = list(rows.filter(_beyond(order, given)).order_by(*order)[: size + 1])
        if found:
            return _page(found[:size], order, has_before=True, has_after=len(found) > size)
    found = list(rows.order_by(*order)[: size + 1])
    return _page(found[:size], order, has_before=False, has_after=len(found) > size)


def _page(rows: list, order: tuple[str, ...], *, has_before: bool, has_after: bool) -> Page:
    return Page(rows=rows, before=mark(rows[0], order) if has_before else "", after=mark(rows[-1], order) if has_after else "")


def _turned(order: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key.removeprefix("-") if key.startswith("-") else f"-{key}" for key in order)


def _beyond(order: tuple[str, ...], mark: list) -> Q:
    """a >= x and (a > x or b > y): the form that both databases answer from the index."""
    side = "lt" if order[0].startswith("-") else "gt"
    keys = [key.removeprefix("-") for key in order]
    if len(keys) == 1:
        return Q(**{f"{keys[0]}__{side}": mark[0]})
    return Q(**{f"{keys[0]}__{side}e": mark[0]}) & (Q(**{f"{keys[0]}__{side}": mark[0]}) | Q(**{f"{keys[1]}__{side}": mark[1]}))


def mark(row: Model, order: tuple[str, ...]) -> str:
    """What an address carries to begin after (or before) this row."""
    return SIGNER.sign_object([",".join(order), *(_plain(getattr(row, key.removeprefix("-"))) for key in order)])


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _read(given: str, order: tuple[str, ...]) -> list | None:
    """The key values of a mark that was given out for this order."""
    try:
        of, *values = SIGNER.unsign_object(given)
    except (signing.BadSignature, ValueError, UnicodeError):
        return None
    return values if of == ",".join(order) else None
