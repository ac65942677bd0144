"""The digest as its reader finds it: what stands open, body by body, and the party's own last word."""

from datetime import date

import pytest

from tests.conftest import MEETING_AT, MEETING_DAY, days
from tests.letters.mailed import answer_links, newest_letter, unsubscribe_link, watch
from tracker.actions import body as body_actions
from tracker.actions import meeting as meeting_actions
from tracker.actions import person as person_actions
from tracker.actions import progress
from tracker.actions.meeting import Seat
from tracker.models import LedgerEntry

WEDNESDAY = days(111)


def say(commitment, person, **said):
    said = {"status": "in_progress", "health": "at_risk", "done": "The land is\nbought.", "now": days(3)} | said
    progress.report(responsibility=commitment.responsibilities.get(focal_point=person), author=person, via="page", **said)


def fingerprint(number: int, seq: int) -> str:
    return LedgerEntry.objects.get(commitment__reference=f"VLK-2026-0{number}", seq=seq).hash[:16]


def test_a_digest_reads_well_as_plain_text(pledge, vera):
    pledge("Roadmap for customs cooperation")
    say(pledge("Northern section of the rail corridor", kind="project_acceleration", due_on=date(2026, 3, 1), due_precision="month"), vera)

    watch(now=WEDNESDAY)

    letter = newest_letter(vera)
    first, second = answer_links(letter)
    assert letter.subject == "2 commitments wait for your word"
    assert (
        letter.body
        == f"""\
Dear Vera Orel,

2 commitments wait for your word. Each link below opens a short form; you
need not sign in. If nothing has changed, one click there says so.

Velika–Lorn commission

* Roadmap for customs cooperation (VLK-2026-01)
  Velika has never reported since the meeting of 15 January 2026; reports
  are due every 90 days; 21 days late.
  Last word of Velika: no report yet
  Answer: {first}

* Northern section of the rail corridor (VLK-2026-02)
  The due date, 31 March 2026, has passed; 36 days late.
  Velika last reported on 18 January 2026; reports are due every 90 days; 18
  days late.
  Due date: Mar 2026
  Last word of Velika: in progress, at risk – “The land is bought.” (18
  January 2026, 4 months ago)
  Answer: {second}


Fingerprints of the record. Keep this letter: by them anybody can see later
whether what was recorded until today was changed.

  VLK-2026-01 2 {fingerprint(1, 2)}
  VLK-2026-02 5 {fingerprint(2, 5)}

--
The links answer in your name for 45 days; please keep them to yourself.
You get this letter every week while something waits for you as focal point.
Fewer letters, or none: {unsubscribe_link(letter)}
"""
    )


def test_each_reader_finds_the_flags_of_their_own_side_and_those_all_share(pledge, vera, lars):
    rail = pledge("Rail corridor", due_on=date(2026, 3, 1))
    say(rail, vera, now=days(100))

    watch(now=WEDNESDAY)

    late = "The due date, 1 March 2026, has passed; 66 days late."
    silent = "Lorn has never reported since the meeting of 15 January 2026;"
    assert [late in newest_letter(vera).body, silent in newest_letter(vera).body] == [True, False]
    assert [late in newest_letter(lars).body, silent in newest_letter(lars).body] == [True, True]


def test_one_commitment_is_spoken_of_as_one(pledge, vera):
    pledge()

    watch(now=WEDNESDAY)

    assert newest_letter(vera).subject == "1 commitment waits for your word"


def test_bodies_stand_in_the_order_of_their_names_and_a_meeting_without_one_under_its_own(pledge, velika, lorn, vera):
    council = body_actions.record(
        fields={"name": "Sela River Council", "short_code": "SELA", "cadence_days": 90}, sides=[body_actions.Seat(party=party) for party in (velika, lorn)]
    )
    sittings = [
        meeting_actions.record(fields={"title": title, "body": body, "starts_on": MEETING_DAY}, seats=[Seat(party=velika)], now=MEETING_AT)
        for title, body in (("Sitting", council), ("Talks in Tolm", None))
    ]
    pledge("Roadmap")
    for sitting in sittings:
        pledge("Clean-up day", meeting=sitting)
        pledge("Gauges", meeting=sitting)

    watch(now=days(141))

    headings = [line for line in newest_letter(vera).body.splitlines() if line in ("Sela River Council", "Talks in Tolm", "Velika–Lorn commission")]
    assert headings == ["Sela River Council", "Talks in Tolm", "Velika–Lorn commission"]
    assert newest_letter(vera).subject == "5 commitments wait for your word"


def test_a_long_last_word_is_cut(pledge, vera):
    say(pledge(), vera, done="Word " * 100)

    watch(now=days(120))

    assert "“" + " ".join(["Word"] * 31) + " Word…”" in " ".join(newest_letter(vera).body.split())


def test_a_party_that_had_nothing_to_report_is_quoted_so(pledge, vera):
    say(pledge(), vera, nothing_to_report=True, done="", health="")

    watch(now=days(120))

    assert "Last word of Velika: not started – “nothing to report” (18 January 2026," in " ".join(newest_letter(vera).body.split())


@pytest.mark.parametrize(("digest", "said"), [("daily", "every day"), ("weekly", "every week")])
def test_it_says_how_often_it_comes(pledge, vera, digest, said):
    pledge()
    person_actions.set_own(person=vera, fields={"digest": digest}, now=days(1))

    watch(now=WEDNESDAY)

    assert f"You get this letter {said} while something waits" in newest_letter(vera).body


def test_days_are_counted_by_the_readers_clock_and_said_in_their_language(pledge, vera):
    pledge()
    person_actions.set_own(person=vera, fields={"language": "fa", "time_zone": "Pacific/Kiritimati"}, now=days(1))

    watch(now=WEDNESDAY)

    letter = newest_letter(vera)
    assert "22 روز دیرکرد" in letter.body  # it is Thursday there
    assert "15 ژانویه 2026" in letter.body
    assert '<html lang="fa" dir="rtl">' in letter.alternatives[0][0]
