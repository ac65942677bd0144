"""How far the parties of one commitment are apart in what they state."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tracker.models import Responsibility


def differs(statuses: Iterable[str]) -> bool:
    """Whether two parties state different things; one that never reported ("") states nothing."""
    return len(set(statuses) - {""}) > 1


def sentence(parts: Iterable[Responsibility]) -> str:
    """“Velika says completed, Lorn says in progress”; "" where no two differ. Parts need their party."""
    parts = [part for part in parts if part.stated_status]
    if not differs(part.stated_status for part in parts):
        return ""
    return ", ".join(_("%(party)s says %(status)s") % {"party": part.party.name, "status": part.get_stated_status_display()} for part in parts)
