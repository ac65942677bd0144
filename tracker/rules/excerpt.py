"""A quote with the words that stand around it in its source."""

from dataclasses import dataclass

AROUND = 200  # characters on either side


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    before: str
    quote: str
    after: str
    is_cut_before: bool
    is_cut_after: bool


def excerpt(text: str, start: int, end: int, around: int = AROUND) -> Excerpt:
    """The words from `start` to `end`, with up to `around` characters on either side, cut between words."""
    first, last = max(start - around, 0), min(end + around, len(text))
    before, after = text[first:start], text[end:last]
    if first:
        before = before.partition(" ")[2] if " " in before else before
    if last < len(text):
        after = after.rpartition(" ")[0] if " " in after else after
    return Excerpt(before=before, quote=text[start:end], after=after, is_cut_before=first > 0, is_cut_after=last < len(text))
