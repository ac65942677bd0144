"""Record and revise bodies; a new pace sets the clocks of their commitments anew."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tracker.actions import clock, ledger
from tracker.models import Body, Flag, LedgerEntry, Party, Person, Side
from tracker.rules.refusal import Refused, Stale

FIELDS = ("name", "short_code", "parent", "cadence_days", "grace_days", "time_zone", "needs_review", "scale")
PACE = ("cadence_days", "grace_days", "time_zone")


@transaction.atomic
def record(*, fields: dict, sides: list[Party] = (), seed: str = "") -> Body:
    """Record a body and its sides. `fields` are those of FIELDS; name and short_code are needed."""
    body = Body.objects.create(seed=seed, **{name: fields[name] for name in FIELDS if name in fields})
    _set_sides(body, sides)
    return body


@transaction.atomic
def revise(*, body: Body, version: int, fields: dict, sides: list[Party] | None = None, by: Person | None = None, now: datetime) -> Body:
    """Change a body as it stood at `version`; Stale if somebody changed it since."""
    body = Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    if body.version != version:
        raise Stale({"": _("Somebody changed this body while you were writing. Your text is kept below; look at the page again, then save.")})
    pace = [getattr(body, name) for name in PACE]
    for name in FIELDS:
        if name in fields:
            setattr(body, name, fields[name])
    _refuse_circle(body)
    body.version = F("version") + 1
    body.save()
    body.refresh_from_db()
    if sides is not None:
        _set_sides(body, sides)
    if pace != [getattr(body, name) for name in PACE]:
        for pk in body.commitments.order_by("pk").values_list("pk", flat=True):
            commitment = clock.locked(pk)
            clock.restart(commitment, cleared_by=Flag.ClearedBy.CHANGE, now=now)
            ledger.note_state(commitment=commitment, kind=LedgerEntry.Kind.REVISED, actor=by, now=now)
    return body


def _set_sides(body: Body, sides: list[Party]) -> None:
    body.sides.exclude(party__in=sides).delete()
    for party in sides:
        Side.objects.get_or_create(body=body, party=party)


def _refuse_circle(body: Body) -> None:
    above = body.parent
    while above is not None:
        if above.pk == body.pk:
            raise Refused({"parent": _("A body cannot stand below itself. Choose another parent body.")})
        above = above.parent
