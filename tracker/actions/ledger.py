"""Write the ledger: one entry for each thing that happened to a commitment, in the transaction in which it happened."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from tracker.actions import clock as clocks
from tracker.models import Commitment, Indicator, LedgerCheck, LedgerEntry, LedgerText, Milestone, Person, Responsibility
from tracker.models.ledger import ERASED, AppendOnly, new_salt
from tracker.queries import ledger as queries
from tracker.rules import clock
from tracker.rules import ledger as rules
from tracker.rules.chain import Head


def note(*, commitment: Commitment, kind: str, rows: Iterable[AppendOnly], actor: Person | None, now: datetime) -> LedgerEntry:
    """Enter rows that were just added and are never changed. `commitment` is locked by the caller (actions.clock.locked)."""
    return _append(commitment, kind, {"rows": [rules.row_facts(row) for row in rows]}, actor, now)


def note_each(*, kind: str, rows: dict[Commitment, list[AppendOnly]], actor: Person | None, now: datetime) -> None:
    """As note(), for many commitments in two statements. All are locked by the caller."""
    newest = LedgerEntry.objects.filter(commitment=OuterRef("commitment")).order_by("-seq").values("seq")[:1]
    last = {entry.commitment_id: entry for entry in LedgerEntry.objects.filter(commitment__in=rows, seq=Subquery(newest)).only("commitment", "seq", "hash")}
    LedgerEntry.objects.bulk_create(
        _entry(last.get(commitment.pk), commitment, kind, {"rows": [rules.row_facts(row) for row in added]}, actor, now) for commitment, added in rows.items()
    )


def note_state(*, commitment: Commitment, kind: str, actor: Person | None, now: datetime) -> LedgerEntry:
    """Enter all that the commitment is now, after a change of it; its description and proof stand beside the entry.

    `commitment` is locked by the caller, with its meeting and body loaded.
    """
    salt = new_salt()
    pace = clock.pace(commitment)
    whole = rules.Whole(
        commitment=commitment,
        parts=Responsibility.objects.filter(commitment=commitment).select_related("party").order_by("id"),
        steps=Milestone.objects.filter(commitment=commitment).prefetch_related("answering").order_by("position", "id"),
        indicators=Indicator.objects.filter(commitment=commitment).order_by("id"),
        projects=commitment.projects.values_list("pk", flat=True),
    )
    state = rules.state(whole, {"cadence_days": pace.cadence_days, "grace_days": pace.grace_days}, salt)
    entry = _append(commitment, kind, {"state": state}, actor, now)
    LedgerText.objects.create(entry=entry, salt=salt, texts={name: getattr(commitment, name) for name in rules.HIDDEN})
    return entry


@transaction.atomic
def erase(*, row: AppendOnly, actor: Person | None, now: datetime) -> None:
    """Blank the words of a row, and the salt without which nobody can guess them from their hashes; its chain says so, and holds.

    For good. Done again, it changes nothing.
    """
    rows = type(row).objects.filter(pk=row.pk)
    commitment = clocks.locked(rows.values_list(row.CHAIN, flat=True).get())
    row = rows.get()
    if row.salt:
        rows.update(salt="", **{name: ERASED for name in row.TEXTS if getattr(row, name)})
        _append(commitment, LedgerEntry.Kind.ERASED, {"erased": [{"row": row._meta.model_name, "id": row.pk}]}, actor, now)


def check(*, heads: Iterable[Head] = (), now: datetime) -> queries.Verdict:
    """Verify every chain, and the heads that letters showed, and keep for /health how it went."""
    verdict = queries.verify(heads=heads)
    counts = {"chains": verdict.chains, "entries": verdict.entries, "wrong": len(verdict.wrongs)}
    LedgerCheck.objects.update_or_create(pk=1, defaults=counts | {"checked_at": now})
    return verdict


def _append(commitment: Commitment, kind: str, facts: dict[str, Any], actor: Person | None, now: datetime) -> LedgerEntry:
    last = LedgerEntry.objects.filter(commitment=commitment).order_by("-seq").only("seq", "hash").first()
    entry = _entry(last, commitment, kind, facts, actor, now)
    entry.save(force_insert=True)
    return entry


def _entry(last: LedgerEntry | None, commitment: Commitment, kind: str, facts: dict[str, Any], actor: Person | None, now: datetime) -> LedgerEntry:
    entry = LedgerEntry(
        commitment=commitment,
        seq=last.seq + 1 if last else 1,
        kind=kind,
        facts=facts,
        actor=actor,
        recorded_at=now,
        prev_hash=last.hash if last else rules.BEGINNING,
    )
    entry.hash = rules.entry_hash(entry)
    return entry
