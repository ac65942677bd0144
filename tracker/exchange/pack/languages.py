"""The languages in which a paper can be set: those of the pages, and those for which the product has words."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language_info


def codes() -> list[str]:
    """Their codes, the pages' own first."""
    own = [code for code, _name in settings.LANGUAGES]
    found = {path.parent.parent.name for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/django.mo")}
    return own + sorted(found - set(own))


def choices() -> list[tuple[str, str]]:
    """(code, name in itself)."""
    return [(code, get_language_info(code)["name_local"]) for code in codes()]


def is_rtl(code: str) -> bool:
    return get_language_info(code)["bidi"]
