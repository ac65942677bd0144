"""The reminder as its reader finds it: which report is due when, and that it tells the truth even when it comes late."""

from tests.conftest import days
from tests.letters.mailed import answer_links, newest_letter, unsubscribe_link, watch
from tracker.actions import outbox, progress, sweep

BEFORE = days(84)  # a Thursday; the first reports are due on 15 April


def test_a_reminder_reads_well_as_plain_text(pledge, vera):
    pledge("Roadmap for customs cooperation")

    watch(now=BEFORE)

    letter = newest_letter(vera)
    [link] = answer_links(letter)
    assert letter.subject == "1 report is due"
    assert (
        letter.body
        == f"""\
Dear Vera Orel,

1 report is due. Each link below opens a short form; you need not sign in.
If nothing has changed, one click there says so.

Velika–Lorn commission

* Roadmap for customs cooperation (VLK-2026-01)
  Velika’s report is due on 15 April 2026.
  Last word of Velika: no report yet
  Answer: {link}


--
The links answer in your name for 45 days; please keep them to yourself.
You get this letter once before a report is due, as focal point.
Fewer letters, or none: {unsubscribe_link(letter)}
"""
    )


def test_reports_due_together_come_in_one_reminder(pledge, vera):
    for title in ("Roadmap", "Working group", "Rail corridor"):
        pledge(title)

    watch(now=BEFORE)

    assert newest_letter(vera).subject == "3 reports are due"
    assert len(answer_links(newest_letter(vera))) == 3


def test_a_reminder_held_up_until_after_the_day_says_that_it_has_passed(pledge, vera):
    pledge()
    sweep.run(now=BEFORE)

    outbox.send_due(now=days(94))

    assert "Velika’s report was due on 15 April 2026; 4 days late." in newest_letter(vera).body


def test_a_report_given_meanwhile_is_not_asked_for_again(pledge, vera):
    roadmap, _group = pledge("Roadmap"), pledge("Working group")
    sweep.run(now=BEFORE)
    part = roadmap.responsibilities.get(focal_point=vera)
    progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", now=BEFORE)

    outbox.send_due(now=BEFORE)

    assert newest_letter(vera).subject == "1 report is due"
    assert "Roadmap" not in newest_letter(vera).body
