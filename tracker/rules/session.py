"""What the sessions of a body say of it: which were held, whose minutes are unsigned, whose turn it is to host."""

from collections.abc import Iterable

from tracker.models import Meeting, Party
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
