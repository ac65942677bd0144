"""Add the text of a commitment, or of a meeting's minutes, in a language."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.actions import clock, ledger
from tracker.models import Commitment, LedgerEntry, Meeting, ParallelText, Person
from tracker.rules import parallel as rules
from tracker.rules.refusal import Refused, refuse


@transaction.atomic
def add(
    *,
    commitment: Commitment | None = None,
    meeting: Meeting | None = None,
    language: str,
    text: str,
    title: str = "",
    is_authentic: bool,
    by: Person | None,
    key: uuid.UUID | None = None,
    now: datetime,
) -> ParallelText:
    """Add the newest version of one language; the same `key`, or the very words that hold already, add none. One of the two rows is given."""
    if commitment is not None:
        commitment = clock.locked(commitment.pk)
    else:
        meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if key and (earlier := ParallelText.objects.filter(key=key).first()):
        return earlier
    refuse(rules.problems(language=language, text=text))
    title, text = title.strip(), text.strip().replace("\r\n", "\n")
    holding = ParallelText.objects.filter(commitment=commitment, meeting=meeting, language=language).order_by("-recorded_at", "-id").first()
    if holding is not None and (holding.title, holding.text, holding.is_authentic) == (title, text, is_authentic):
        return holding
    if holding is not None and holding.recorded_at > now:
        raise Refused({"": _("A newer text of this language is on record.")})
    said = {"language": language, "title": title, "text": text, "is_authentic": is_authentic, "recorded_by": by, "recorded_at": now}
    row = ParallelText.objects.create(commitment=commitment, meeting=meeting, key=key or uuid.uuid4(), **said)
    if commitment is not None:
        ledger.note(commitment=commitment, kind=LedgerEntry.Kind.TRANSLATED, rows=[row], actor=by, now=now)
    return row
