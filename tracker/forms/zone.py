"""Time zones to choose from."""

from django.utils.translation import gettext as _

from tracker.models.zone import zones as known


def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every zone of the time zone database by its region, UTC first; the oldest names stand last, so that none on record is missing."""
    regions: dict[str, list[tuple[str, str]]] = {"UTC": [("UTC", "UTC")]}
    others = []
    for name in sorted(known() - {"UTC"}):
        region, _slash, place = name.partition("/")
        if place and region not in ("Etc", "SystemV", "US"):
            regions.setdefault(region, []).append((name, place.replace("_", " ").replace("/", ", ")))
        else:
            others.append((name, name))
    return [*regions.items(), (_("Other"), others)]
