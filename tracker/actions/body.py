"""Record and revise bodies; a new pace sets the clocks of their commitments anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tracker.actions import clock, ledger
from tracker.models import Body, Escalation, Flag, LadderStep, LedgerEntry, Party, Person, Side
from tracker.rules import escalation as rules
from tracker.rules import party as parties
from tracker.rules.escalation import Step
from tracker.rules.refusal import Refused, Stale, refuse

FIELDS = (
    "name",
    "short_code",
    "parent",
    "cadence_days",
    "grace_days",
    "time_zone",
    "needs_review",
    "scale",
    "constituted_on",
    "mandate_ends_on",
    "meets_every_days",
    "does_host_alternate",
    "languages",
)
SESSIONS = ("constituted_on", "mandate_ends_on", "meets_every_days", "does_host_alternate")  # what the rules of its founder read
PACE = ("cadence_days", "grace_days", "time_zone")


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One side of a body: the bodies it sends, and where its secretariat is."""

    party: Party
    members: tuple[Party, ...] = ()
    secretariat: str = ""


@transaction.atomic
def record(*, fields: dict, sides: Iterable[Seat] = (), ladder: Iterable[Step] = (), seed: str = "") -> Body:
    """Record a body with its sides and its own ladder; without one the default holds. `fields` are those of FIELDS; name and short_code are needed."""
    body = Body.objects.create(seed=seed, **{name: fields[name] for name in FIELDS if name in fields})
    _set_sides(body, sides)
    _set_ladder(body, ladder)
    return body


@transaction.atomic
def revise(
    *,
    body: Body,
    version: int,
    fields: dict,
    sides: Iterable[Seat] | None = None,
    ladder: Iterable[Step] | None = None,
    by: Person | None = None,
    now: datetime,
) -> Body:
    """Change a body as it stood at `version`; Stale if somebody changed it since.

    `sides` and `ladder`, when given, are the whole new set; an empty ladder means the default. Open silences stand on the new one at once.
    """
    body = Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    if body.version != version:
        raise Stale({"": _("Somebody changed this body while you were writing. Your text is kept below; look at the page again, then save.")})
    pace, sessions = [getattr(body, name) for name in PACE], [getattr(body, name) for name in SESSIONS]
    for name in FIELDS:
        if name in fields:
            setattr(body, name, fields[name])
    _refuse_circle(body)
    body.version = F("version") + 1
    body.save()
    body.refresh_from_db()
    if sides is not None:
        _set_sides(body, sides)
    if ladder is not None and _set_ladder(body, ladder):
        Escalation.objects.filter(flag__cleared_at=None, flag__commitment__body=body).update(next_at=now)
    if sides is not None or sessions != [getattr(body, name) for name in SESSIONS]:
        tell_founder(body, now)
    if pace != [getattr(body, name) for name in PACE]:
        for pk in body.commitments.order_by("pk").values_list("pk", flat=True):
            commitment = clock.locked(pk)
            clock.restart(commitment, cleared_by=Flag.ClearedBy.CHANGE, now=now)
            ledger.note_state(commitment=commitment, kind=LedgerEntry.Kind.REVISED, actor=by, now=now)
    return body


def tell_founder(body: Body | None, now: datetime) -> None:
    """The commitment that founded a body is watched by its sessions, sides and mandate: they may have changed what is true of it."""
    if body is not None and body.founded_by_id is not None:
        clock.restart(clock.locked(body.founded_by_id), cleared_by=Flag.ClearedBy.CHANGE, now=now)


def _set_sides(body: Body, sides: Iterable[Seat]) -> None:
    sides = list(sides)
    refuse(parties.repeated_sides([seat.party for seat in sides]))
    body.sides.exclude(party__in=[seat.party for seat in sides]).delete()
    for seat in sides:
        side, _is_new = Side.objects.update_or_create(body=body, party=seat.party, defaults={"secretariat": seat.secretariat})
        side.members.set(seat.members)


def _set_ladder(body: Body, ladder: Iterable[Step]) -> bool:
    """Make `ladder` the body's own; whether it is another than before."""
    refuse(rules.ladder_problems(ladder := list(ladder)))
    before = [(step.rung, step.wait_days) for step in body.ladder.all()]
    after = [(step.rung, step.wait_days) for step in sorted(ladder, key=lambda step: step.wait_days)]
    if before == after:
        return False
    body.ladder.all().delete()
    LadderStep.objects.bulk_create(LadderStep(body=body, rung=rung, wait_days=wait_days) for rung, wait_days in after)
    return True


def _refuse_circle(body: Body) -> None:
    above = body.parent
    while above is not None:
        if above.pk == body.pk:
            raise Refused({"parent": _("A body cannot stand below itself. Choose another parent body.")})
        above = above.parent
