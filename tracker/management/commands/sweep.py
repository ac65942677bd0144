"""Run the watch by hand, as Celery does every hour."""

import json
from dataclasses import fields
from datetime import UTC, datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.actions import sweep


class Command(BaseCommand):
    help = "Look at every clock whose moment has come, raise and clear flags, and queue the letters that are due."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and take it back")
        parser.add_argument(
            "--at",
            metavar="ISO",
            help="sweep for this moment, e.g. 2026-03-31T08:00+00:00 (UTC if no zone is given); outside demo mode, one to come takes --dry-run",
        )
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *, dry_run, at, json: bool, **options):
        clock = timezone.now()
        now = moment(at) if at else clock
        if now > clock and not (dry_run or settings.DEMO):  # sample data may be shown as it will be
            raise CommandError("--at lies in the future: a sweep would raise flags and queue letters before their time. Add --dry-run to see which.")
        done = sweep.preview(now=now) if dry_run else sweep.run(now=now, started_at=clock)
        counts = {field.name: getattr(done, field.name) for field in fields(sweep.Counts)}
        self.stdout.write(as_json(counts) if json else " ".join(f"{name}={count}" for name, count in counts.items()))


def as_json(counts: dict) -> str:
    return json.dumps(counts)


def moment(text: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--at: “{text}” is not a moment. Write it as 2026-03-31T08:00+00:00.") from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
