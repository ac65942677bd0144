"""The outbox, row by row: what is claimed, frozen, sent, deferred, given up, and left to a person. tests/faults adds a real mail server."""

import smtplib
from datetime import timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from tests.conftest import close, days
from tracker.actions import outbox, progress, sweep
from tracker.actions import person as person_actions
from tracker.actions.outbox import Counts
from tracker.models import Flag, MailQueue, Notice
from tracker.rules.refusal import Refused

NOW = days(130)


@pytest.fixture
def digests(pledge):
    """One digest for Vera and one for Lars, queued at NOW."""
    pledge()
    sweep.run(now=NOW)
    return {notice.recipient.name.split()[0].lower(): notice for notice in Notice.objects.all()}


def states() -> dict[str, str]:
    return {notice.recipient.name.split()[0].lower(): notice.state for notice in Notice.objects.all()}


def test_each_letter_is_sent_once_and_a_second_run_finds_nothing(digests, mailoutbox):
    first = outbox.send_due(now=NOW)
    second = outbox.send_due(now=NOW)

    assert (first, second) == (Counts(sent=2), Counts())
    assert sorted(letter.to[0] for letter in mailoutbox) == ["lars@example.org", "vera@example.org"]


def test_a_letter_keeps_what_was_sent(digests, mailoutbox):
    outbox.send_due(now=NOW)

    vera = Notice.objects.get(pk=digests["vera"].pk)
    [letter] = [letter for letter in mailoutbox if letter.to == ["vera@example.org"]]
    assert (vera.to_address, vera.subject, vera.text, vera.message_id) == (
        "vera@example.org",
        letter.subject,
        letter.body,
        letter.extra_headers["Message-ID"],
    )
    assert (vera.accepted_at, vera.handed_over_at, vera.attempts, vera.last_error) == (NOW, NOW, 1, "")


def test_a_limit_is_kept(digests):
    assert [outbox.send_due(now=NOW, limit=1), outbox.send_due(now=NOW, limit=1), outbox.send_due(now=NOW, limit=1)] == [
        Counts(sent=1),
        Counts(sent=1),
        Counts(),
    ]


def deactivate(person):
    person.user.is_active = False
    person.user.save()


def unsubscribe(person):
    person_actions.stop_letters(person=person, now=NOW)


def lose_address(person):
    person.email = ""
    person.save()


def answer_everything(person):
    for part in person.responsibilities.all():
        progress.report(responsibility=part, author=person, via="page", status="in_progress", done="Begun.", now=NOW)


def hand_over(person):
    person.responsibilities.update(focal_point=None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (deactivate, "The account is deactivated."),
        (unsubscribe, "The person wants no letters."),
        (lose_address, "The person has no e-mail address."),
        (answer_everything, "Nothing is left to say."),
        (hand_over, "Nothing is left to say."),
    ],
)
def test_a_letter_that_need_not_go_any_more_is_skipped_with_its_reason(digests, lars, mailoutbox, change, reason):
    change(lars)

    counts = outbox.send_due(now=NOW)

    assert counts == Counts(sent=1, skipped=1)
    assert Notice.objects.get(recipient=lars).last_error == reason
    assert [letter.to for letter in mailoutbox] == [["vera@example.org"]]


def test_a_letter_goes_to_the_address_at_the_time_of_sending(digests, lars, mailoutbox):
    lars.email = "lars.dahl@example.org"
    lars.save()

    outbox.send_due(now=NOW)

    assert sorted(letter.to[0] for letter in mailoutbox) == ["lars.dahl@example.org", "vera@example.org"]


def test_a_commitment_closed_meanwhile_is_not_spoken_of(digests, mailoutbox):
    commitment = digests["vera"].items.get().responsibility.commitment
    close(commitment, "dropped", NOW)

    assert outbox.send_due(now=NOW) == Counts(skipped=2)


def test_of_two_digests_that_waited_only_the_newer_goes(digests):
    sweep.run(now=NOW + timedelta(days=7))

    assert outbox.send_due(now=NOW + timedelta(days=7)) == Counts(sent=2, skipped=2)
    assert {notice.last_error for notice in Notice.objects.filter(state="skipped")} == {"A newer letter says it."}


def leave(notice, *, handed_over: bool, attempts: int = 1, lease_is_over: bool = True, **columns):
    """The row as a sender that was killed leaves it."""
    lease_until = timezone.now() + timedelta(seconds=-1 if lease_is_over else 60)
    left = {"state": "sending", "claim_token": "gone", "lease_until": lease_until, "attempts": attempts}
    Notice.objects.filter(pk=notice.pk).update(handed_over_at=NOW if handed_over else None, **left, **columns)


def test_a_row_under_a_lease_is_left_alone(digests):
    leave(digests["lars"], handed_over=False, lease_is_over=False)

    assert outbox.send_due(now=NOW) == Counts(sent=1)
    assert states() == {"vera": "sent", "lars": "sending"}


def test_a_lease_over_without_the_mark_is_sent_as_if_for_the_first_time(digests):
    leave(digests["lars"], handed_over=False)

    outbox.send_due(now=NOW)

    lars = Notice.objects.get(pk=digests["lars"].pk)
    assert (lars.state, lars.unknown_outcomes, lars.attempts) == ("sent", 0, 2)


def test_a_lease_over_with_the_mark_is_sent_once_more_and_then_left_to_a_person(digests, mailoutbox):
    leave(digests["lars"], handed_over=True)
    outbox.send_due(now=NOW)
    again = Notice.objects.get(pk=digests["lars"].pk)

    Notice.objects.filter(pk=again.pk).update(accepted_at=None, state="queued")
    leave(again, handed_over=True)
    counts = outbox.send_due(now=NOW)

    assert (again.state, again.unknown_outcomes) == ("sent", 1)
    assert counts == Counts(quarantined=1)
    assert [letter.to for letter in mailoutbox].count(["lars@example.org"]) == 1


def test_a_row_whose_sender_died_five_times_is_quarantined_and_the_others_go(digests):
    leave(digests["lars"], handed_over=False, attempts=5)

    assert outbox.send_due(now=NOW) == Counts(sent=1, quarantined=1)
    assert Notice.objects.get(pk=digests["lars"].pk).last_error == "Sending this letter has ended the sender 5 times."


def test_a_letter_that_cannot_be_written_is_tried_five_times_and_stops_no_other(digests, lars):
    lars.time_zone = "Nowhere/Atall"  # past every form: as if the zone had been removed from the database of zones
    lars.save()
    moment, ends = NOW, []
    for _attempt in range(6):
        ends.append(outbox.send_due(now=moment))
        moment += timedelta(hours=1)

    assert ends == [Counts(sent=1, queued=1), *[Counts(queued=1)] * 3, Counts(quarantined=1), Counts()]
    assert "Nowhere/Atall" in Notice.objects.get(recipient=lars).last_error


def test_a_person_frees_a_quarantined_letter(digests, mailoutbox):
    leave(digests["lars"], handed_over=True, unknown_outcomes=1)
    outbox.send_due(now=NOW)
    MailQueue.objects.create(paused_at=NOW, reason="535 no")

    outbox.send_now(notice=digests["lars"], now=NOW)
    counts = outbox.send_due(now=NOW)

    assert counts == Counts(sent=1)
    assert MailQueue.objects.get().paused_at is None


def test_a_sent_letter_is_not_sent_again_even_by_a_person(digests):
    outbox.send_due(now=NOW)

    with pytest.raises(Refused):
        outbox.send_now(notice=digests["lars"], now=NOW)


class Thief(BaseEmailBackend):
    """While it sends, another sender takes the row: what a sender that slept too long meets when it wakes."""

    sent = 0

    def send_messages(self, messages):
        Thief.sent += len(messages)
        Notice.objects.filter(state="sending").update(claim_token="theirs")
        return len(messages)


def test_a_late_sender_overwrites_nothing(digests, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Thief"

    counts = outbox.send_due(now=NOW, limit=1)

    assert (counts, Thief.sent) == (Counts(), 1)
    assert Notice.objects.filter(state="sending", claim_token="theirs").count() == 1


def test_a_lease_that_is_over_at_hand_over_keeps_the_letter_in(digests, settings, mailoutbox):
    settings.MAIL_LEASE_SECONDS = -1

    counts = outbox.send_due(now=NOW)

    assert (counts, mailoutbox) == (Counts(), [])


class Refusing(BaseEmailBackend):
    """A server that refuses every recipient for good."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})


def test_an_address_refused_for_good_is_remembered_and_its_focal_point_flagged(digests, vera, settings):
    settings.EMAIL_BACKEND = "tests.actions.test_outbox.Refusing"

    outbox.send_due(now=NOW)
    sweep.run(now=NOW)

    vera.refresh_from_db()
    assert (states()["vera"], vera.bounced_at) == ("failed", NOW)
    assert {flag.cause for flag in Flag.objects.open().filter(rule="unreachable")} == {"bounced"}


def test_a_letter_that_is_accepted_clears_it(digests, vera):
    person_actions.bounce(person=vera, address=vera.email, now=NOW)
    sweep.run(now=NOW)
    flagged = Flag.objects.open().filter(rule="unreachable").count()

    outbox.send_due(now=NOW)

    vera.refresh_from_db()
    assert (flagged, vera.bounced_at, Flag.objects.open().filter(rule="unreachable").count()) == (1, None, 0)


def test_no_letter_leaves_while_all_are_stopped(digests, dora, mailoutbox):
    outbox.stop(by=dora, now=NOW)

    stopped = outbox.send_due(now=NOW)
    outbox.let_go()
    gone = outbox.send_due(now=NOW)

    assert (stopped, gone, len(mailoutbox)) == (Counts(), Counts(sent=2), 2)


def test_a_stop_in_the_midst_of_a_run_holds_the_next_letter(digests, dora, mailoutbox, settings):
    settings.EMAIL_BACKEND = "tests.actions.test_outbox.Stopping"

    counts = outbox.send_due(now=NOW)

    assert (counts.sent, sorted(states().values())) == (1, ["queued", "sent"])


class Stopping(BaseEmailBackend):
    """A server that takes one letter, upon which the desk stops all others."""

    def send_messages(self, messages):
        outbox.stop(by=None, now=NOW)
        return 1
