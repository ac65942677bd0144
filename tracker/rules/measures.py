"""How a roadmap's measures read: by area, in words, and how many of those due so far are done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tracker.models import Milestone
from tracker.models.kind import Kind
from tracker.rules import details


@dataclass(frozen=True, kw_only=True)
class Measure:
    row: Milestone
    number: str
    expected: str
    completion: str
    every_days: int | None  # of a permanent one

    @property
    def is_permanent(self) -> bool:
        return self.every_days is not None


class Standing(NamedTuple):
    """Of the measures due so far, how many are done; and how many there are in all."""

    due: int
    done: int
    total: int


def by_area(steps: Iterable[Milestone], kind: Kind) -> list[tuple[str, list[Measure]]]:
    """The measures in their order, under the area each names; areas stand in the order of their first measure."""
    areas: dict[str, list[Measure]] = {}
    for step in steps:
        said = {field.name: words for field, words in details.shown(step.details, kind.step_fields)}
        told = {name: said.get(name, "") for name in ("number", "expected", "completion")}
        measure = Measure(row=step, every_days=step.details.get("every_days"), **told)
        areas.setdefault(said.get("area", ""), []).append(measure)
    return list(areas.items())


def standing(steps: Iterable[Milestone], today: date) -> Standing:
    """Judged by what was due: a measure whose period is over, or one that was reached before; a permanent one is never due."""
    steps = list(steps)
    due = [step for step in steps if step.done_on is not None or (step.due_ends_on is not None and step.due_ends_on < today)]
    return Standing(due=len(due), done=sum(step.done_on is not None for step in due), total=len(steps))
