"""What a session pack costs: the snapshot, and each file made from it, of a body with ROWS commitments beside one with a tenth."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.db.models import Prefetch

from bench import fill
from tracker.actions import pack
from tracker.exchange.pack import files, pdf
from tracker.models import Body, Commitment, LedgerEntry, LedgerText, Pack, Responsibility
from tracker.rules import clock
from tracker.rules import ledger as rules

ROWS, CHUNK = 5_000, 1_000
SINCE = timedelta(days=60)
QUOTE = "The sides will set up a joint laboratory for the measurement of water and agree on the exchange of its readings twice a year."


def run(rows: int | None) -> None:
    large = rows or ROWS
    small = max(large // 10, 1)
    fill.fill(small + large)
    bodies = list(Body.objects.order_by("pk")[:2])
    Commitment.objects.update(quote=QUOTE, quote_start=0)
    Commitment.objects.filter(pk__lte=small).update(body=bodies[0])
    Commitment.objects.filter(pk__gt=small).update(body=bodies[1])
    write_states()
    few, many = measure(bodies[0], small), measure(bodies[1], large)
    for what, seconds in many.items():
        per_row = (seconds / large) / (few[what] / small)
        print(f"  = {what}: {per_row:.2f} times as much a commitment with {large:,} as with {small:,}   (goal: at most 1.5)")


def write_states() -> None:
    """The first entry of each chain, since a pack is read from the ledger."""
    parts = Prefetch("responsibilities", Responsibility.objects.select_related("party").order_by("id"))
    rows = Commitment.objects.select_related("meeting", "body").prefetch_related(parts).order_by("pk")
    for first in range(0, rows.count(), CHUNK):
        entries = [entry(row) for row in rows[first : first + CHUNK]]
        LedgerEntry.objects.bulk_create(entries)
        LedgerText.objects.bulk_create(LedgerText(entry=told, salt="", texts={}) for told in entries)


def entry(row: Commitment) -> LedgerEntry:
    pace = clock.pace(row)
    whole = rules.Whole(commitment=row, parts=row.responsibilities.all(), steps=(), indicators=(), projects=())
    facts = {"state": rules.state(whole, {"cadence_days": pace.cadence_days, "grace_days": pace.grace_days}, "")}
    return LedgerEntry(
        commitment=row, seq=1, kind="recorded", facts=facts, recorded_at=fill.NOW - timedelta(days=400), prev_hash=rules.BEGINNING, hash="0" * 64
    )


def measure(body: Body, rows: int) -> dict[str, float]:
    print(f"{rows:,} commitments")
    day = fill.NOW.date()
    asked = pack.ask(body=body, meeting=None, since_on=day - SINCE, as_of=day, language="en", by=None, now=fill.NOW)
    took = {"snapshot": timed("snapshot", lambda: pack.make(pack_id=asked.pk, now=fill.NOW), rows)}
    made = Pack.objects.select_related("body").get(pk=asked.pk)
    assert (made.state, made.total) == (Pack.State.DONE, rows), (made.state, made.total, made.error)
    for name in files.FORMATS:
        if name != "pdf" or pdf.is_here():
            took[name] = timed(name, lambda name=name: files.write(made, name), rows)
    return took


def timed(label: str, work: Callable[[], object], rows: int) -> float:
    begun = time.perf_counter()
    made = work()
    seconds = time.perf_counter() - begun
    size = f", {len(made) / 1_000_000:.1f} MB" if isinstance(made, bytes) else ""
    print(f"  {label:<10} {seconds:8.2f} s   {seconds / rows * 1000:6.2f} ms a commitment{size}")
    return seconds
