"""Send the queued letters by hand, as Celery does every minute."""

import json
from collections import Counter
from dataclasses import asdict

from django.core.management.base import BaseCommand
from django.utils import timezone

from tracker.actions import outbox
from tracker.queries import mail


class Command(BaseCommand):
    help = "Send every letter that is due, and say how each ended and what still waits."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *, json: bool, **options):
        total = Counter()
        while True:
            counts = asdict(outbox.send_due(now=timezone.now()))
            total.update(counts)
            if not any(count for state, count in counts.items() if state != "queued"):
                break
        answer = {state: total[state] for state in counts} | mail.read()
        self.stdout.write(as_json(answer) if json else "\n".join(f"{name}: {value}" for name, value in answer.items()))


def as_json(answer: dict) -> str:
    return json.dumps(answer)
