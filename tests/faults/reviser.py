"""Many processes that revise one commitment at the same time: `python -m tests.faults.reviser PROCESSES UPDATES` prints one line of JSON.

Each insists until all its updates are in: what is refused as stale is read again and tried again. Every 25th goes through the desk's form first.
"""

import json
import os
import sys
from collections import Counter
from datetime import date, timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from tracker.actions import body, commitment, meeting, party, person  # noqa: E402
from tracker.models import Commitment, LedgerEntry, User  # noqa: E402
from tracker.queries import ledger  # noqa: E402
from tracker.rules.refusal import Stale  # noqa: E402

BY_FORM = 25
NO_ROWS = {f"{prefix}-{name}_FORMS": "0" for prefix in ("parts", "steps") for name in ("TOTAL", "INITIAL")}
SHOWN = {"kind": "other", "due_precision": "day", "lifecycle": "not_started", **NO_ROWS}


@transaction.atomic
def prepare() -> None:
    now = timezone.now() - timedelta(days=10)
    lorn = party.record(fields={"name": "Lorn", "short_code": "LOR"})
    commission = body.record(fields={"name": "Commission", "short_code": "COM"}, sides=[body.Seat(party=lorn)])
    session = meeting.record(fields={"title": "Session", "body": commission, "starts_on": date.fromordinal(now.toordinal())}, seats=[], now=now)
    commitment.record(fields={"title": "Roadmap", "meeting": session}, parts=[], now=now)
    dora = person.record(fields={"name": "Dora Desk", "email": "dora@example.org"}, now=now)
    person.give_account(person=dora, password="a long and quiet password", is_staff=True)
    person.give_post(person=dora, role="desk", party=None, starts_on=date(2020, 1, 1), now=now)


def insist(number: int, updates: int) -> Counter:
    """Make every update of process `number`; count those refused on the way."""
    desk = Client()
    desk.force_login(User.objects.get())
    counts = Counter()
    for update in range(updates):
        title, is_in, tries = f"Process {number} update {update}", False, 0
        while not is_in:
            row = Commitment.objects.get()
            is_in = by_form(desk, row, title) if update % BY_FORM == tries else by_action(row, title)
            counts["saved" if is_in else "stale"] += 1
            tries += BY_FORM
    return counts


def by_action(row: Commitment, title: str) -> bool:
    try:
        commitment.revise(commitment=row, version=row.version, fields={"title": title}, now=timezone.now())
    except Stale:
        return False
    return True


def by_form(desk: Client, row: Commitment, title: str) -> bool:
    """A page that was shown at the row's version; it redirects once it is saved, and shows both sides (409) if it is stale."""
    answer = desk.post(reverse("edit_commitment", args=[row.reference]), SHOWN | {"title": title, "version": row.version, "visible_to": row.visible_to})
    return {302: True, 409: False}[answer.status_code]


def start(number: int, updates: int) -> tuple[int, int]:
    """A process of its own; its number, and the end from which its counts are read."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    told = {"error": "killed"}
    try:
        told = insist(number, updates)
    except BaseException as error:  # noqa: BLE001 (told to the parent)
        told = {"error": repr(error)}
    finally:
        os.write(writing, json.dumps(told).encode())
        os._exit(0)


def race(processes: int, updates: int) -> dict:
    call_command("migrate", verbosity=0)
    prepare()
    connection.close()
    begun = timezone.now()
    children = [start(number, updates) for number in range(processes)]
    counts = []
    for pid, reading in children:
        with os.fdopen(reading) as told:
            counts.append(json.loads(told.read()))
        os.waitpid(pid, 0)
    seconds = (timezone.now() - begun).total_seconds()
    row = Commitment.objects.get()
    told = list(LedgerEntry.objects.order_by("seq").values_list("facts__state__title", "facts__state__version"))
    return {
        "counts": counts,
        "seconds": seconds,
        "version": row.version,
        "titles": [title for title, _version in told],
        "versions": [version for _title, version in told],
        "wrongs": [str(wrong) for wrong in ledger.verify().wrongs],
    }


if __name__ == "__main__":
    print(json.dumps(race(*map(int, sys.argv[1:]))))  # noqa: T201
