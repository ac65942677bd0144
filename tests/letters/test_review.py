"""A report that waits is told to those who may review it, as they find it in their mail."""

from tests.conftest import days, person_of
from tests.letters.mailed import html, newest_letter, unsubscribe_link
from tracker.actions import outbox, progress, review
from tracker.models import Notice, Post

GIVEN_AT = days(80)


def test_it_reads_well_as_plain_text(give, vera, vic):
    written = give(vera)

    outbox.send_due(now=GIVEN_AT)

    letter = newest_letter(vic)
    assert letter.subject == "For you to review: the report on Roadmap for customs cooperation"
    assert (
        letter.body
        == f"""\
Dear Vic Stone,

Vera Orel reported for Velika on 5 April 2026. The report counts once a
validator has accepted it.

Roadmap for customs cooperation (VLK-2026-01)

What was said:
in progress, at risk
Permits filed.
Next: Wait for them.

Accept or return it: http://localhost:8000/commitments/VLK-2026-01/reports/{written.pk}/review/

--
You get this letter because you review what Velika reports.
Fewer letters, or none: {unsubscribe_link(letter)}
"""
    )


def test_markup_in_words_is_shown_as_text(give, vera, vic):
    give(vera, done="<script>alert(1)</script>")

    outbox.send_due(now=GIVEN_AT)

    assert "&lt;script&gt;alert(1)" in html(newest_letter(vic))


def test_nobody_is_asked_to_review_their_own_report(give, vic, velika, mailoutbox):
    person_of("Val Stone", velika, Post.Role.VALIDATOR)
    give(vic)

    outbox.send_due(now=GIVEN_AT)

    assert [letter.to for letter in mailoutbox] == [["val@example.org"]]


def test_a_report_without_author_is_told_as_such(give, vic):
    give(None)

    outbox.send_due(now=GIVEN_AT)

    assert "A report for Velika of 5 April 2026 waits for you." in " ".join(newest_letter(vic).body.split())


def test_what_was_reviewed_meanwhile_is_told_to_nobody(give, vera, vic, mailoutbox):
    review.accept(report=give(vera), reviewer=vic, now=days(81))

    outbox.send_due(now=days(81))

    assert (mailoutbox, Notice.objects.get().last_error) == ([], "Nothing is left to say.")


def test_a_report_that_counts_at_once_is_told_to_nobody(pledge, vera, vic):
    part = pledge().responsibilities.get(party__short_code="VEL")

    progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", now=GIVEN_AT)

    assert Notice.objects.count() == 0
