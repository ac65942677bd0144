"""What a kind of commitment declares: its own fields, steps, rules and the blocks of its page. The kinds themselves stand in tracker.kinds.

The registry lies this low so that columns can offer its keys; adding a kind or one of its rules needs no migration.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

ABOUT = 200  # characters of what a flag of a kind's rule speaks of


class Type(models.TextChoices):
    """What a declared field takes."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    NUMBER = "number"  # whole, from 0
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    ADDRESS = "address"


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of one kind, kept in `details` of the commitment (or of its milestones) under `name`."""

    name: str
    label: str
    type: str = Type.LINE
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A milestone with which a commitment of the kind begins; one for each party if `per_side`."""

    key: str
    title: str
    per_side: bool = False


@dataclass(frozen=True, kw_only=True)
class KindRule:
    """A rule of the watch that only this kind has. `read` takes rules.kind.Facts and gives a Reading for each subject it speaks of:
    None for the commitment as a whole, a Milestone for one of its steps."""

    key: str
    label: str
    read: Callable[[Any], dict[Any, Any]]
    sentence: Callable[[Any, Any], str]  # (Flag, today) -> the flag in one sentence
    is_urgent: bool = True  # whether it counts for the order by urgency; what the record lacks does not


@dataclass(frozen=True, kw_only=True)
class Kind:
    key: str
    label: str
    help: str = ""
    fields: tuple[Field, ...] = ()
    steps: tuple[Step, ...] = ()
    founds_body: bool = False  # it may be constituted as a body, whose sessions its rules then follow
    oversees: bool = False  # others of its body may be put under its eye
    step_label: str = _("milestone")  # what it calls its milestones
    step_fields: tuple[Field, ...] = ()
    step_columns: tuple[str, ...] = ()  # further columns of models.Milestone that its milestones use
    rules: tuple[KindRule, ...] = ()
    reads: tuple[str, ...] = ()  # what its rules and page need beside the commitment: names of queries.kind.READS
    blocks: tuple[str, ...] = ()  # what its page shows beside the common parts: names of views.blocks.BLOCKS
    shows_steps: bool = True  # as a plain table; False where a block shows them

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


KINDS: dict[str, Kind] = {}  # by key, in the order in which they are offered


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.key, kind.label) for kind in KINDS.values()]


def own_rules() -> dict[str, KindRule]:
    """The rules that kinds bring, by key."""
    return {rule.key: rule for kind in KINDS.values() for rule in kind.rules}
