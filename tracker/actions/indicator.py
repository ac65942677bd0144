"""Say what a commitment is measured by, and read it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tracker.actions import clock, ledger
from tracker.models import Commitment, Flag, Indicator, IndicatorReading, LedgerEntry, Person
from tracker.rules import due
from tracker.rules.refusal import Refused, Stale


@dataclass(frozen=True, kw_only=True)
class Row:
    """One indicator as a form or a seed gives it; `id` names the row it changes."""

    title: str
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    target_year: int | None = None
    id: int | None = None


@transaction.atomic
def define(*, commitment: Commitment, version: int, rows: list[Row], by: Person | None, now: datetime) -> None:
    """Make `rows` the indicators of a commitment as it stood at `version`; Stale if somebody changed it since. One that was read stays."""
    commitment = clock.locked(commitment.pk)
    if commitment.version != version:
        raise Stale({"": _("Somebody changed this commitment while you were writing. Your text is kept below; look at the page again, then save.")})
    _refuse_repeated(rows)
    known = {row.pk: row for row in commitment.indicators.all()}
    for row in [row for pk, row in known.items() if pk not in {said.id for said in rows}]:
        if row.readings.exists():
            raise Refused({"indicators": _("“%(title)s” was read already, so it stays on record.") % {"title": row.title}})
        row.delete()
    for position, said in enumerate(rows):
        row = known.get(said.id) or Indicator(commitment=commitment)
        row.title, row.unit, row.baseline, row.target, row.target_year = said.title, said.unit, said.baseline, said.target, said.target_year
        row.position = position
        row.save()
    Commitment.objects.filter(pk=commitment.pk).update(version=F("version") + 1)
    commitment = clock.locked(commitment.pk)
    clock.restart(commitment, cleared_by=Flag.ClearedBy.CHANGE, now=now)
    ledger.note_state(commitment=commitment, kind=LedgerEntry.Kind.REVISED, actor=by, now=now)


@transaction.atomic
def read(
    *, indicator: Indicator, on: date, value: Decimal, source: str = "", by: Person | None, key: uuid.UUID | None = None, now: datetime
) -> IndicatorReading:
    """Add what an indicator showed on a day, today or earlier; the same `key` again returns the first and changes nothing."""
    commitment = clock.locked(indicator.commitment_id)
    if key and (earlier := IndicatorReading.objects.filter(key=key).first()):
        return earlier
    today = due.local_day(now, commitment.body.time_zone if commitment.body else "UTC")
    if wrong := due.problem(on) or (_("This day has not come yet. Give the day of the figure.") if on > today else None):
        raise Refused({"on": wrong})
    said = {"on": on, "value": value, "source": source.strip(), "recorded_by": by, "recorded_at": now, "key": key or uuid.uuid4()}
    reading = IndicatorReading.objects.create(commitment=commitment, indicator=indicator, **said)
    ledger.note(commitment=commitment, kind=LedgerEntry.Kind.MEASURED, rows=[reading], actor=by, now=now)
    clock.restart(commitment, cleared_by=Flag.ClearedBy.CHANGE, now=now)
    return reading


def _refuse_repeated(rows: Iterable[Row]) -> None:
    titles = [row.title for row in rows]
    for title in titles:
        if titles.count(title) > 1:
            raise Refused({"indicators": _("“%(title)s” stands twice. Give each its own name.") % {"title": title}})
