"""How parties stand to each other."""

from collections.abc import Iterable

from tracker.models import Party


def stands_below(party: Party | None, side: Party) -> bool:
    """Whether a party is that side, or stands below it; its parents must be loaded."""
    while party is not None:
        if party.pk == side.pk:
            return True
        party = party.parent
    return False


def side_of(party: Party | None, sides: Iterable[Party]) -> Party | None:
    """The one of these sides that the party is, or stands below."""
    return next((side for side in sides if stands_below(party, side)), None)
