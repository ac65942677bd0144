"""What the sessions of a body say of it: which were held, whose minutes are unsigned, whose turn it is to host; and what one decides of an item."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from tracker.models import Clock, Commitment, Meeting, Outcome, Party, Request
from tracker.rules import change
from tracker.rules.party import side_of

SIGNED = (Meeting.Minutes.SIGNED, Meeting.Minutes.EXCHANGED)


def held(sessions: Iterable[Meeting]) -> list[Meeting]:
    """Those that took place, in whatever form: an exchange of documents stands for a session."""
    return [session for session in sessions if session.state == Meeting.State.HELD]


def unsigned(sessions: Iterable[Meeting]) -> list[Meeting]:
    """Those held whose minutes are neither signed nor exchanged."""
    return [session for session in held(sessions) if session.minutes not in SIGNED]


def hosted(sessions: Iterable[Meeting]) -> list[Meeting]:
    """Those held in person, of which it is known who was host."""
    return [session for session in held(sessions) if session.form == Meeting.Form.IN_PERSON and session.host is not None]


def whose_turn(sides: list[Party], sessions: Iterable[Meeting]) -> Party | None:
    """Which side hosts after these sessions: the one that follows the last host in the order of the sides; None before anybody has hosted."""
    last = [side for session in hosted(sessions) if (side := side_of(session.host, sides))]
    return sides[(sides.index(last[-1]) + 1) % len(sides)] if last else None


ASKS = {  # what an outcome asks for, which a second person then agrees to by applying it
    Outcome.Kind.EXTENDED: Request.Kind.EXTENSION,
    Outcome.Kind.CLOSED: Request.Kind.COMPLETION,
    Outcome.Kind.DROPPED: Request.Kind.DROP,
}


def offered(commitment: Commitment) -> list[str]:
    """The outcomes that an item takes as it stands."""
    takes = change.offered(commitment)
    return [kind for kind in Outcome.Kind.values if kind not in ASKS or ASKS[kind] in takes]


def problems(commitment: Commitment, *, kind: str, words: str, until_on: date | None, until_precision: str, proof_url: str, today: date) -> dict[str, str]:
    """What is wrong with an outcome, by field; empty when it is sound."""
    if kind not in Outcome.Kind.values:
        return {"kind": _("Choose what the session decided.")}
    if commitment.is_closed:
        return {"kind": _("This commitment is closed (%(lifecycle)s).") % {"lifecycle": commitment.get_lifecycle_display()}}
    if kind not in ASKS:
        return {}
    found = change.unfit(commitment, kind=ASKS[kind], until_on=until_on, until_precision=until_precision, today=today)
    if not words.strip():
        found["words"] = _("Say in a sentence why; it becomes the reason on record.")
    if kind == Outcome.Kind.CLOSED and not proof_url:
        found["proof_url"] = _("Show that it is done: give a link to the document.")
    return found


def reasons(commitment: Commitment, *, founder_id: int | None, today: date) -> list[tuple[str, str]]:
    """Why an item stands on the agenda, as (tone, words), what presses most first.

    `commitment` comes from queries.session.agenda: with `is_silent`, `obstacles_open` and `requests_open`.
    """
    found = []
    if commitment.is_silent:
        silent = ", ".join(part.party.short_code for part in commitment.responsibilities.all() if any(row.state in Clock.SILENT for row in part.silence))
        found.append(("bad", _("silent: %(parties)s") % {"parties": silent}))
    if commitment.due_ends_on is not None and commitment.due_ends_on < today:
        found.append(("bad", _("overdue")))
    if commitment.obstacles_open:
        found.append(("warn", _("obstacle open")))
    if commitment.requests_open:
        found.append(("warn", _("request waits")))
    if founder_id is not None and commitment.overseen_by_id == founder_id:
        found.append(("plain", _("overseen by the group")))
    return found
