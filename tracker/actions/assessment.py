"""Grade a commitment apart from what its parties say, correct a grade in public, and take a party's reply to it."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.actions import clock, ledger, notice
from tracker.models import Assessment, Commitment, Flag, LedgerEntry, Notice, Party, Person, Reply, User
from tracker.queries import letter as letters
from tracker.rules import access
from tracker.rules import assessment as rules
from tracker.rules.access import Standing
from tracker.rules.due import local_day
from tracker.rules.refusal import Refused, refuse


@transaction.atomic
def assess(
    *,
    commitment: Commitment,
    grade: str,
    reasoning: str,
    evidence_url: str = "",
    assessor: Person,
    key: uuid.UUID | None = None,
    corrects: Assessment | None = None,
    correction: str = "",
    is_told: bool = True,
    now: datetime,
) -> Assessment:
    """Add a grade on the body's scale and return it; the same `key` again returns the first and changes nothing.

    The parties' focal points are told by letter, unless `is_told` is False: there are no letters for the past.

    `corrects` is the assessment of this commitment whose place it takes, and `correction` says why; neither row is ever changed.
    """
    commitment = clock.locked(commitment.pk)
    if key and (earlier := Assessment.objects.filter(key=key).first()):
        return earlier
    if not _standing(assessor, now).may_assess(commitment):
        raise Refused({"": _("Only an assessor of its body may grade a commitment, and nobody who answers for one of its parties.")})
    corrects = corrects and commitment.assessments.select_related("corrected_by").get(pk=corrects.pk)
    scale = rules.scale_of(commitment.body, corrects)
    refuse(rules.already_corrected(corrects))
    refuse(rules.problems(scale=scale, grade=grade, reasoning=reasoning, corrects=corrects, correction=correction))
    written = Assessment.objects.create(
        commitment=commitment,
        scale=scale,
        grade=grade,
        reasoning=reasoning.strip(),
        evidence_url=evidence_url,
        assessor=assessor,
        assessed_at=now,
        corrects=corrects,
        correction=correction.strip() if corrects else "",
        key=key or uuid.uuid4(),
    )
    ledger.note(commitment=commitment, kind=LedgerEntry.Kind.ASSESSED, rows=[written], actor=assessor, now=now)
    clock.restart(commitment, cleared_by=Flag.ClearedBy.ASSESSMENT, now=now)
    for part in letters.answering(commitment) if is_told else ():
        notice.tell(kind=Notice.Kind.ASSESSED, event=written, recipient=part.focal_point, part=part, now=now)
    return written


@transaction.atomic
def reply(*, assessment: Assessment, party: Party, words: str, author: Person, now: datetime) -> Reply:
    """Take the one reply of a party to an assessment, said by somebody who answers for it; the same words again return the first."""
    commitment = clock.locked(assessment.commitment_id)
    words = words.strip()
    earlier = Reply.objects.filter(assessment=assessment, party=party).first()
    if earlier is not None and earlier.words == words:
        return earlier
    part = commitment.responsibilities.filter(party=party).first()
    if part is None or not _standing(author, now).answers_for(part):
        raise Refused({"": _("Only a party to the commitment may reply, through somebody who answers for it.")})
    refuse(rules.unsound_reply(words=words, party=party, earlier=earlier))
    written = Reply.objects.create(assessment=assessment, party=party, words=words, author=author, replied_at=now)
    ledger.note(commitment=commitment, kind=LedgerEntry.Kind.REPLIED, rows=[written], actor=author, now=now)
    return written


def _standing(person: Person, now: datetime) -> Standing:
    """What the person may do by the posts on record; one without an account (the sample's people) has rights from posts alone."""
    return access.standing(person.user or User(), person, local_day(now, "UTC"))
