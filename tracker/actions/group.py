"""Let a joint working group become a body, and adopt its terms of reference."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker.actions import body as bodies
from tracker.actions import clock, ledger
from tracker.actions import person as people
from tracker.models import Body, Commitment, Flag, LedgerEntry, Meeting, Person, Post, Terms
from tracker.rules import due
from tracker.rules.refusal import Refused


@dataclass(frozen=True, kw_only=True)
class Seat(bodies.Seat):
    """One side of the group, and who chairs for it."""

    co_chair: Person | None = None


@transaction.atomic
def constitute(*, commitment: Commitment, fields: dict[str, Any], seats: list[Seat], by: Person | None, now: datetime) -> Body:
    """The body that a commitment becomes; once it has, that one is returned and nothing changes.

    `fields` are those of actions.body.FIELDS; name, short_code and constituted_on are needed. Its co-chairs hold their posts from that day on.
    """
    commitment = clock.locked(commitment.pk)
    if earlier := Body.objects.filter(founded_by=commitment).first():
        return earlier
    if not commitment.own_kind.founds_body:
        raise Refused({"": _("A commitment of this kind does not become a body.")})
    if commitment.is_closed:
        raise Refused({"": _("This commitment is closed. Have it reopened first.")})
    if wrong := due.problem(fields["constituted_on"], not_before=commitment.meeting.starts_on):
        raise Refused({"constituted_on": wrong})
    for name, said in (("name", "name"), ("short_code", "short_code")):
        if Body.objects.filter(**{said: fields[name]}).exists():
            raise Refused({name: _("Another body has this already. Give it its own.")})
    body = bodies.record(fields={"parent": commitment.body} | fields, sides=seats, seed=commitment.meeting.seed)
    Body.objects.filter(pk=body.pk).update(founded_by=commitment)
    for seat in seats:
        if seat.co_chair is not None:
            people.give_post(person=seat.co_chair, role=Post.Role.CO_CHAIR, party=seat.party, body=body, starts_on=fields["constituted_on"], now=now)
    commitment = clock.locked(commitment.pk)
    clock.restart(commitment, cleared_by=Flag.ClearedBy.CHANGE, now=now)
    ledger.note_state(commitment=commitment, kind=LedgerEntry.Kind.CONSTITUTED, actor=by, now=now)
    body.refresh_from_db()
    return body


@transaction.atomic
def adopt_terms(*, body: Body, text: str, adopted_on: date, meeting: Meeting | None = None, by: Person | None, now: datetime) -> Terms:
    """Add the next version of a body's terms of reference; the same text as the version that holds adds none."""
    body = Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    founder = clock.locked(body.founded_by_id) if body.founded_by_id else None
    holding = body.terms.first()
    if holding is not None and (holding.text, holding.adopted_on) == (text.strip(), adopted_on):
        return holding
    if not text.strip():
        raise Refused({"text": _("Give the words of the terms of reference.")})
    if wrong := due.problem(adopted_on):
        raise Refused({"adopted_on": wrong})
    number = (body.terms.aggregate(last=Max("number"))["last"] or 0) + 1
    said = {"number": number, "text": text.strip(), "adopted_on": adopted_on, "meeting": meeting, "recorded_by": by, "recorded_at": now}
    terms = Terms.objects.create(body=body, **said)
    if founder is not None:
        ledger.note(commitment=founder, kind=LedgerEntry.Kind.TERMS, rows=[terms], actor=by, now=now)
    return terms
