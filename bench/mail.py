"""What letters cost: queueing the digests beside bare SQL, one sender beside one connection with prebuilt bytes, four senders beside one."""

import multiprocessing
import smtplib
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.models import QuerySet

from bench.fill import NOW
from bench.measure import median, ratio
from bench.sink import sink
from bench.sweep import plain
from tracker.actions import notice, outbox
from tracker.letters import message
from tracker.models import Body, Clock, Commitment, Flag, Meeting, Notice, Party, Person, ProgressReport, Responsibility
from tracker.rules.due import over_at

LETTERS = 1_000
SLOW_LETTERS = 200  # each takes four replies
REPLY = 0.010  # seconds before each reply of a server far away
SENDERS = 4
TIMES = 3


def run(rows: int | None) -> None:
    fill(rows or LETTERS)
    queueing()
    notice.queue(now=NOW)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "tracker.letters.smtp.SmtpBackend", "127.0.0.1"
    one_sender()
    senders_side_by_side()


def fill(letters: int) -> None:
    """As many people, each the focal point of one party's part that has long been silent, with a digest due at NOW."""
    heard_at = NOW - timedelta(days=200)
    due_on = heard_at.date() + timedelta(days=90)
    facts = {"due_on": due_on, "basis_on": heard_at.date(), "threshold": 90, "has_reported": True}
    party = Party.objects.create(name="Party", short_code="P")
    body = Body.objects.create(name="Body", short_code="B")
    meeting = Meeting.objects.create(title="Session", body=body, starts_on=date(2026, 1, 1), recorded_at=heard_at)
    people = Person.objects.bulk_create(Person(name=f"Person {n}", email=f"p{n}@example.org", party=party, digest_at=NOW) for n in range(letters))
    commitments = Commitment.objects.bulk_create(
        Commitment(reference=f"B-{n}", title=f"Rail corridor and customs, section {n}", kind="other", meeting=meeting, body=body, recorded_at=heard_at)
        for n in range(letters)
    )
    parts = Responsibility.objects.bulk_create(
        Responsibility(commitment=commitment, party=party, focal_point=person, stated_status="in_progress", last_reported_at=heard_at)
        for commitment, person in zip(commitments, people, strict=True)
    )
    for part, report in zip(parts, ProgressReport.objects.bulk_create(map(last_word, parts)), strict=True):
        part.last_report = report
    Responsibility.objects.bulk_update(parts, ["last_report"])
    silent = {"rule": "silent", "party": party, **facts}
    flag_at = over_at(due_on + timedelta(days=14), "UTC")
    Clock.objects.bulk_create(Clock(commitment=part.commitment, responsibility=part, state="silent", flag_at=flag_at, **silent) for part in parts)
    Flag.objects.bulk_create(Flag(commitment=part.commitment, responsibility=part, since_at=flag_at, raised_at=flag_at, **silent) for part in parts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{letters:,} people, each with one silent part, on {connection.vendor}")


def last_word(part: Responsibility) -> ProgressReport:
    return ProgressReport(
        responsibility=part, status="in_progress", done="The first survey of the northern section went on.", via="seed", reported_at=part.last_reported_at
    )


def queueing() -> None:
    print("queueing the digests")
    ours = median("the watch: letters, their items, the next moments (taken back)", lambda: taken_back(lambda: notice.queue(now=NOW)), times=5, warm=1)
    limit = median("bare SQL: a statement for each of the three (taken back)", lambda: taken_back(bare_queue), times=5, warm=1)
    ratio("digests queued", ours, limit, "at most 2")


def taken_back(work: Callable[[], object]) -> None:
    with transaction.atomic():
        work()
        transaction.set_rollback(True)


def bare_queue() -> None:
    now = plain(NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracker_notice (kind, recipient_id, period_key, queued_at, next_attempt_at, attempts, unknown_outcomes, state, claim_token, "
            "to_address, subject, text, html, last_error) SELECT 'digest', p.id, '2026-W48', %s, %s, 0, 0, 'queued', '', '', '', '', '', '' "
            "FROM tracker_flag f JOIN tracker_responsibility r ON r.id = f.responsibility_id JOIN tracker_person p ON p.id = r.focal_point_id "
            "WHERE f.cleared_at IS NULL AND f.rule = 'silent' AND p.digest_at <= %s GROUP BY p.id ORDER BY p.id ON CONFLICT DO NOTHING",
            [now, now, now],
        )
        cursor.execute(
            "INSERT INTO tracker_noticeitem (notice_id, responsibility_id, due_on) SELECT n.id, r.id, f.due_on "
            "FROM tracker_flag f JOIN tracker_responsibility r ON r.id = f.responsibility_id JOIN tracker_notice n ON n.recipient_id = r.focal_point_id "
            "WHERE f.cleared_at IS NULL AND f.rule = 'silent' AND n.queued_at = %s ORDER BY r.id ON CONFLICT DO NOTHING",
            [now],
        )
        cursor.execute("UPDATE tracker_person SET digest_at = %s WHERE digest_at <= %s", [plain(NOW + timedelta(days=7)), now])


def one_sender() -> None:
    letters = Notice.objects.all()
    count = letters.count()
    print(f"sending {count:,} letters through a mail server on the loopback")
    with sink() as settings.EMAIL_PORT:
        send_all()  # what a process does once is done; and the limit takes the bytes of letters that are written
        prebuilt = [(letter.to_address, message.build(letter).message().as_bytes(linesep="\r\n")) for letter in letters.select_related("recipient")]
        ours = rate("one sender: claim, write, mark, send, mark", count, lambda: send(letters, senders=1))
        limit = rate("one connection, prebuilt bytes, nothing written down", count, lambda: deliver(prebuilt))
    print(f"  = one sender: {ours / limit:.2f} of the limit   (goal: at least 0.4, every mark committed)")


def senders_side_by_side() -> None:
    letters = Notice.objects.filter(pk__in=list(Notice.objects.order_by("pk").values_list("pk", flat=True)[:SLOW_LETTERS]))
    count = letters.count()
    print(f"sending {count:,} letters through one that takes {REPLY * 1000:.0f} ms for each reply")
    with sink(delay=REPLY) as settings.EMAIL_PORT:
        one = rate("one sender", count, lambda: send(letters, senders=1))
        several = rate(f"{SENDERS} senders", count, lambda: send(letters, senders=SENDERS))
    print(f"  = {SENDERS} senders against one: {several / one:.1f} times   (goal: at least 3.5)")


def rate(label: str, count: int, work: Callable[[], float]) -> float:
    """Letters a second, the median of TIMES runs; `work` returns its seconds."""
    found = sorted(count / work() for _time in range(TIMES))
    middle = statistics.median(found)
    print(f"  {label:<58} {middle:9.0f} letters/s   ({found[0]:.0f} to {found[-1]:.0f})")
    return middle


def send(letters: QuerySet[Notice], *, senders: int) -> float:
    """Write and send the letters anew, by processes of their own; return the seconds, without the start of processes."""
    unwritten = {"message_id": None, "to_address": "", "accepted_at": None, "handed_over_at": None, "attempts": 0}
    Notice.objects.update(state="skipped", **unwritten)
    letters.update(state="queued")
    connections.close_all()  # no process inherits one
    fork = multiprocessing.get_context("fork")
    together = fork.Barrier(senders + 1, timeout=600)
    processes = [fork.Process(target=sender, args=(together,), daemon=True) for _number in range(senders)]
    for process in processes:
        process.start()
    together.wait()
    begun = time.perf_counter()
    together.wait()
    took = time.perf_counter() - begun
    for process in processes:
        process.join()
    assert not letters.exclude(state="sent").exists()
    return took


def sender(together) -> None:
    connection.ensure_connection()
    together.wait()
    send_all()
    together.wait()


def send_all() -> None:
    while outbox.send_due(now=NOW).sent:
        pass


def deliver(prebuilt: list[tuple[str, bytes]]) -> float:
    begun = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", settings.EMAIL_PORT) as server:
        for to_address, letter in prebuilt:
            server.sendmail("pledgewatch@localhost", [to_address], letter)
    return time.perf_counter() - begun
