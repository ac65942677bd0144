"""What makes an obstacle and its answers sound."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from tracker.models import Commitment
from tracker.rules import due


def problems(commitment: Commitment, *, party_id: int | None, parties: Collection[int], answer_due_on: date | None, today: date) -> dict[str, str]:
    """What is wrong with an obstacle, by field; empty when it is sound. `parties` are those with a part in the commitment."""
    if commitment.is_closed:
        return {"": _("This commitment is closed. Have it reopened first.")}
    found = {}
    if party_id is not None and party_id not in parties:
        found["party"] = _("This party has no part in the commitment. Choose one that has.")
    if answer_due_on is not None and (wrong := due.problem(answer_due_on) or _gone(answer_due_on, today)):
        found["answer_due_on"] = wrong
    return found


def answer_problems(*, words: str, is_solved: bool, next_due_on: date | None, is_open: bool, today: date) -> dict[str, str]:
    """What is wrong with an answer, by field; empty when it is sound."""
    if not is_open:
        return {"": _("This obstacle was solved already. Raise another if it is back.")}
    found = {}
    if not words.strip():
        found["words"] = _("Say in a sentence or two what became of it.")
    if not is_solved and next_due_on is None:
        found["next_due_on"] = _("It is not solved: say by when the next answer comes.")
    elif not is_solved and (wrong := due.problem(next_due_on) or _gone(next_due_on, today)):
        found["next_due_on"] = wrong
    return found


def _gone(day: date, today: date) -> str | None:
    return _("This day is over. Give today or a later one.") if day < today else None
