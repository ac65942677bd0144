"""How texts are compared in a search: without case, accents, and the letters that keyboards of one language write in two ways."""

import unicodedata
from collections.abc import Iterable

from tracker.models import Commitment, Party

# Arabic keyboards write yeh and kaf with other letters than Persian ones; readers see the same.
SAME = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})
UNSEEN = {"Mn", "Cf", "Cc"}  # accents and vowel signs, joiners and direction marks, control characters


def fold(text: str) -> str:
    """The text as it is stored for searching and as a search is compared with it; words are parted by one space."""
    spread = unicodedata.normalize("NFKD", " ".join(text.split()).casefold())
    return "".join(letter for letter in spread if unicodedata.category(letter) not in UNSEEN).translate(SAME)


def folded(commitment: Commitment, parties: Iterable[Party]) -> str:
    """All that a commitment is found by: reference, title, quote, description, and the parties that answer for it."""
    named = [word for party in parties for word in (party.name, party.short_code)]
    return fold("\n".join([commitment.reference, commitment.title, commitment.quote, commitment.description, *named]))
