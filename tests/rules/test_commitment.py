"""Quotes are found as they stand in the source, however the text was wrapped."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.commitment import find_quote

SOURCE = "The sides agreed to draw up\n  a customs roadmap; and to draw up a list."


def test_quote_is_found_across_a_line_break_and_given_back_as_it_stands():
    assert find_quote("to draw up a customs roadmap", SOURCE) == ("to draw up\n  a customs roadmap", 17)


def test_quote_that_starts_like_an_earlier_passage_is_found_at_its_own_place():
    found, start = find_quote("to draw up a list", SOURCE)

    assert (found, SOURCE[start : start + len(found)]) == ("to draw up a list", "to draw up a list")


def test_words_that_do_not_stand_together_are_not_a_quote():
    assert find_quote("draw a customs roadmap", SOURCE) is None


def test_nothing_is_not_a_quote():
    assert find_quote(" \n", SOURCE) is None


def test_a_space_is_needed_between_words():
    assert find_quote("road map", "the roadmap") is None


@given(before=st.text(max_size=30), quote=st.text(min_size=1, max_size=30), after=st.text(max_size=30))
def test_any_passage_of_a_text_is_found_in_it(before, quote, after):
    text = before + quote + after
    found = find_quote(quote, text)

    if quote.split():
        assert found is not None
        assert text[found[1] :].startswith(found[0])
        assert found[0].split() == quote.split()
