"""Take the sample data away again, with its sign-ins."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tracker.actions import demo
from tracker.exchange import sign_ins
from tracker.management.commands.load_demo import summary
from tracker.models import User
from tracker.rules.refusal import Refused


class Command(BaseCommand):
    help = "Remove all that the seed files brought, with every word said on it since, and the demo sign-ins. Rows entered by hand stay."

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", help="names of seeds, as in tehran-2025; empty: every one that is loaded")

    def handle(self, *, names, **options):
        loaded = demo.loaded()
        if unknown := [name for name in names if name not in loaded]:
            raise CommandError(f"{unknown[0]} is not loaded. Loaded: {', '.join(loaded) or 'nothing'}.")
        for name in names or loaded:
            try:
                self.stdout.write(f"{name} removed: {summary(demo.remove(name=name))}")
            except Refused as refused:
                raise CommandError(str(refused)) from None
        left = [row for row in sign_ins.read(settings.DATA_DIR) if User.objects.filter(email=row[1]).exists()]
        sign_ins.write(settings.DATA_DIR, left)
        if not loaded:
            self.stdout.write("No sample data is loaded.")
