"""Words that must not be found where they do not belong: each free text of the seeded record holds one of its own.

A token is a beginning and an end. Whoever searches for the beginning and is shown the end was shown the text itself, and
not only their own question.
"""

from dataclasses import dataclass, field


@dataclass
class Canaries:
    """Which record, person or address each token belongs to."""

    of_record: dict[str, str] = field(default_factory=dict)  # token -> record
    of_person: dict[str, str] = field(default_factory=dict)  # token -> person
    of_address: dict[str, str] = field(default_factory=dict)  # token -> whose e-mail address

    def of(self, record: str) -> "Sayer":
        return Sayer(self, record)

    def name(self, person: str) -> str:
        return self._new(self.of_person, person, f"n{len(self.of_person)}")

    def email(self, person: str) -> str:
        return f"{self._new(self.of_address, person, f'm{len(self.of_address)}')}@example.org"

    def _new(self, tokens: dict[str, str], owner: str, place: str) -> str:
        token = f"{beginning(place)}{END}{place}"
        tokens[token] = owner
        return token


END = "zendz"


def beginning(place: str) -> str:
    return f"zq{place.replace('_', '')}qz"


@dataclass
class Sayer:
    """What stands in one record: `said("title")` is its title."""

    canaries: Canaries
    record: str

    def __call__(self, place: str) -> str:
        key = f"{self.record}{place}".replace("_", "")
        number = sum(token.startswith(beginning(key)[:-2]) for token in self.canaries.of_record)
        return self.canaries._new(self.canaries.of_record, self.record, f"{key}{number}")

    def address(self, place: str) -> str:
        return f"https://example.org/{self(place)}"
