"""Make a session pack and write its files, as a secretariat does before the next session."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.actions import pack as actions
from tracker.exchange.pack import files, languages
from tracker.models import Body, Meeting, Pack
from tracker.rules import due
from tracker.rules import pack as rules
from tracker.rules.refusal import Refused


class Command(BaseCommand):
    help = "Make the state of implementation of a body for its next session, keep it, and write its files into a folder."

    def add_arguments(self, parser):
        parser.add_argument("--body", required=True, metavar="CODE", help="the body's short code")
        parser.add_argument("--to", required=True, type=Path, metavar="DIR", help="the folder that takes the files; it is made if it is not there")
        parser.add_argument("--as-of", type=day, metavar="DATE", help="what was on record at the end of this day, as in 2026-03-31 (default: now)")
        parser.add_argument("--since", type=day, metavar="DATE", help="the last day of the session before (default: that of the last session held)")
        parser.add_argument("--session", type=int, metavar="N", help="the number of the session for which it is made")
        parser.add_argument("--language", default="en", metavar="CODE", help=f"the language of the paper: {', '.join(languages.codes())} (default: en)")
        parser.add_argument("--format", default=",".join(files.FORMATS), metavar="LIST", help="html, docx and pdf, with commas (default: all)")

    def handle(self, *, body, to, as_of, since, session, language, format, **options):
        now, wanted = timezone.now(), [name.strip() for name in format.split(",") if name.strip()]
        if unknown := [name for name in wanted if name not in files.FORMATS]:
            raise CommandError(f"--format: there is no “{unknown[0]}”. Choose among {', '.join(files.FORMATS)}.")
        row = Body.objects.filter(short_code=body).first()
        if row is None:
            raise CommandError(f"--body: no body has the short code “{body}”.")
        as_of = as_of or due.local_day(now, row.time_zone)
        meeting = numbered(row, session)
        pack = made(row, meeting, since or last_day(row, as_of), as_of, language, now)
        for name in wanted:
            self.stdout.write(str(written(pack, name, to)))


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a day. Write it as 2026-03-31.") from None


def numbered(body: Body, number: int | None) -> Meeting | None:
    if number is None:
        return None
    found = Meeting.objects.filter(body=body, ordinal=number).defer("source_text").first()
    if found is None:
        raise CommandError(f"--session: {body.short_code} has no session of the number {number}.")
    return found


def last_day(body: Body, as_of: date) -> date:
    since = rules.since(Meeting.objects.filter(body=body).defer("source_text"), as_of)
    if since is None:
        raise CommandError(f"--since: {body.short_code} held no session before {as_of}. Say from which day on the paper tells.")
    return since


def made(body: Body, meeting: Meeting | None, since_on: date, as_of: date, language: str, now) -> Pack:
    try:
        asked = actions.ask(body=body, meeting=meeting, since_on=since_on, as_of=as_of, language=language, by=None, now=now)
    except Refused as refused:
        raise CommandError("; ".join(f"--{OPTIONS[name]}: {said}" for name, said in refused.problems.items())) from None
    actions.make(pack_id=asked.pk, now=now)
    pack = Pack.objects.select_related("body").get(pk=asked.pk)
    if pack.state != Pack.State.DONE:
        raise CommandError(pack.error or f"The pack is {pack.get_state_display()}.")
    return pack


OPTIONS = {"as_of": "as-of", "since_on": "since", "meeting": "session", "language": "language"}


def written(pack: Pack, name: str, folder: Path) -> Path:
    path = folder / files.name_of(pack, name)
    try:
        content = files.write(pack, name)
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except Refused as refused:
        raise CommandError(str(refused)) from None
    except OSError as error:
        raise CommandError(f"--to: {path} cannot be written: {error}") from None
    return path
