"""A returned report as its author finds it: why, what was said, and the link to answer again."""

from tests.conftest import close, days
from tests.letters.mailed import answer_links, html, newest_letter, unsubscribe_link
from tracker.actions import outbox, review
from tracker.actions import person as person_actions
from tracker.models import Notice


def returned(report, vic):
    """The letter that brings the report back."""
    review.send_back(report=report, reason="Name the permits,\nand who asked for them.", reviewer=vic, now=days(81))
    outbox.send_due(now=days(81))
    return newest_letter(report.author)


def test_it_reads_well_as_plain_text(give, vera, vic):
    letter = returned(give(vera), vic)

    [link] = answer_links(letter)
    assert letter.subject == "Returned: the report on Roadmap for customs cooperation"
    assert (
        letter.body
        == f"""\
Dear Vera Orel,

Vic Stone has returned the report that Vera Orel gave for Velika on 5 April
2026. It does not count.

Roadmap for customs cooperation (VLK-2026-01)

Why it was returned:
Name the permits,
and who asked for them.

What was said:
in progress, at risk
Permits filed.
Next: Wait for them.

What counts for Velika until a new report is accepted: no report yet

Answer again: {link}

--
The links answer in your name for 45 days; please keep them to yourself.
Fewer letters, or none: {unsubscribe_link(letter)}
"""
    )


def test_markup_in_words_is_shown_as_text(give, vera, vic):
    letter = returned(give(vera, done="<script>alert(1)</script>"), vic)

    assert "<script>" not in html(letter)
    assert "&lt;script&gt;alert(1)" in html(letter)


def test_nothing_to_report_comes_back_too(give, vera, vic):
    letter = returned(give(vera, nothing_to_report=True, status="", done="", next_step=""), vic)

    assert "What was said:\nnothing to report\n" in letter.body


def test_a_closed_commitment_offers_no_link(give, vera, vic):
    written = give(vera)
    commitment = written.responsibility.commitment
    close(commitment, "dropped", days(81))

    letter = returned(written, vic)

    assert answer_links(letter) == []
    assert "The commitment was closed meanwhile, so it takes no more reports." in letter.body


def test_who_wants_no_letters_gets_none(give, vera, vic):
    person_actions.stop_letters(person=vera, now=days(1))
    review.send_back(report=give(vera), reason="Name the permits.", reviewer=vic, now=days(81))

    outbox.send_due(now=days(81))

    assert Notice.objects.get(kind=Notice.Kind.RETURNED).state == "skipped"
