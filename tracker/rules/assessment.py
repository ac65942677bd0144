"""What makes an assessment sound, which one holds, and what a reply needs."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from tracker.models import Assessment, Body, Party, Reply, Responsibility
from tracker.models.assessment import Scale
from tracker.rules import scale as scales


def scale_of(body: Body | None, corrects: Assessment | None = None) -> str:
    """The scale of a new grade: its body's; a correction keeps to the scale of what it corrects."""
    if corrects is not None:
        return corrects.scale
    return body.scale if body else Scale.OGP


def problems(*, scale: str, grade: str, reasoning: str, corrects: Assessment | None = None, correction: str = "") -> dict[str, str]:
    """What is wrong with an assessment, by field; empty when it is sound."""
    found = {}
    if grade not in dict(scales.GRADES[scale]):
        found["grade"] = _("Choose a grade of the scale.")
    if not reasoning.strip():
        found["reasoning"] = _("Say in a sentence or two what was looked at and what it showed.")
    if corrects is not None and not correction.strip():
        found["correction"] = _("Say why the earlier assessment was wrong.")
    return found


def already_corrected(corrects: Assessment | None) -> dict[str, str]:
    """The problem, if what is to be corrected was corrected before."""
    if corrects is None or not hasattr(corrects, "corrected_by"):
        return {}
    return {"": _("This assessment was corrected already. Correct the one that took its place.")}


def unsound_reply(*, words: str, party: Party, earlier: Reply | None) -> dict[str, str]:
    """What is wrong with a party's reply, by field. `earlier` is what the party replied before."""
    if earlier is not None:
        return {"": _("%(party)s has replied to this assessment already, and a reply is never changed.") % {"party": party.name}}
    return {} if words.strip() else {"words": _("Write what the party has to say on this assessment.")}


def threads(assessments: Iterable[Assessment]) -> list[list[Assessment]]:
    """Each assessment with its corrections after it, the newest first: a correction stands in the place of what it corrects.

    The last of the first thread is the one that holds.
    """
    rows = list(assessments)
    following = {row.corrects_id: row for row in rows if row.corrects_id}
    found = []
    for root in sorted((row for row in rows if not row.corrects_id), key=lambda row: (row.assessed_at, row.pk), reverse=True):
        thread = [root]
        while (next_one := following.get(thread[-1].pk)) is not None:
            thread.append(next_one)
        found.append(thread)
    return found


def found_none_at(assessments: Iterable[Assessment]) -> datetime | None:
    """When the assessment that holds found no evidence; None if it found some, or nothing was assessed."""
    standing = next((thread[-1] for thread in threads(assessments)), None)
    return standing.assessed_at if standing and scales.finds_no_evidence(standing.scale, standing.grade) else None


def differs(stated: Iterable[str], standing: Assessment) -> bool:
    """Whether a party says that it is done and the assessment does not find the most that its scale can find."""
    return Responsibility.Status.COMPLETED in stated and standing.grade != scales.GRADES[standing.scale][-1][0]
