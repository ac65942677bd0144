"""Load the sample data and open its sign-ins; safe to repeat."""

from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.actions import demo
from tracker.exchange import seed as seeds
from tracker.exchange import sign_ins
from tracker.rules.refusal import Refused


class Command(BaseCommand):
    help = "Load the seed files (those in seeds/ if none is named) and write the demo sign-ins to the data folder. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, help="seed files; empty: every one in seeds/")

    def handle(self, *, files, **options):
        now = timezone.now()
        passwords = {email: (role, password) for role, email, password in sign_ins.read(settings.DATA_DIR)}
        rows = {email: (role, email, password) for email, (role, password) in passwords.items()}
        for path in files or sorted((settings.BASE_DIR / "seeds").glob("*.yaml")):
            try:
                seed = seeds.read(path)
                brought = demo.load(seed=seed, now=now)
            except Refused as refused:
                raise CommandError(str(refused)) from None
            accounts = demo.open_accounts(seed=seed, passwords={email: password for email, (_role, password) in passwords.items()})
            rows |= {account.email: (account.role, account.email, account.password) for account in accounts}
            self.stdout.write(f"{seed.name}: {summary(brought)}" if brought else f"{seed.name}: here already, nothing changed")
        sign_ins.write(settings.DATA_DIR, list(rows.values()))
        if rows:
            self.stdout.write(f"sign-ins: {settings.DATA_DIR / sign_ins.NAME}")


def summary(counts: Counter) -> str:
    return ", ".join(f"{count} {noun}" for noun, count in counts.items())
