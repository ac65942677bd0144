from django.contrib.messages import get_messages
from django.urls import reverse

from tests.conftest import MEETING_AT
from tracker.models import MailQueue, Notice

LIST = reverse("admin:tracker_notice_changelist")


def letter(person, **fields) -> Notice:
    return Notice.objects.create(
        kind="digest", recipient=person, period_key=fields["state"], queued_at=MEETING_AT, next_attempt_at=MEETING_AT, message_id=fields["state"], **fields
    )


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_letter_in_quarantine_is_sent_by_a_persons_decision(desk, vera):
    held = letter(vera, state="quarantined", attempts=5)

    response = desk.post(LIST, {"action": "send_now", "_selected_action": held.pk, "index": 0})

    held.refresh_from_db()
    assert told(response) == ["1 letter goes out next."]
    assert (held.state, held.attempts) == ("queued", 0)


def test_a_letter_that_was_sent_is_not_sent_again(desk, vera):
    sent = letter(vera, state="sent", accepted_at=MEETING_AT)

    response = desk.post(LIST, {"action": "send_now", "_selected_action": sent.pk, "index": 0})

    sent.refresh_from_db()
    assert sent.state == "sent"
    assert told(response) == ["Vera Orel, digest sent: Only a letter that waits, failed or was quarantined can be sent again."]


def test_the_desk_reads_a_letter_without_the_secrets_of_its_links(desk, vera):
    text = "Answer: https://pledges.example.org/answer/1:abc-DEF_0/\nFewer letters: https://pledges.example.org/unsubscribe/2:xyz/\nAnswer it."
    sent = letter(vera, state="sent", accepted_at=MEETING_AT, text=text)

    page = desk.get(reverse("admin:tracker_notice_change", args=[sent.pk])).content.decode()

    shown = "Answer: https://pledges.example.org/answer/…<br>Fewer letters: https://pledges.example.org/unsubscribe/…<br>Answer it."
    assert shown in page
    assert [secret for secret in ("abc-DEF_0", "xyz") if secret in page] == []


def test_a_paused_queue_is_resumed(desk):
    MailQueue.objects.update_or_create(id=1, defaults={"paused_at": MEETING_AT, "reason": "535 sign-in refused"})

    desk.post(reverse("admin:tracker_mailqueue_changelist"), {"action": "resume", "_selected_action": 1, "index": 0})

    assert MailQueue.objects.get().paused_at is None
