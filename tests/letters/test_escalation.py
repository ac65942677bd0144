"""The letter of an escalation as its reader finds it: who was asked before, and what the reader can do."""

import pytest

from tests.conftest import days, person_of
from tests.letters.mailed import answer_links, html, newest_letter, unsubscribe_link, watch
from tracker.actions import commitment as commitment_actions
from tracker.actions import outbox, progress, sweep
from tracker.models import Notice

DAY = days(120)  # 15 May: fourteen days after the sweep that raised the flag


@pytest.fixture
def anna(velika):
    return person_of("Anna Alternate", velika, "alternate")


@pytest.fixture
def promise(pledge, anna):
    promise = pledge()
    watch(now=days(106).replace(hour=0))
    return promise


def test_it_reads_well_as_plain_text(promise, anna):
    watch(now=DAY)

    letter = newest_letter(anna)
    [link] = answer_links(letter)
    assert letter.subject == "No answer on 1 commitment: now you are asked"
    assert (
        letter.body
        == f"""\
Dear Anna Alternate,

No answer on 1 commitment: now you are asked. Others were asked before you,
and no report has come that counts. One report ends it; a day by which there
will be one holds it.

Velika–Lorn commission

* Roadmap for customs cooperation (VLK-2026-01)
  Velika has never reported since the meeting of 15 January 2026; reports
  are due every 90 days; 30 days late.
  Last word of Velika: no report yet
  Asked before you:
  - focal point, 1 May 2026: Vera Orel, told
  You can report for Velika, say by which day you will, or say that it is
  not yours.
  Answer: {link}

--
The links answer in your name for 45 days; please keep them to yourself.
You get this letter when a party stays silent and nobody before you has
answered, at most once a day.
Fewer letters, or none: {unsubscribe_link(letter)}
"""
    )
    assert ">Answer</a>" in html(letter)


def test_who_does_not_report_for_the_party_gets_the_page_instead(promise, velika):
    otto = person_of("Otto Reviewer", velika, "validator")

    watch(now=DAY)
    watch(now=days(106 + 31))

    letter = newest_letter(otto)
    assert answer_links(letter) == []
    assert "Look at it: http://localhost:8000/commitments/VLK-2026-01/" in letter.body
    assert "You check the reports of Velika." in letter.body
    assert "please keep them to yourself" not in letter.body


def test_what_was_answered_meanwhile_is_not_asked(promise, anna, vera):
    sweep.run(now=DAY)
    part = promise.responsibilities.get(party__short_code="VEL")
    progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", now=DAY)

    outbox.send_due(now=DAY)

    assert Notice.objects.get(kind="escalation").last_error == "Nothing is left to say."


def test_what_only_the_desk_may_see_by_now_is_not_told(promise, anna):
    sweep.run(now=DAY)
    commitment_actions.revise(commitment=promise, version=1, fields={"visible_to": "desk"}, now=DAY)

    outbox.send_due(now=DAY)

    assert Notice.objects.get(kind="escalation").state == "skipped"


def test_days_are_those_of_the_reader(pledge, velika):
    anna = person_of("Anna Alternate", velika, "alternate")
    anna.time_zone = "America/New_York"
    anna.save()
    pledge()
    watch(now=days(106).replace(hour=0))

    watch(now=DAY.replace(hour=13))

    assert "- focal point, 30 April 2026: Vera Orel, told" in newest_letter(anna).body
