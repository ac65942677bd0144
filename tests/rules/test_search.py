import pytest

from tracker.rules.search import fold


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Roadmap \n for  CUSTOMS ", "roadmap for customs"),
        ("ДОРОЖНАЯ карта", "дорожная карта"),
        ("Türkiye", "turkiye"),
        ("Tu\u0308rkiye", "turkiye"),
        ("Straße", "strasse"),
        ("كميسيون مشترك", "کمیسیون مشترک"),
        ("می\u200cشود", "میشود"),
        ("１２", "12"),
        ("a\x00b", "ab"),
        ("\u202e", ""),
    ],
)
def test_texts_that_read_alike_are_stored_alike(typed, stored):
    assert fold(typed) == stored
    assert fold(fold(typed)) == stored
