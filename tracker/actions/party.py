"""Record and revise parties."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tracker.actions import clock, ledger, search
from tracker.models import Flag, LedgerEntry, Party, Person
from tracker.rules.refusal import Refused, Stale

FIELDS = ("name", "names", "short_code", "kind", "parent", "time_zone")


@transaction.atomic
def record(*, fields: dict, seed: str = "") -> Party:
    """Record a party. `fields` are those of FIELDS; name and short_code are needed."""
    return Party.objects.create(seed=seed, **{name: fields[name] for name in FIELDS if name in fields})


@transaction.atomic
def revise(*, party: Party, version: int, fields: dict, by: Person | None = None, now: datetime) -> Party:
    """Change a party as it stood at `version`; a new time zone sets the clocks of its responsibilities anew, a new name is found at once."""
    party = Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    if party.version != version:
        raise Stale({"": _("Somebody changed this party while you were writing. Your text is kept below; look at the page again, then save.")})
    zone, names = party.time_zone, (party.name, party.short_code)
    for name in FIELDS:
        if name in fields:
            setattr(party, name, fields[name])
    _refuse_circle(party)
    party.version = F("version") + 1
    party.save()
    party.refresh_from_db()
    if names != (party.name, party.short_code):
        search.index(party.responsibilities.values("commitment"))
    if party.time_zone != zone:
        for pk in party.responsibilities.order_by("commitment").values_list("commitment", flat=True):
            commitment = clock.locked(pk)
            clock.restart(commitment, cleared_by=Flag.ClearedBy.CHANGE, now=now)
            ledger.note_state(commitment=commitment, kind=LedgerEntry.Kind.REVISED, actor=by, now=now)
    return party


def _refuse_circle(party: Party) -> None:
    above = party.parent
    while above is not None:
        if above.pk == party.pk:
            raise Refused({"parent": _("A party cannot stand below itself. Choose another parent party.")})
        above = above.parent
