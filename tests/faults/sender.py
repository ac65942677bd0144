"""The sender as a process that can be killed: `python -m tests.faults.sender` reads commands and answers in lines of JSON.

prepare N   migrate, and let a sweep queue a digest for each of N people
send MODE   start a sender as a child of this process (so that it starts in no time) and print its pid
wait PID    reap a child that was killed, and let the leases it held be over
rows        the outbox: address, Message-ID, state, unknown outcomes, last error
"""

import json
import os
import sys
import time
import traceback
from datetime import date, timedelta

import django

django.setup()

from django.core.mail.utils import DNS_NAME  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from tracker.actions import body, commitment, letter, meeting, outbox, party, person, sweep  # noqa: E402
from tracker.letters import message  # noqa: E402
from tracker.letters.transport import Transport  # noqa: E402
from tracker.models import Notice  # noqa: E402


def prepare(count: str) -> dict:
    """Everybody stands for the same party in a commitment of their own, which has been silent for long."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    long_ago = now - timedelta(days=200)
    with transaction.atomic():
        lorn = party.record(fields={"name": "Lorn", "short_code": "LOR"})
        commission = body.record(fields={"name": "Commission", "short_code": "COM"}, sides=[body.Seat(party=lorn)])
        session = meeting.record(fields={"title": "Session", "body": commission, "starts_on": date.fromordinal(long_ago.toordinal())}, seats=[], now=long_ago)
        for number in range(int(count)):
            focal_point = person.record(fields={"name": f"Person {number}", "email": f"person-{number}@example.org", "party": lorn}, now=long_ago)
            part = commitment.Part(party=lorn, focal_point=focal_point)
            commitment.record(fields={"title": f"Pledge {number}", "meeting": session}, parts=[part], now=long_ago)
    warm()
    return {"queued": sweep.run(now=now).queued}


def warm() -> None:
    """What a process does once; children that inherit it are at the letters at once."""
    DNS_NAME.get_fqdn()
    for kind in Notice.Kind.values:
        message.render_parts(kind, {})


def send(mode: str) -> dict:
    connection.close()
    pid = os.fork()
    if pid:
        return {"pid": pid}
    try:
        while True:
            {"outbox": lambda: outbox.send_due(now=timezone.now()), "mark-first": mark_first}[mode]()
            time.sleep(0.02)
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(1)


def mark_first() -> None:
    """A sender that marks a letter sent before it sends it: the control that shows the test can see a loss."""
    now = timezone.now()
    with Transport() as transport:
        for notice in Notice.objects.filter(state="queued").select_related("recipient__user"):
            letter.freeze(notice=notice, now=now)
            Notice.objects.filter(pk=notice.pk).update(state="sent", accepted_at=now)
            transport.open()
            transport.deliver(message.build(notice), lambda: None)


def wait(pid: str) -> dict:
    """As if time had passed: with a short lease instead, a slow machine would take it from senders that live."""
    os.waitpid(int(pid), 0)
    Notice.objects.filter(state="sending").update(lease_until=timezone.now() - timedelta(seconds=1))
    return {}


def rows() -> list:
    return [list(row) for row in Notice.objects.order_by("pk").values_list("recipient__email", "message_id", "state", "unknown_outcomes", "last_error")]


COMMANDS = {"prepare": prepare, "send": send, "wait": wait, "rows": rows}

if __name__ == "__main__":
    for line in sys.stdin:
        name, *arguments = line.split()
        print(json.dumps(COMMANDS[name](*arguments)), flush=True)  # noqa: T201
