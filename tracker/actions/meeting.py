"""Record and revise meetings; a changed source text takes its quotes along."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tracker.actions import clock, ledger
from tracker.actions.body import tell_founder
from tracker.models import Attendance, Flag, LedgerEntry, Meeting, Party, Person
from tracker.rules import commitment as commitment_rules
from tracker.rules import meeting as rules
from tracker.rules.refusal import Stale, refuse

FIELDS = (
    "title",
    "body",
    "ordinal",
    "starts_on",
    "ends_on",
    "place",
    "host",
    "form",
    "minutes",
    "state",
    "next_on",
    "next_precision",
    "next_host",
    "source_title",
    "source_url",
    "source_text",
    "is_draft",
    "visible_to",
    "publish_on",
)


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One party at the meeting as a form or a seed gives it."""

    party: Party
    head: Person | None = None
    minutes_signed_on: date | None = None
    minutes_exchanged_on: date | None = None
    people: tuple[Person, ...] | None = None  # its delegation; None: as it stands


@transaction.atomic
def record(*, fields: dict[str, Any], seats: list[Seat], key: uuid.UUID | None = None, seed: str = "", now: datetime) -> Meeting:
    """Record a meeting and who was there; the same `key` again returns the first and changes nothing.

    `fields` are those of FIELDS, all but `title` and `starts_on` optional.
    """
    if key and (earlier := Meeting.objects.filter(key=key).first()):
        return earlier
    meeting = Meeting(recorded_at=now, seed=seed, key=key or uuid.uuid4())
    _assign(meeting, fields, seats)
    meeting.save(force_insert=True)
    _set_seats(meeting, seats)
    tell_founder(meeting.body, now)
    return meeting


@transaction.atomic
def revise(*, meeting: Meeting, version: int, fields: dict[str, Any], seats: list[Seat] | None = None, by: Person | None = None, now: datetime) -> Meeting:
    """Change a meeting as it stood at `version`; Stale if somebody changed it since.

    Quotes are found anew in a changed source text; a text that would lose one is refused. A new day or body sets the
    clocks of the commitments born there anew.
    """
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if meeting.version != version:
        raise Stale({"": _("Somebody changed this meeting while you were writing. Your text is kept below; look at the page again, then save.")})
    days, body_before = (meeting.starts_on, meeting.ends_on), meeting.body
    _assign(meeting, fields, seats or [])
    refuse(rules.lost_quotes(meeting, source_text=meeting.source_text, starts_on=meeting.starts_on))
    meeting.version = F("version") + 1
    meeting.save()
    if seats is not None:
        _set_seats(meeting, seats)
    meeting.refresh_from_db()
    for pk in meeting.commitments.order_by("pk").values_list("pk", flat=True):
        _follow(pk, meeting, by, now, has_moved=days != (meeting.starts_on, meeting.ends_on))
    for body in {body_before, meeting.body}:
        tell_founder(body, now)
    return meeting


def _follow(commitment_id: int, meeting: Meeting, by: Person | None, now: datetime, *, has_moved: bool) -> None:
    """Let a commitment born at the meeting take over what the meeting now says; its silence is counted from the meeting's days."""
    commitment = clock.locked(commitment_id)
    stood = commitment.body_id, commitment.quote, commitment.quote_start
    commitment.body = meeting.body
    if commitment.quote:
        commitment.quote, commitment.quote_start = commitment_rules.find_quote(commitment.quote, meeting.source_text)
    commitment.save(update_fields=["body", "quote", "quote_start"])
    clock.restart(commitment, cleared_by=Flag.ClearedBy.CHANGE, now=now)
    if has_moved or stood != (commitment.body_id, commitment.quote, commitment.quote_start):
        ledger.note_state(commitment=commitment, kind=LedgerEntry.Kind.REVISED, actor=by, now=now)


def _assign(meeting: Meeting, fields: dict[str, Any], seats: list[Seat]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(meeting, name, fields[name])
    meeting.source_text = meeting.source_text.replace("\r\n", "\n")  # forms send CRLF; offsets count characters as stored
    problems = rules.problems(starts_on=meeting.starts_on, ends_on=meeting.ends_on, parties=[seat.party for seat in seats])
    problems |= rules.taken_ordinal(body=meeting.body, ordinal=meeting.ordinal, meeting_id=meeting.pk)
    refuse(problems)


def _set_seats(meeting: Meeting, seats: list[Seat]) -> None:
    meeting.attendances.exclude(party__in=[seat.party for seat in seats]).delete()
    for seat in seats:
        said = {name: getattr(seat, name) for name in ("head", "minutes_signed_on", "minutes_exchanged_on")}
        row, _created = Attendance.objects.update_or_create(meeting=meeting, party=seat.party, defaults=said)
        if seat.people is not None:
            row.people.set(seat.people)
