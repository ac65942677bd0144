"""A large invented record, written by COPY (PostgreSQL) or executemany (SQLite)."""

import random
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.db.models import JSONField

from tracker.kinds import KINDS
from tracker.models import Attendance, Body, Clock, Commitment, Meeting, Party, Person, ProgressReport, Responsibility, SearchText, Side
from tracker.rules import clock as rules
from tracker.rules.due import over_at

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PARTIES, BODIES, MEETINGS = 40, 20, 400
REPORTS = 2  # a responsibility
KINDS, LIVES = list(KINDS), ["not_started", "in_progress", "in_progress", "in_progress"]
WORDS = "rail corridor customs water data permit grid border study exchange training flood grain energy diploma archive".split()  # noqa: SIM905


def default_rows() -> int:
    return 1_000_000 if connection.vendor == "postgresql" else 100_000


def fill(rows: int) -> None:
    """Write `rows` commitments of two parties each, with their reports and clocks; nothing is due at NOW."""
    begun = time.perf_counter()
    chance = random.Random(7)
    parties = Party.objects.bulk_create(Party(name=f"Party {n}", short_code=f"P{n:02d}") for n in range(PARTIES))
    people = Person.objects.bulk_create(Person(name=f"Person {n}", email=f"p{n}@example.org", party=parties[n % PARTIES]) for n in range(PARTIES * 5))
    bodies = Body.objects.bulk_create(Body(name=f"Body {n}", short_code=f"B{n:02d}") for n in range(BODIES))
    Side.objects.bulk_create(Side(body=body, party=party) for body in bodies for party in chance.sample(parties, 2))
    meetings = Meeting.objects.bulk_create(
        Meeting(title=f"Session {n}", body=bodies[n % BODIES], starts_on=date(2026, 8, 1) - timedelta(days=n), recorded_at=NOW) for n in range(MEETINGS)
    )
    Attendance.objects.bulk_create(Attendance(meeting=meeting, party=party) for meeting in meetings for party in parties[:2])
    writer = Writer(chance, [p.pk for p in parties], [p.pk for p in people], [(m.pk, m.body_id) for m in meetings])
    for model, columns, lines in writer.tables(rows):
        copy(model, columns, lines)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    took = time.perf_counter() - begun
    print(f"{rows:,} commitments, {2 * rows:,} responsibilities, {2 * REPORTS * rows:,} reports on {connection.vendor}: filled in {took:.0f} s")


class Writer:
    """The rows of each table, the same for the same chance."""

    def __init__(self, chance, parties, people, meetings):
        self.chance, self.parties, self.people, self.meetings = chance, parties, people, meetings

    def tables(self, rows: int):
        yield Commitment, COMMITMENT, self.commitments(rows)
        yield Responsibility, RESPONSIBILITY, self.responsibilities(rows)
        yield ProgressReport, REPORT, self.reports(rows)
        yield Clock, CLOCK, self.clocks(rows)
        yield SearchText, SEARCH_TEXT, self.search_texts(rows)

    def heard_at(self, part: int) -> datetime:
        """The last report of a responsibility: spread evenly over the last 80 days, so that none is due now."""
        return NOW - timedelta(seconds=(part * 7919) % (80 * 86400))

    def due_on(self, number: int) -> date:
        return NOW.date() + timedelta(days=1 + number % 900)

    def commitments(self, rows: int) -> Iterator[tuple]:
        for number in range(1, rows + 1):
            meeting, body = self.meetings[number % len(self.meetings)]
            title = self.title(number)
            due_on = self.due_on(number)
            silent = min(self.flag_at(number * 2 - 1), self.flag_at(number * 2))
            attention_at = min(silent, over_at(due_on, "UTC"))
            kind, life = KINDS[number % len(KINDS)], LIVES[number % len(LIVES)]
            yield number, f"B-{number}", title, kind, meeting, body, "", "", life, due_on, "day", due_on, attention_at, NOW, uuid.UUID(int=number).hex, 1

    def title(self, number: int) -> str:
        return " ".join(WORDS[number * factor % 101 % len(WORDS)] for factor in (3, 7, 11, 19, 23))

    def search_texts(self, rows: int) -> Iterator[tuple]:
        for number in range(1, rows + 1):
            yield number, f"b-{number} {self.title(number)}"

    def responsibilities(self, rows: int) -> Iterator[tuple]:
        for part in range(1, 2 * rows + 1):
            heard_at = self.heard_at(part)
            yield part, (part + 1) // 2, self.party(part), "lead", self.person(part), "in_progress", "on_track", None, heard_at, heard_at, 0, 0

    def reports(self, rows: int) -> Iterator[tuple]:
        number = 0
        for part in range(1, 2 * rows + 1):
            for back in range(REPORTS):
                number += 1
                at = self.heard_at(part) - timedelta(days=90 * back)
                yield number, part, "in_progress", "on_track", False, "Work went on.", "", "", None, "seed", at, uuid.UUID(int=number).hex, None

    def clocks(self, rows: int) -> Iterator[tuple]:
        number = 0
        for part in range(1, 2 * rows + 1):
            number += 1
            due_on = self.heard_at(part).date() + timedelta(days=90)
            remind_at = datetime(due_on.year, due_on.month, due_on.day, tzinfo=UTC) - timedelta(days=rules.REMIND_DAYS)
            state = "due" if remind_at <= NOW else "up_to_date"
            flag_at = self.flag_at(part)
            check_at = flag_at if remind_at <= NOW else remind_at
            yield (
                number,
                "silent",
                (part + 1) // 2,
                part,
                None,
                self.party(part),
                state,
                True,
                due_on,
                due_on - timedelta(days=90),
                90,
                remind_at,
                flag_at,
                check_at,
            )
        for commitment in range(1, rows + 1):
            number += 1
            due_on = self.due_on(commitment)
            at = over_at(due_on, "UTC")
            yield number, "overdue", commitment, None, None, None, "waiting", False, due_on, due_on, None, None, at, at

    def flag_at(self, part: int) -> datetime:
        return over_at(self.heard_at(part).date() + timedelta(days=90 + 14), "UTC")

    def party(self, part: int) -> int:
        return self.parties[((part + 1) // 2 * 7 + part % 2) % len(self.parties)]

    def person(self, part: int) -> int:
        return self.people[part % len(self.people)]


SEARCH_TEXT = ["commitment", "folded"]
COMMITMENT = "id reference title kind meeting body quote description lifecycle due_on due_precision due_ends_on attention_at recorded_at key version".split()  # noqa: SIM905
RESPONSIBILITY = "id commitment party role focal_point stated_status health last_report last_reported_at moved_at unmoved_reports idle_reports".split()  # noqa: SIM905
REPORT = "id responsibility status health nothing_to_report done next_step obstacle author via reported_at key notice_item".split()  # noqa: SIM905
CLOCK = "id rule commitment responsibility milestone party state has_reported due_on basis_on threshold remind_at flag_at check_at".split()  # noqa: SIM905


def copy(model, fields: list[str], lines: Iterator[tuple]) -> None:
    """Columns that are not named hold their defaults in every row."""
    columns = [model._meta.get_field(field).column for field in fields]
    rest = {
        field.column: field.get_db_prep_save(field.get_default(), connection) if isinstance(field, JSONField) else field.get_default()
        for field in model._meta.concrete_fields
        if field.column not in columns and not (field.null or field.generated or field.primary_key)
    }
    columns += rest
    lines = ((*line, *rest.values()) for line in lines)
    table, names = model._meta.db_table, ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as out:
                for line in lines:
                    out.write_row(line)
            if "id" in columns:
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", (tuple(map(plain, line)) for line in lines))


def plain(value):
    """A value as SQLite keeps it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, date) else value
