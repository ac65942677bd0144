"""What a sweep costs: nothing due, and 10,000 clocks newly due, beside the same work in bare SQL."""

from datetime import datetime

from django.db import connection, transaction

from bench import fill
from bench.measure import median, ratio
from tracker.actions import sweep
from tracker.models import Clock

DUE = 10_000


def run(rows: int | None) -> None:
    fill.fill(rows or fill.default_rows())
    nothing_due()
    newly_due()


def nothing_due() -> None:
    print("nothing due")
    ours = median("the watch's look", lambda: sweep.look(now=fill.NOW, counts=sweep.Counts()))
    limit = median("bare SELECT on the partial index", lambda: bare_look(fill.NOW))
    ratio("nothing due, look", ours, limit, "at most 2, flat in the number of rows")
    whole = median("a whole sweep with its row and the question who is due a letter", lambda: sweep.run(now=fill.NOW))
    ratio("nothing due, whole sweep", whole, limit, "for the record")


def newly_due() -> None:
    now = Clock.objects.filter(check_at__isnull=False, flag_at__gt=fill.NOW).order_by("flag_at").values_list("flag_at", flat=True)[DUE]
    Clock.objects.filter(check_at__lte=now, flag_at__gt=now).update(check_at=None)  # leave only what becomes true
    count = Clock.objects.filter(check_at__lte=now).count()
    print(f"{count:,} clocks newly due")
    ours = median("the watch: claim, raise, clear, move on (taken back)", lambda: look_and_take_back(now), times=5, warm=1)
    limit = median("bare SQL: one INSERT ... SELECT and one UPDATE (taken back)", lambda: bare_raise(now), times=5, warm=1)
    ratio(f"per 1,000 newly due ({ours / count * 1e6:.0f} against {limit / count * 1e6:.0f} ms)", ours, limit, "at most 2")


def look_and_take_back(now: datetime) -> None:
    with transaction.atomic():
        sweep.look(now=now, counts=sweep.Counts())
        transaction.set_rollback(True)


def bare_look(now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM tracker_clock WHERE check_at <= %s ORDER BY check_at, id LIMIT 500", [plain(now)])
        cursor.fetchall()


def bare_raise(now: datetime) -> None:
    copied = "rule, commitment_id, responsibility_id, milestone_id, party_id, has_reported, due_on, basis_on, threshold"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO tracker_flag ({copied}, since_at, raised_at, cleared_by) SELECT {copied}, flag_at, check_at, '' "
            "FROM tracker_clock WHERE check_at <= %s ORDER BY id ON CONFLICT DO NOTHING",
            [plain(now)],
        )
        cursor.execute("UPDATE tracker_clock SET state = 'silent', check_at = NULL WHERE check_at <= %s", [plain(now)])
        transaction.set_rollback(True)


def plain(now: datetime):
    return connection.ops.adapt_datetimefield_value(now)
