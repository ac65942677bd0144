"""What an entry of the ledger says and how its hash is made; the same on every machine and database.

An entry's hash is SHA-256 over the canonical JSON of its chain, number, kind, facts, actor, moment and the hash before it.
Canonical: keys sorted, no spaces, texts in NFC, moments in UTC to the microsecond, days as 2026-11-25.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tracker.models import Commitment, Indicator, LedgerEntry, Milestone, Responsibility
from tracker.models.ledger import AppendOnly

BEGINNING = "0" * 64  # what the first entry of a chain holds instead of a hash
HIDDEN = ("description", "proof")  # texts of a commitment that stand beside its entries, not in them


def canonical(value: Any) -> str:
    """The one way in which a value is written down."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return unicodedata.normalize("NFC", str(value)) if isinstance(value, str) else value


def entry_hash(entry: LedgerEntry) -> str:
    """The hash that `entry` must hold."""
    told = [entry.commitment_id, entry.seq, entry.kind, entry.facts, entry.actor_id, entry.recorded_at, entry.prev_hash]
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def text_hash(salt: str, text: str) -> str:
    """What an entry holds instead of a free text; "" for no text, so that silence shows as silence."""
    return hashlib.sha256(f"{salt}{unicodedata.normalize('NFC', text)}".encode()).hexdigest() if text else ""


def row_facts(row: AppendOnly) -> dict[str, Any]:
    """A row that is never changed, as its entry holds it: its columns, and the hashes of its free texts."""
    facts = {}
    for field in row._meta.concrete_fields:
        if field.name != "salt":
            value = getattr(row, field.attname)
            facts[field.attname] = text_hash(row.salt, value) if field.name in row.TEXTS else _column(value)
    return {"row": row._meta.model_name, "columns": facts}


def _column(value: Any) -> Any:
    """Keys of forms and files are not among JSON's own kinds."""
    return value if value is None or isinstance(value, bool | int | str) else _plain(value) if isinstance(value, date | Decimal) else str(value)


STATE = (
    "reference",
    "title",
    "kind",
    "meeting_id",
    "body_id",
    "quote",
    "quote_start",
    "lifecycle",
    "closed_on",
    "suspended_until",
    "due_on",
    "due_precision",
    "due_ends_on",
    "cadence_days",
    "grace_days",
    "overseen_by_id",
    "renews_id",
    "implements_id",
    "details",
    "is_draft",
    "visible_to",
    "publish_on",
    "names_action",
    "names_deliverable",
    "is_measurable",
    "version",
)
PART = ("id", "party_id", "role", "focal_point_id")
STEP = (
    "id",
    "title",
    "party_id",
    "due_on",
    "due_precision",
    "due_ends_on",
    "done_on",
    "position",
    "step",
    "details",
    "project_id",
    "baseline_on",
    "forecast_on",
)
INDICATOR = ("id", "title", "unit", "baseline", "target", "target_year", "position")
MEETING = ("starts_on", "ends_on")  # silence is counted from them, so they are told as they stood


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A commitment with the rows that are a part of it. Its meeting must be loaded, the parties of its parts, and what each step's `answering` names."""

    commitment: Commitment
    parts: Iterable[Responsibility]
    steps: Iterable[Milestone]
    indicators: Iterable[Indicator]
    projects: Iterable[int]  # their keys


def state(whole: Whole, pace: dict[str, int], salt: str) -> dict[str, Any]:
    """All that a commitment is at one moment, so that any past day can be read back. `pace` is the cadence and grace it had, in days."""
    commitment = whole.commitment
    told = {name: _plain(getattr(commitment, name)) for name in STATE}
    told |= {name: text_hash(salt, getattr(commitment, name)) for name in HIDDEN}
    told["pace"] = pace
    told["meeting"] = {name: _plain(getattr(commitment.meeting, name)) for name in MEETING}
    told["parts"] = [{name: _plain(getattr(part, name)) for name in PART} | {"zone": part.party.time_zone} for part in whole.parts]
    told["steps"] = [
        {name: _plain(getattr(step, name)) for name in STEP} | {"answering": sorted(party.pk for party in step.answering.all())} for step in whole.steps
    ]
    told["indicators"] = [{name: _plain(getattr(row, name)) for name in INDICATOR} for row in whole.indicators]
    told["projects"] = sorted(whole.projects)
    return told
