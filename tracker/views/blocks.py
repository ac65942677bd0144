"""What the page of a commitment shows because of its kind: each block is a context for its template kind/_<block>.html.

A kind names its blocks (models.kind.Kind.blocks); one that declares fields and steps only needs none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.models import Commitment
from tracker.queries import blocks as queries
from tracker.queries import kind as kinds
from tracker.queries import known_rows
from tracker.queries.known_rows import Known
from tracker.rules import details, measures, stages
from tracker.rules.access import Standing
from tracker.rules.session import held, whose_turn


@dataclass(frozen=True, kw_only=True)
class Page:
    """The page on which a block stands: that of today, or of a day gone by (then `known` cuts what rows it knows, and nothing is offered to write)."""

    commitment: Commitment  # as its page has it, with parts, steps, indicators and projects
    standing: Standing
    today: date
    now: datetime
    known: Known = known_rows.now

    @property
    def is_now(self) -> bool:
        return self.known is known_rows.now

    @property
    def is_desk(self) -> bool:
        return self.is_now and self.standing.keeps(self.commitment.body_id)

    @property
    def may_hinder(self) -> bool:
        return self.is_now and self.standing.may_hinder(self.commitment)


def _measures(page: Page) -> dict[str, Any]:
    row = page.commitment
    steps, kind = list(row.milestones.all()), row.own_kind
    told = details.all_of(row.details, kind.fields)
    return {
        "areas": measures.by_area(steps, kind),
        "standing": measures.standing(steps, page.today),
        "span": (told.get("starts_on"), told.get("ends_on")),
        "reported": kinds.measure_reports(row, known=page.known),
        "is_desk": page.is_desk,
    }


def _indicators(page: Page) -> dict[str, Any]:
    readings = queries.readings(page.commitment, known=page.known)
    rows = [(row, readings.get(row.pk, [])) for row in page.commitment.indicators.all()]
    return {"rows": rows, "is_desk": page.is_desk, "may_read": page.may_hinder}


def _projects(page: Page) -> dict[str, Any]:
    row = page.commitment
    return {
        "projects": stages.by_project(row.milestones.all(), row.projects.all(), row.own_kind),
        "rebaselines": queries.rebaselines(row, standing=page.standing, known=page.known),
        "names_people": page.standing.is_signed_in,
        "is_desk": page.is_desk,
    }


def _obstacles(page: Page) -> dict[str, Any]:
    rows = queries.obstacles(page.commitment, known=page.known)
    parts = {part.party_id: part for part in page.commitment.responsibilities.all()}

    def may_answer(obstacle) -> bool:
        part = parts.get(obstacle.party_id)
        return page.is_now and obstacle.is_open and part is not None and page.standing.may_report(part)

    return {
        "rows": [(row, may_answer(row)) for row in rows],
        "open": sum(row.is_open for row in rows),
        "names_people": page.standing.is_signed_in,
        "may_raise": page.may_hinder and not page.commitment.is_closed,
    }


def _group(page: Page) -> dict[str, Any]:
    """The body that it became, as it is today: a page of a day gone by shows the steps alone."""
    body = queries.group(page.commitment) if page.is_now else None
    sessions = queries.sessions(body, standing=page.standing) if body else []
    in_order = list(reversed(sessions))
    return {
        "body": body if page.standing.is_signed_in else None,
        "met": held(sessions),
        "planned": next((session for session in in_order if session.state == session.State.PLANNED), None),
        "turn": body and whose_turn([side.party for side in body.sides.all()], in_order),
        "may_constitute": page.is_desk and body is None and not page.commitment.is_closed and not page.commitment.is_draft,
    }


BLOCKS: dict[str, Callable[[Page], dict[str, Any]]] = {
    "measures": _measures,
    "indicators": _indicators,
    "projects": _projects,
    "obstacles": _obstacles,
    "group": _group,
}


def shown(page: Page) -> list[tuple[str, dict[str, Any]]]:
    """(template, context) of each block of the commitment's kind."""
    return [(f"kind/_{name}.html", BLOCKS[name](page)) for name in page.commitment.own_kind.blocks]
