"""How parties stand to each other."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

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


def repeated_sides(parties: Iterable[Party]) -> dict[str, str]:
    """The problem, if a party is named twice among the sides of one body."""
    twice = [party.name for party, count in Counter(parties).items() if count > 1]
    return {"sides": _("%(party)s stands twice. Name each side once.") % {"party": twice[0]}} if twice else {}
