"""How the stages of projects stand against what was to be before and what was promised."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.models import Milestone, Project
from tracker.models.kind import Kind
from tracker.rules import details


@dataclass(frozen=True, kw_only=True)
class Stage:
    row: Milestone
    name: str  # of the list of stages, in words
    gained: int | None  # days earlier than the baseline; below zero: lost; None: one of the two is unknown
    ahead: int | None  # the same against the accelerated target


def expected_on(stage: Milestone) -> date | None:
    """When it was reached, else when it is expected."""
    return stage.done_on or stage.forecast_on


def by_project(steps: Iterable[Milestone], projects: Iterable[Project], kind: Kind) -> list[tuple[Project | None, list[Stage]]]:
    """The stages of each project in their order; those of no project come last, under None."""
    found: dict[int | None, tuple[Project | None, list[Stage]]] = {project.pk: (project, []) for project in projects}
    for step in steps:
        words = next((said for field, said in details.shown(step.details, kind.step_fields) if field.name == "stage"), "")
        on = expected_on(step)
        stage = Stage(row=step, name=words, gained=_days(on, step.baseline_on), ahead=_days(on, step.due_ends_on))
        found.setdefault(step.project_id, (step.project, []))[1].append(stage)
    return sorted(found.values(), key=lambda told: told[0] is None)


def _days(on: date | None, against: date | None) -> int | None:
    return None if on is None or against is None else (against - on).days


def gain(days: int | None) -> str:
    """“31 days gained”, “12 days lost”, “on the day”; nothing where it is not known."""
    if days is None:
        return ""
    if days == 0:
        return _("on the day")
    if days > 0:
        return ngettext("%(n)d day gained", "%(n)d days gained", days) % {"n": days}
    return ngettext("%(n)d day lost", "%(n)d days lost", -days) % {"n": -days}
