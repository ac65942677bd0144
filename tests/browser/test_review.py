"""A report under review with a browser and real mail: given, returned with a reason, given again, accepted."""

import pytest
from django.utils import timezone

from tests.browser.shared import ago, letters_to, link_in, texts
from tests.conftest import person_of
from tracker.actions import body as body_actions
from tracker.actions import meeting as meeting_actions
from tracker.actions import outbox
from tracker.actions.meeting import Seat
from tracker.models import Post

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def meeting(commission, velika, lorn):
    """Held forty days ago by a commission whose reports are reviewed."""
    body_actions.revise(body=commission, version=1, fields={"needs_review": True}, now=ago(40))
    fields = {"title": "Third session", "body": commission, "starts_on": ago(40).date()}
    return meeting_actions.record(fields=fields, seats=[Seat(party=velika), Seat(party=lorn)], now=ago(40))


def test_a_report_is_returned_by_mail_given_again_and_accepted(transactional_db, open_page, page_of, pledge, velika, vera, lars, mail):
    vic = person_of("Vic Stone", velika, Post.Role.VALIDATOR)
    roadmap = pledge("Roadmap for customs cooperation", now=ago(40))

    # Vera reports. Her word waits, and Lars does not see it.
    author = page_of(vera.user)
    author.goto(roadmap.get_absolute_url())
    author.get_by_role("link", name="Report progress", exact=True).click()
    author.get_by_role("group", name="How far is your part?").get_by_label("Completed").check()
    author.get_by_label("What was done").fill("It is all done.")
    author.get_by_role("button", name="Send the report").click()
    author.wait_for_url(f"**{roadmap.get_absolute_url()}")
    assert texts(author, ".messages") == ["Your report is saved. It waits for a validator and counts once it is accepted."]
    assert texts(author, "#voice-VEL .uncounted > b") == ["Waits for a validator"]
    assert texts(author, "#voice-VEL .states") == ["Never reported"]
    other_side = page_of(lars.user)
    other_side.goto(roadmap.get_absolute_url())
    assert "It is all done." not in other_side.content()

    # Vic finds it on his desk and returns it; without a reason he is asked for one.
    validator = page_of(vic.user)
    validator.goto("/desk/")
    validator.get_by_role("link", name="Review the report of Velika on Roadmap for customs cooperation").click()
    validator.get_by_role("button", name="Return with this reason").click()
    assert texts(validator, ".field .error") == ["Say what is missing or wrong, so that the author can put it right."]
    validator.get_by_label("Reason to return it").fill("Which articles? Attach the text.")
    validator.get_by_role("button", name="Return with this reason").click()
    validator.wait_for_url(f"**{roadmap.get_absolute_url()}")

    # The letter goes to Vera at once. On her phone its link holds her words; she puts them right.
    outbox.send_due(now=timezone.now())
    [letter] = letters_to(mail, vera.email)
    assert letter["Subject"] == "Returned: the report on Roadmap for customs cooperation"
    phone = open_page(**PHONE)
    phone.goto(link_in(letter))
    assert "Vic Stone: “Which articles? Attach the text.”" in texts(phone, ".banner")[0]
    assert phone.get_by_label("What was done").input_value() == "It is all done."
    phone.get_by_role("group", name="How far is your part?").get_by_label("In progress").check()
    phone.get_by_label("What was done").fill("Articles 1 to 9 are agreed.")
    phone.get_by_role("button", name="Send the report").click()
    phone.get_by_role("heading", name="Thank you, your word is recorded").wait_for()
    assert texts(phone, ".banner > b") == ["Waits for a validator"]

    # Vic accepts it, and everybody hears it; what was returned is nowhere.
    validator.goto("/desk/")
    validator.get_by_role("link", name="Review the report of Velika on Roadmap for customs cooperation").click()
    validator.get_by_role("button", name="Accept").click()
    validator.wait_for_url(f"**{roadmap.get_absolute_url()}")
    assert texts(validator, ".messages") == ["Accepted: the report of Velika counts now."]
    other_side.reload()
    assert texts(other_side, "#voice-VEL :is(.states, .word)") == ["In progress", "“Articles 1 to 9 are agreed.”"]
    assert "It is all done." not in other_side.content()
    assert (author.complaints, other_side.complaints, validator.complaints, phone.complaints) == ([], [], [], [])
