"""A quote with the words around it."""

from tracker.rules.excerpt import Excerpt, excerpt

TEXT = "They met. The sides agreed to build a bridge. They parted."


def cut(around: int) -> Excerpt:
    start = TEXT.index("to build")
    return excerpt(TEXT, start, start + len("to build a bridge"), around)


def test_a_short_text_stands_whole():
    assert cut(200) == Excerpt(before="They met. The sides agreed ", quote="to build a bridge", after=". They parted.", is_cut_before=False, is_cut_after=False)


def test_a_long_text_is_cut_between_words():
    assert cut(10) == Excerpt(before="agreed ", quote="to build a bridge", after=". They", is_cut_before=True, is_cut_after=True)
