"""What one line of text may hold: it becomes a heading, a subject, a name in a mail's header."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BREAKS = ("Cc", "Zl", "Zp", "Cs")  # control characters, line and paragraph separators, halves of characters
VISIBLE = "LNPS"  # letters, numbers, punctuation, symbols


def validate_line(value: str) -> None:
    """Refuse line breaks, control characters, and text of which nothing can be seen."""
    kinds = {unicodedata.category(character) for character in value}
    if kinds.intersection(BREAKS):
        raise ValidationError(_("Write this on one line, without control characters."))
    if not any(kind[0] in VISIBLE for kind in kinds):
        raise ValidationError(_("Write something that can be read."))
