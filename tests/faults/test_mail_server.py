"""Every way a mail server can fail us, at every step of the conversation, with a real socket."""

from datetime import timedelta

import pytest

from tests.conftest import days
from tests.faults.sink import DROP, HANG, Sink
from tracker.actions import outbox, sweep
from tracker.actions.outbox import Counts
from tracker.models import MailQueue, Notice
from tracker.queries import mail

NOW = days(130)
TRANSIENT, FINAL = (421, 450, 451, 452), (550, 552, 554)


@pytest.fixture
def sink(settings):
    with Sink() as sink:
        settings.EMAIL_BACKEND = "tracker.letters.smtp.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def digests(pledge, vera, lars):
    """Vera's digest goes first, then Lars's."""
    pledge()
    sweep.run(now=NOW)
    Notice.objects.filter(recipient=vera).update(next_attempt_at=NOW - timedelta(minutes=1))


def row(name: str) -> Notice:
    return Notice.objects.get(recipient__name__startswith=name)


def recipients(sink: Sink) -> list[str]:
    return [delivery.recipient for delivery in sink.deliveries]


def test_two_letters_leave_by_one_connection(digests, sink):
    assert outbox.send_due(now=NOW) == Counts(sent=2)
    assert recipients(sink) == ["vera@example.org", "lars@example.org"]
    assert row("Vera").handed_over_at == NOW


@pytest.mark.parametrize("stage", ["rcpt", "data", "dot"])
@pytest.mark.parametrize("code", TRANSIENT)
def test_a_4xx_waits_a_minute_burns_no_attempt_and_holds_up_nobody(digests, sink, stage, code):
    sink.answers[stage, "vera"] = f"{code} not now"

    counts = outbox.send_due(now=NOW)

    vera = row("Vera")
    assert (counts, recipients(sink)) == (Counts(sent=1, queued=1), ["lars@example.org"])
    assert (vera.attempts, vera.last_code, vera.last_error, vera.next_attempt_at) == (0, code, f"{code} not now", NOW + timedelta(minutes=1))
    assert (vera.unknown_outcomes, vera.handed_over_at) == (0, None)


@pytest.mark.parametrize("stage", ["rcpt", "data", "dot"])
@pytest.mark.parametrize("code", FINAL)
def test_a_5xx_for_a_letter_fails_it_and_holds_up_nobody(digests, sink, stage, code):
    sink.answers[stage, "vera"] = f"{code} no such person"

    counts = outbox.send_due(now=NOW)

    assert (counts, recipients(sink)) == (Counts(sent=1, failed=1), ["lars@example.org"])
    assert mail.last_error() == f"{code} no such person"


@pytest.mark.parametrize("stage", ["connect", "ehlo", "mail"])
@pytest.mark.parametrize("code", TRANSIENT + FINAL)
def test_what_is_not_about_a_letter_fails_none(digests, sink, stage, code):
    sink.answers[stage] = f"{code} not now"

    outbox.send_due(now=NOW)
    del sink.answers[stage]
    later = outbox.send_due(now=NOW + timedelta(minutes=1))

    assert later == Counts(sent=2)
    assert mail.last_error() is None


@pytest.mark.parametrize("stage", ["connect", "ehlo", "mail", "rcpt", "data", "dot", "auth"])
@pytest.mark.parametrize("code", [530, 535])
def test_a_refused_sign_in_pauses_the_queue_burns_no_attempt_and_success_ends_the_pause(digests, sink, settings, stage, code):
    sink.wants_sign_in = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "watch", "secret"
    sink.answers[stage] = f"{code} who are you"

    refused = outbox.send_due(now=NOW)
    resting = outbox.send_due(now=NOW + timedelta(minutes=14))
    del sink.answers[stage]
    later = outbox.send_due(now=NOW + timedelta(minutes=15))

    assert (refused, resting, later) == (Counts(queued=1), Counts(), Counts(sent=2))
    assert [notice.attempts for notice in Notice.objects.all()] == [1, 1]
    assert (MailQueue.objects.get().paused_at, mail.pauses().exists()) == (None, False)


def test_a_paused_queue_says_why(digests, sink):
    sink.answers["mail"] = "530 sign in first"

    outbox.send_due(now=NOW)

    assert mail.read() == {"mail_queue": 2, "last_mail_error": "530 sign in first", "is_mail_paused": True, "quarantined": 0}


@pytest.mark.parametrize("stage", ["connect", "ehlo", "mail", "rcpt", "data"])
@pytest.mark.parametrize("fault", [DROP, HANG])
def test_silence_before_the_body_is_surely_not_sent(digests, sink, settings, stage, fault):
    patience, settings.EMAIL_TIMEOUT = settings.EMAIL_TIMEOUT, 0.2
    sink.answers[stage if stage in ("connect", "ehlo", "mail") else (stage, "vera")] = fault

    outbox.send_due(now=NOW, limit=1)
    sink.answers.clear()
    settings.EMAIL_TIMEOUT = patience
    outbox.send_due(now=NOW + timedelta(minutes=1))

    assert sorted(recipients(sink)) == ["lars@example.org", "vera@example.org"]
    assert (row("Vera").state, row("Vera").unknown_outcomes) == ("sent", 0)


@pytest.mark.parametrize("stage", ["dot", "kept"])
@pytest.mark.parametrize("fault", [DROP, HANG, "gibberish"])
def test_silence_after_the_body_is_sent_once_more_with_the_same_bytes(digests, sink, settings, stage, fault):
    if fault == HANG:
        settings.EMAIL_TIMEOUT = 2  # to be waited out once; everything before the end of the body must be quicker
    sink.answers[stage, "vera"] = fault

    first = outbox.send_due(now=NOW)
    sink.answers.clear()
    second = outbox.send_due(now=NOW + timedelta(minutes=1))

    copies = sink.copies()["vera@example.org"]
    assert (first, second) == (Counts(sent=1, queued=1), Counts(sent=1))
    assert (len(copies), len(set(copies)), row("Vera").unknown_outcomes) == (2 if stage == "kept" else 1, 1, 1)


def test_a_lease_that_is_over_at_hand_over_ends_the_conversation_without_a_word(digests, sink, settings):
    settings.MAIL_LEASE_SECONDS, settings.EMAIL_TIMEOUT = -1, 2

    counts = outbox.send_due(now=NOW, limit=1)

    assert (counts, sink.cut_short.get(timeout=30), sink.deliveries) == (Counts(), b"", [])


def test_a_second_silence_after_the_body_is_left_to_a_person(digests, sink):
    sink.answers["kept", "vera"] = DROP

    ends = [outbox.send_due(now=NOW + timedelta(hours=hour)) for hour in range(3)]

    assert ends == [Counts(sent=1, queued=1), Counts(quarantined=1), Counts()]
    assert (len(sink.copies()["vera@example.org"]), mail.quarantined()) == (2, 1)


def test_an_address_that_stays_busy_is_asked_less_and_less_and_given_up_after_four_days(digests, sink, vera):
    sink.answers["rcpt", "vera"] = "451 later"
    moment, waits = NOW, []
    while row("Vera").state == "queued":
        outbox.send_due(now=moment)
        following = row("Vera").next_attempt_at
        waits.append(int((following - moment).total_seconds() // 60))
        moment = following if following > moment else moment

    assert waits[:7] == [1, 5, 15, 60, 60, 60, 60]
    assert (row("Vera").state, row("Vera").attempts) == ("failed", 0)
    assert timedelta(days=4) <= moment - NOW < timedelta(days=4, hours=1)


def test_nobody_listening_ends_the_run_after_one_try(digests, sink, settings):
    settings.EMAIL_PORT = 1

    counts = outbox.send_due(now=NOW)

    assert counts == Counts(queued=1)
    assert (row("Vera").last_error, row("Lars").last_error) == ("ConnectionRefusedError: [Errno 111] Connection refused", "")
