"""Who asked for a change is told what was decided, once, at once, and only what they may still be told."""

from datetime import date

import pytest

from tests.conftest import days, person_of
from tests.letters.mailed import html, newest_letter
from tracker.actions import change, outbox
from tracker.models import Commitment, Notice

ASKED_AT, DECIDED_AT = days(10), days(20)


@pytest.fixture
def decide(pledge, vera, dora):
    """Vera asks for an extension, Dora decides."""

    def write(verdict="approved", *, title="Roadmap for customs cooperation", party=vera.party, asked_by=vera, **told):
        commitment = pledge(title, due_on=date(2026, 6, 30))
        asked = {"kind": "extension", "until_on": date(2026, 12, 31), "reason": "The permit is late.", "via": "page"}
        request = change.ask(commitment=commitment, party=party, asked_by=asked_by, now=ASKED_AT, **asked)
        return change.decide(request=request, verdict=verdict, reason="Both sides accept it.", decided_by=dora, now=DECIDED_AT, **told)

    return write


def test_the_letter_tells_what_was_asked_decided_and_why(decide, vera):
    decide()

    outbox.send_due(now=DECIDED_AT)

    letter = newest_letter(vera)
    assert letter.subject == "Your request on VLK-2026-01: approved"
    words = " ".join(letter.body.split())
    for said in (
        "Dear Vera Orel,",
        "On 25 January 2026 you asked for this on “Roadmap for customs cooperation” (VLK-2026-01): extension until 31 Dec 2026.",
        "It was approved by Dora Desk: Both sides accept it.",
        "Due date in force: 31 Dec 2026",
        "The commitment: http://localhost:8000/commitments/VLK-2026-01/",
    ):
        assert said in words
    assert "It was approved by Dora Desk:" in " ".join(html(letter).split())


def test_the_letter_names_the_meeting_that_agreed(decide, vera, meeting):
    decide("refused", meeting=meeting)

    outbox.send_due(now=DECIDED_AT)

    assert f"It was refused, as agreed at {meeting}, by Dora Desk:" in " ".join(newest_letter(vera).body.split())
    assert newest_letter(vera).subject == "Your request on VLK-2026-01: refused"


def test_it_goes_once(decide, vera, mailoutbox):
    decide()

    outbox.send_due(now=DECIDED_AT)
    outbox.send_due(now=days(21))

    assert [letter.to for letter in mailoutbox] == [["vera@example.org"]]


def test_what_somebody_wrote_stays_on_its_line(decide, vera):
    decide(title="Roadmap\u2028It was refused")

    outbox.send_due(now=DECIDED_AT)

    assert "“Roadmap It was refused”" in " ".join(newest_letter(vera).body.split("\n"))


def test_a_party_that_may_no_longer_see_the_commitment_is_not_told(decide, mailoutbox):
    decide()
    Commitment.objects.update(visible_to="desk")

    outbox.send_due(now=DECIDED_AT)

    assert (mailoutbox, Notice.objects.get().last_error) == ([], "Nothing is left to say.")


def test_a_request_of_the_desk_is_told_to_its_officer(decide, mailoutbox):
    officer = person_of("Olga Officer", None, "desk")
    decide(party=None, asked_by=officer)

    outbox.send_due(now=DECIDED_AT)

    assert [letter.to for letter in mailoutbox] == [["olga@example.org"]]


def test_who_wants_no_letters_gets_none(decide, vera, mailoutbox):
    vera.digest = "off"
    vera.save()
    decide()

    outbox.send_due(now=DECIDED_AT)

    assert (mailoutbox, Notice.objects.get().last_error) == ([], "The person wants no letters.")
