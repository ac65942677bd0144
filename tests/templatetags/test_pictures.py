from datetime import date, timedelta

from django.template import Context, Template
from django.utils import translation

from tracker.rules.strip import Rhythm, periods

MEETING = date(2026, 1, 1)
TODAY = MEETING + timedelta(days=300)
RHYTHM = Rhythm(meeting_day=MEETING, cadence_days=90, grace_days=14)


def drawn(tag: str, **values) -> str:
    return Template("{% load pictures %}" + tag).render(Context(values))


def shown(*days: int):
    return periods(RHYTHM, [(MEETING + timedelta(days=on), False) for on in days], TODAY)


def test_a_strip_says_in_words_what_it_draws():
    picture = drawn("{% strip rows today name %}", rows=[("VEL", shown(10)), ("LOR", shown(10, 100, 190, 280))], today=TODAY, name="VLK-1")

    assert "VEL: reported Jan 2026 to Mar 2026; silent since Apr 2026" in picture
    assert "LOR: reported Jan 2026 to Dec 2026" in picture
    assert 'aria-labelledby="strip-vlk-1-vel-lor"' in picture


def test_today_stands_in_the_same_place_whatever_the_age_of_the_commitment():
    young = periods(Rhythm(meeting_day=TODAY, cadence_days=90, grace_days=14), [], TODAY)

    old_strip = drawn("{% strip rows today 1 %}", rows=[("VEL", shown())], today=TODAY)
    young_strip = drawn("{% strip rows today 1 %}", rows=[("VEL", young)], today=TODAY)

    assert 'class="p-today" d="M144 0V17"' in old_strip
    assert 'class="p-today" d="M144 0V17"' in young_strip


def test_lengths_keep_their_point_in_languages_with_a_decimal_comma():
    with translation.override("de"):
        picture = drawn("{% strip rows today 1 %}", rows=[("VEL", shown())], today=TODAY)

    assert 'y="8.5"' in picture


def test_a_strip_without_rows_is_nothing():
    assert drawn("{% strip rows today 1 %}", rows=[], today=TODAY) == "\n"


def test_voices_that_differ_are_marked():
    rows = [("VEL", "Velika", "in_progress", "in progress", "at_risk", "at risk"), ("LOR", "Lorn", "completed", "completed", "", "")]

    picture = drawn("{% voices rows name %}", rows=rows, name="VLK-1")

    assert "the sides differ" in picture
    assert "<li>Velika: in progress, at risk</li><li>Lorn: completed</li>" in picture


def test_voices_that_agree_are_not_marked_and_a_party_never_heard_is_said_so():
    rows = [("VEL", "Velika", "in_progress", "in progress", "", ""), ("LOR", "Lorn", "", "", "", "")]

    picture = drawn("{% voices rows name %}", rows=rows, name="VLK-1")

    assert "the sides differ" not in picture
    assert "<li>Lorn: never reported</li>" in picture
