"""What is wrong with one chain of the ledger, if anything: its entries, the rows they name, and what the commitment is now."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import FileField

from tracker.models import Commitment, Indicator, LedgerEntry, LedgerText, Milestone, Responsibility
from tracker.models.ledger import ERASED, AppendOnly
from tracker.rules import ledger as rules

Key = tuple[str, int]  # a row that is never changed, as entries name it: its model and its id


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """`seq` is the first entry that does not hold; None where the entries do, and something beside them does not."""

    reference: str
    seq: int | None
    sentence: str

    def __str__(self):
        return f"{self.reference}{f', entry {self.seq}' if self.seq else ''}: {self.sentence}"


@dataclass(frozen=True, kw_only=True)
class Head:
    """The last entry of a chain, as a letter showed it: FINGERPRINT hexadecimal digits of its hash."""

    reference: str
    seq: int
    fingerprint: str


@dataclass(kw_only=True)
class Chain:
    """All that belongs to one chain, as it was read."""

    commitment: Commitment
    entries: list[LedgerEntry] = field(default_factory=list)
    texts: dict[int, LedgerText] = field(default_factory=dict)
    rows: dict[Key, AppendOnly] = field(default_factory=dict)  # those that must stand in it
    shared: dict[Key, AppendOnly] = field(default_factory=dict)  # those that stand in several, where this one names them
    parts: list[Responsibility] = field(default_factory=list)
    steps: list[Milestone] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    projects: list[int] = field(default_factory=list)

    @property
    def erased(self) -> set[Key]:
        """What entries say was erased."""
        return {(told["row"], told["id"]) for entry in self.entries for told in entry.facts.get("erased", [])}

    @property
    def named(self) -> set[Key]:
        return {(told["row"], told["columns"]["id"]) for entry in self.entries for told in entry.facts.get("rows", [])}


def first_wrong(chain: Chain) -> Wrong | None:
    """The first thing that does not hold; None if everything does. Reads the files that rows of the chain name."""
    seq, sentence = next(_wrongs(chain), (None, None))
    return sentence and Wrong(reference=chain.commitment.reference, seq=seq, sentence=sentence)


def head_wrong(head: Head, hash_now: str | None, count: int) -> Wrong | None:
    """Whether the entry that a letter showed is still the same; `count` is how many the chain has now."""
    if hash_now is None:
        sentence = f"a letter showed it as the last; the chain has {count} now." if count else "a letter showed it, and there is no such chain."
    elif not hash_now.startswith(head.fingerprint):
        sentence = "it is not the one that a letter showed: the chain was written anew."
    else:
        return None
    return Wrong(reference=head.reference, seq=head.seq, sentence=sentence)


def _wrongs(chain: Chain) -> Iterator[tuple[int | None, str]]:
    if not chain.entries:
        yield None, "it has no entries at all."
        return
    erased, rows, last = chain.erased, chain.rows | chain.shared, rules.BEGINNING
    for number, entry in enumerate(chain.entries, start=1):
        if entry.seq != number:
            yield number, "it is missing."
        if entry.prev_hash != last:
            yield entry.seq, "it does not hold the hash of the entry before it."
        if entry.hash != rules.entry_hash(entry):
            yield entry.seq, "it was changed: its hash is not that of what it says."
        for told in entry.facts.get("rows", []):
            yield from ((entry.seq, sentence) for sentence in _row_wrongs(told, rows, erased))
        if "state" in entry.facts:
            yield from ((entry.seq, sentence) for sentence in _text_wrongs(entry, chain.texts.get(entry.pk), erased))
        last = entry.hash
    yield from ((None, sentence) for sentence in _state_wrongs(chain))
    named = chain.named
    for key, row in chain.rows.items():
        if key not in named:
            yield None, f"{_name(row)} stands in no entry."


def _row_wrongs(told: dict, rows: dict[Key, AppendOnly], erased: set[Key]) -> Iterator[str]:
    key = told["row"], told["columns"]["id"]
    row = rows.get(key)
    if row is None:
        yield f"it names {told['row']} {key[1]}, which is gone."
        return
    is_erased = bool(row.TEXTS) and not row.salt
    entered, now = told["columns"], rules.row_facts(row)["columns"]
    if is_erased:
        entered = entered | {name: ERASED if entered[name] else "" for name in row.TEXTS}
        now |= {name: getattr(row, name) for name in row.TEXTS}
    for column, value in entered.items():
        if now.get(column, value) != value:  # a column that a later release took away is not missed
            yield f"“{column}” of {_name(row)} is not what was entered."
    yield from _erasing_wrongs(_name(row), is_erased, key in erased)
    for file in row._meta.concrete_fields:
        if isinstance(file, FileField):
            yield from _file_wrongs(row, file)


def _file_wrongs(row: AppendOnly, file: FileField) -> Iterator[str]:
    """A file's hash stands in the column named as the file's, with "sha256" for "file"."""
    if stored := getattr(row, file.name):
        try:
            with stored.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
        except OSError:
            yield f"the file of {_name(row)} cannot be read."
        else:
            if digest != getattr(row, f"{file.name.removesuffix('file')}sha256"):
                yield f"the file of {_name(row)} was changed on the disk."


def _text_wrongs(entry: LedgerEntry, text: LedgerText | None, erased: set[Key]) -> Iterator[str]:
    if text is None:
        yield "the texts beside it are gone."
        return
    if text.salt:
        for name in rules.HIDDEN:
            if rules.text_hash(text.salt, text.texts.get(name, "")) != entry.facts["state"].get(name, ""):
                yield f"the {name} beside it is not what was entered."
    elif text.texts:
        yield "the texts beside it were changed."
    yield from _erasing_wrongs("the texts beside it", not text.salt, (text._meta.model_name, entry.pk) in erased)


def _erasing_wrongs(name: str, is_erased: bool, is_said: bool) -> Iterator[str]:
    if is_erased and not is_said:
        yield f"the words of {name} were erased, and no entry says so."
    if is_said and not is_erased:
        yield f"the words of {name} were erased, as an entry says, but stand again."


def _state_wrongs(chain: Chain) -> Iterator[str]:
    """The commitment must be what the last entry of its state says."""
    entry = next((entry for entry in reversed(chain.entries) if "state" in entry.facts), None)
    if entry is None:
        yield "no entry says what it is."
        return
    told, text = entry.facts["state"], chain.texts[entry.pk]
    whole = rules.Whole(commitment=chain.commitment, parts=chain.parts, steps=chain.steps, indicators=chain.indicators, projects=chain.projects)
    now = rules.state(whole, told["pace"], text.salt)
    for name, entered in told.items():
        if name in rules.HIDDEN and not text.salt:
            continue
        if not _agrees(now.get(name, entered), entered):
            yield f"its “{name}” is not what entry {entry.seq}, the last to say it, holds."


def _agrees(now: Any, entered: Any) -> bool:
    """Whether a value is what was entered; columns that a later release added to a row are not missed in it."""
    if isinstance(now, list) and isinstance(entered, list):
        return len(now) == len(entered) and all(_agrees(*both) for both in zip(now, entered, strict=True))
    if isinstance(now, dict) and isinstance(entered, dict):
        return all(_agrees(now.get(name, value), value) for name, value in entered.items())
    return now == entered


def _name(row: AppendOnly) -> str:
    return f"{row._meta.verbose_name} {row.pk}"
