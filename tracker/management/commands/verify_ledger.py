"""Check that nothing on record was changed behind the product's back."""

import re
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.actions import ledger
from tracker.models.ledger import FINGERPRINT
from tracker.rules.chain import Head

HEAD = re.compile(rf"^[>\s]*(?P<reference>\S.*?)\s+(?P<seq>\d{{1,9}})\s+(?P<fingerprint>[0-9a-f]{{{FINGERPRINT}}})\s*$", re.MULTILINE)


class Command(BaseCommand):
    help = "Check every chain of the ledger, the rows and files it names and what each commitment is now; name the first thing wrong in each."

    def add_arguments(self, parser):
        parser.add_argument("--heads", metavar="FILE", help="compare with the fingerprints in this file: lines of a digest, or the whole letter, pasted")

    def handle(self, *, heads, **options):
        shown = read(heads) if heads else []
        verdict = ledger.check(heads=shown, now=timezone.now())
        for wrong in verdict.wrongs:
            self.stdout.write(str(wrong))
        counts = f"chains={verdict.chains} entries={verdict.entries} fingerprints={len(shown)} wrong={len(verdict.wrongs)}"
        if verdict.wrongs:
            raise CommandError(counts)
        self.stdout.write(counts)


def read(path: str) -> list[Head]:
    """The heads that stand in a file of pasted letters; all other lines are passed over."""
    try:
        text = Path(path).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from None
    found = [Head(reference=line["reference"], seq=int(line["seq"]), fingerprint=line["fingerprint"]) for line in HEAD.finditer(text)]
    if not found:
        raise CommandError(f"{path} holds no fingerprint. A line is written as in the letters: REFERENCE NUMBER {'0' * FINGERPRINT}.")
    return found
