"""A text cut at its quotes loses no word and marks every one that is quoted."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.quote import Quote, Segment, segments


@st.composite
def quoted_texts(draw):
    text = draw(st.text(max_size=60))
    spans = draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=8))
    return text, [Quote(min(span), max(span), f"Q-{number}") for number, span in enumerate(spans)]


@given(quoted_texts())
def test_the_segments_joined_are_the_text(quoted):
    text, quotes = quoted

    found = segments(text, quotes)

    assert "".join(segment.text for segment in found) == text


@given(quoted_texts())
def test_every_quote_is_marked_whole_and_begins_once(quoted):
    text, quotes = quoted

    found = segments(text, quotes)

    for quote in quotes:
        marked = "".join(segment.text for segment in found if quote.reference in segment.references)
        beginnings = [segment for segment in found if quote.reference in segment.begins]
        assert marked == text[quote.start : quote.end]
        assert len(beginnings) == (1 if marked else 0)


def test_overlapping_quotes_share_the_words_they_share():
    found = segments("one two three", [Quote(0, 7, "A"), Quote(4, 13, "B")])

    assert found == [Segment("one ", ("A",), ("A",)), Segment("two", ("A", "B"), ("B",)), Segment(" three", ("B",), ())]


def test_a_quote_outside_the_text_is_left_out():
    found = segments("short", [Quote(2, 9, "A")])

    assert found == [Segment("short")]


def test_a_text_without_quotes_is_one_segment_and_an_empty_text_none():
    assert segments("short", []) == [Segment("short")]
    assert segments("", []) == []
