"""Begin the ledger: every commitment that has no chain gets one, which tells what it is now and each word said on it before.

Frozen code: what rules.ledger says may change, what was once hashed may not.
"""

import hashlib
import json
import secrets
import unicodedata
from collections import defaultdict
from datetime import UTC, date, datetime

from django.db import migrations
from django.db.models import F
from django.utils import timezone

BATCH = 500  # commitments at a time
BEGINNING = "0" * 64

# Model: the way from a row to its commitment, when it was said, by whom, as what, and which of its columns are free text.
ROWS = {
    "DueDate": ("commitment", "recorded_at", "set_by_id", "dated", ("reason",)),
    "ProgressReport": ("responsibility__commitment", "reported_at", "author_id", "reported", ("done", "next_step")),
    "Review": ("report__responsibility__commitment", "reviewed_at", "reviewer_id", "reviewed", ("reason",)),
    "Request": ("commitment", "asked_at", "asked_by_id", "asked", ("reason",)),
    "Decision": ("request__commitment", "decided_at", "decided_by_id", "decided", ("reason",)),
    "Assessment": ("commitment", "assessed_at", "assessor_id", "assessed", ("reasoning", "correction")),
    "Reply": ("assessment__commitment", "replied_at", "author_id", "replied", ("words",)),
    "Acknowledgement": ("responsibility__commitment", "at", "person_id", "acknowledged", ("note",)),
    "Disowning": ("responsibility__commitment", "at", "person_id", "disowned", ("note",)),
    "EscalationStep": ("flag__commitment", "at", None, "escalated", ()),
}

STATE = (
    "reference title kind meeting_id body_id quote quote_start lifecycle closed_on suspended_until due_on due_precision due_ends_on cadence_days "
    "grace_days overseen_by_id is_draft visible_to publish_on names_action names_deliverable is_measurable version"
).split()
HIDDEN = ("description", "proof")
PART = ("id", "party_id", "role", "focal_point_id")
MEETING = ("starts_on", "ends_on")
STEP = ("id", "title", "party_id", "due_on", "due_precision", "due_ends_on", "done_on", "position")


def plain(value):
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def column(value):
    return value if value is None or isinstance(value, (bool, int, str)) else plain(value) if isinstance(value, date) else str(value)


def text_hash(salt, text):
    return hashlib.sha256(f"{salt}{unicodedata.normalize('NFC', text)}".encode()).hexdigest() if text else ""


def row_facts(row, texts):
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "salt"}
    told = {name: text_hash(row.salt, value) if name in texts else column(value) for name, value in columns.items()}
    return {"row": row._meta.model_name, "columns": told}


def state(commitment, parts, steps, salt):
    body = commitment.body
    cadence = next(days for days in (commitment.cadence_days, body and body.cadence_days, 90) if days is not None)
    grace = next(days for days in (commitment.grace_days, body and body.grace_days, 14) if days is not None)
    told = {name: plain(getattr(commitment, name)) for name in STATE}
    told |= {name: text_hash(salt, getattr(commitment, name)) for name in HIDDEN}
    told["pace"] = {"cadence_days": cadence, "grace_days": grace}
    told["meeting"] = {name: plain(getattr(commitment.meeting, name)) for name in MEETING}
    told["parts"] = [{name: plain(getattr(part, name)) for name in PART} | {"zone": part.party.time_zone} for part in parts]
    told["steps"] = [{name: plain(getattr(step, name)) for name in STEP} for step in steps]
    return told


def begin(apps, schema_editor):
    Commitment, LedgerEntry = apps.get_model("tracker", "Commitment"), apps.get_model("tracker", "LedgerEntry")
    now, last = timezone.now(), 0
    waiting = Commitment.objects.exclude(pk__in=LedgerEntry.objects.values("commitment")).select_related("body", "meeting").order_by("pk")
    while commitments := list(waiting.filter(pk__gt=last)[:BATCH]):
        last = commitments[-1].pk
        begin_chains(apps, commitments, now)


def begin_chains(apps, commitments, now):
    keys = [commitment.pk for commitment in commitments]
    date_originally(apps.get_model("tracker", "DueDate"), commitments)
    said = words(apps, keys)
    parts, steps = grouped(apps.get_model("tracker", "Responsibility"), keys, "id"), grouped(apps.get_model("tracker", "Milestone"), keys, "position", "id")
    LedgerEntry, LedgerText = apps.get_model("tracker", "LedgerEntry"), apps.get_model("tracker", "LedgerText")
    entries, texts = [], []
    for commitment in commitments:
        salt = secrets.token_hex(16)
        # `begun_at`: the state of that moment stands at the beginning, since what it was before is not known.
        facts = {"state": state(commitment, parts[commitment.pk], steps[commitment.pk], salt), "begun_at": plain(now)}
        told = [(commitment.recorded_at, "recorded", facts, None), *sorted(said[commitment.pk], key=lambda event: event[0])]
        seq, prev_hash = 0, BEGINNING
        for at, kind, facts, actor_id in told:
            seq += 1
            content = json.dumps(plain([commitment.pk, seq, kind, facts, actor_id, at, prev_hash]), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            entry = LedgerEntry(commitment=commitment, seq=seq, kind=kind, facts=facts, actor_id=actor_id, recorded_at=at, prev_hash=prev_hash)
            entry.hash = prev_hash = hashlib.sha256(content.encode()).hexdigest()
            entries.append(entry)
        texts.append((salt, {name: getattr(commitment, name) for name in HIDDEN}))
    firsts = [entry for entry in LedgerEntry.objects.bulk_create(entries, batch_size=BATCH) if entry.seq == 1]
    LedgerText.objects.bulk_create(LedgerText(entry=entry, salt=salt, texts=beside) for entry, (salt, beside) in zip(firsts, texts, strict=True))


def date_originally(DueDate, commitments):
    """A due date that stands is the original one, as far as is known."""
    dated = set(DueDate.objects.filter(commitment__in=commitments, kind="original").values_list("commitment", flat=True))
    DueDate.objects.bulk_create(
        DueDate(commitment=row, kind="original", on=row.due_on, precision=row.due_precision, ends_on=row.due_ends_on, recorded_at=row.recorded_at)
        for row in commitments
        if row.due_on and row.pk not in dated
    )


def words(apps, keys):
    """Commitment -> (moment, kind, facts, actor) of each word said on it; each row gets a salt of its own first."""
    said, evidence = defaultdict(list), defaultdict(list)
    for row in salted(apps.get_model("tracker", "Evidence"), "report__responsibility__commitment", keys):
        evidence[row.report_id].append(row_facts(row, ()))
    for name, (way, at, actor, kind, texts) in ROWS.items():
        for row in salted(apps.get_model("tracker", name), way, keys):
            facts = {"rows": [row_facts(row, texts), *(evidence[row.pk] if name == "ProgressReport" else [])]}
            said[row.chain].append((getattr(row, at), kind, facts, getattr(row, actor) if actor else None))
    return said


def salted(model, way, keys):
    rows = list(model.objects.filter(**{f"{way}__in": keys}).annotate(chain=F(way)).order_by("pk"))
    for row in rows:
        row.salt = secrets.token_hex(16)
    model.objects.bulk_update(rows, ["salt"], batch_size=BATCH)
    return rows


def grouped(model, keys, *order):
    found = defaultdict(list)
    for row in model.objects.filter(commitment__in=keys).select_related("party").order_by(*order):
        found[row.commitment_id].append(row)
    return found


def end(apps, schema_editor):
    """The entries go; what they name stays, and would be entered anew."""
    for name in ("LedgerText", "LedgerEntry"):
        apps.get_model("tracker", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("tracker", "0006_two_sides")]

    operations = [migrations.RunPython(begin, end)]
