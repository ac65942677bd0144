"""A source text cut where its quotes begin and end, so that a page can mark them, even where they overlap."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Quote:
    """The words of one commitment in a text: offsets in characters, `end` just after the last."""

    start: int
    end: int
    reference: str


@dataclass(frozen=True)
class Segment:
    """A stretch of text and the references of the quotes it lies in; `begins` names those whose first words these are."""

    text: str
    references: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()


def segments(text: str, quotes: Iterable[Quote]) -> list[Segment]:
    """Cut `text` at every quote's edges; the segments joined are the text again. A quote outside the text is left out."""
    inside = in_order(quote for quote in quotes if 0 <= quote.start < quote.end <= len(text))
    cuts = sorted({0, len(text), *(quote.start for quote in inside), *(quote.end for quote in inside)})
    found, open_quotes, waiting = [], [], list(reversed(inside))
    for start, end in zip(cuts, cuts[1:], strict=False):
        open_quotes = [quote for quote in open_quotes if quote.end > start]
        begins = []
        while waiting and waiting[-1].start == start:
            begins.append(waiting.pop())
        open_quotes += begins
        found.append(Segment(text[start:end], _references(open_quotes), _references(begins)))
    return found


def in_order(quotes: Iterable[Quote]) -> list[Quote]:
    """As they are numbered in the margin: by where they begin; of two that begin together the longer first."""
    return sorted(quotes, key=lambda quote: (quote.start, -quote.end, quote.reference))


def _references(quotes: list[Quote]) -> tuple[str, ...]:
    return tuple(quote.reference for quote in quotes)
