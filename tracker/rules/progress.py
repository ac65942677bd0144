"""What makes a progress report sound, and what counts as movement."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tracker.models import Milestone, ProgressReport, Responsibility


def problems(
    responsibility: Responsibility, *, status: str, nothing_to_report: bool, done: str, forecast_on: date | None = None, today: date
) -> dict[str, str]:
    """What is wrong with a report, by field; empty when it is sound. The responsibility's `commitment` must be loaded."""
    if responsibility.commitment.is_closed:
        return {
            "": _("This commitment is closed (%(lifecycle)s), so it takes no more reports. Ask the desk to reopen it if there is news.")
            % {"lifecycle": responsibility.commitment.get_lifecycle_display()}
        }
    found = {}
    if not nothing_to_report and not done.strip():
        found["done"] = _("Say in a sentence what was done, or choose “nothing to report”.")
    if nothing_to_report and done.strip():
        found["nothing_to_report"] = _("You wrote what was done, so there is something to report. Clear one of the two.")
    elif nothing_to_report and forecast_on is not None:
        found["nothing_to_report"] = _("You gave a day by which you expect to be done, so there is something to report. Clear one of the two.")
    if forecast_on is not None and forecast_on < today:
        found["forecast_on"] = _("This day is over. Give the day by which you now expect to be done, or leave it empty.")
    if not nothing_to_report and status not in Responsibility.Status.values:
        found["status"] = _("Choose how far your part is.")
    return found


def spoken(report: ProgressReport) -> dict[str, Any]:
    """The words of a report, as a form takes them."""
    return {name: getattr(report, name) for name in ("status", "health", "done", "next_step", "obstacle", "forecast_on")}


def says(
    report: ProgressReport,
    *,
    status: str = "",
    health: str = "",
    nothing_to_report: bool = False,
    done: str = "",
    next_step: str = "",
    obstacle: str = "",
    forecast_on: date | None = None,
    measures: Iterable[Milestone] = (),
) -> bool:
    """Whether a report consists of just these words and speaks of these measures.

    “Nothing to report” takes status and health from before, so there they may differ.
    """
    is_same_standing = nothing_to_report or (report.status, report.health) == (status, health)
    said = (report.nothing_to_report, report.done, report.next_step, report.obstacle, report.forecast_on)
    is_of_the_same = {row.milestone_id for row in report.measures.all()} == {measure.pk for measure in measures}
    return is_same_standing and is_of_the_same and said == (nothing_to_report, done.strip(), next_step.strip(), obstacle, forecast_on)


def has_moved(responsibility: Responsibility, *, status: str) -> bool:
    """Whether a report of `status` moves the party's stated status (its first report always does)."""
    return responsibility.stated_status != status
