"""Pictures of days on one line: a roadmap's measures by area, a project's stages against their baselines, an indicator's readings."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tracker.rules import stages as stage_rules

register = template.Library()

WIDTH, LABEL, ROW, HEAD = 640, 130, 26, 22  # px: the whole, before the first day, between rows, above the first
EDGE = 14  # px that stay free at both ends
LETTERS = 19  # of a label that fit
SHAPES = {  # drawn around a point, in relative moves; the shape says the same as the colour
    "baseline": "m0-6l6 6l-6 6l-6-6z",
    "target": "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0",
    "forecast": "m0-6l6 10h-12z",
    "done": "m-5-5h10v10h-10z",
    "late": "m-5-5l10 10m0-10l-10 10",
    "coming": "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0",
}


class Line:
    """The scale of days from the first to the last of them."""

    def __init__(self, days: list[date]):
        self.first, self.last = min(days), max(days)
        self.per_day = (WIDTH - LABEL - 2 * EDGE) / max((self.last - self.first).days, 1)

    def x(self, day: date) -> str:
        return f"{LABEL + EDGE + (day - self.first).days * self.per_day:.1f}"

    def years(self) -> list[dict]:
        """The beginnings of years on the line, no more than fit."""
        years = range(self.first.year + 1, self.last.year + 1)
        step = max(len(years) // 8, 1)
        return [{"x": self.x(date(year, 1, 1)), "label": str(year)} for year in years[::step]]


@register.inclusion_tag("pictures/dates.svg")
def measure_line(areas, span, today, name):
    """{% measure_line areas span today reference %}: the dated measures of each area on one line, with today across it."""
    dated = [(area, [m.row for m in measures if m.row.due_ends_on or m.row.done_on]) for area, measures in areas]
    days = [day for _area, rows in dated for row in rows for day in (row.done_on or row.due_ends_on,)] + [day for day in span if day]
    if len(days) < 2:
        return {}
    line, rows = Line([*days, today]), []
    for area, steps in dated:
        marks = {}
        for step in steps:
            kind = "done" if step.done_on else "late" if step.due_ends_on < today else "coming"
            marks[kind] = marks.get(kind, "") + _at(line, step.done_on or step.due_ends_on, len(rows), kind)
        rows.append(_row(area or _("Measures"), len(rows), [{"name": kind, "path": path} for kind, path in marks.items()], None))
    words = _("Square: reached. Cross: due and not reached. Ring: not due yet. The upright line is today.")
    return _picture(f"measures-{name}", _("Measures by area"), words, rows, line, today)


@register.inclusion_tag("pictures/dates.svg")
def drift(stages, today, name, number):
    """{% drift stages today reference project.pk %}: baseline, target, forecast and actual day of each stage on one line."""
    told = [(stage.row, [("baseline", stage.row.baseline_on), ("target", stage.row.due_ends_on), *_reached(stage.row)]) for stage in stages]
    days = [day for _row_, marks in told for _kind, day in marks if day]
    if len(days) < 2:
        return {}
    line, rows = Line([*days, today]), []
    for step, marks in told:
        known = [(kind, day) for kind, day in marks if day]
        expected = stage_rules.expected_on(step)
        gap = None
        if expected and step.baseline_on and expected != step.baseline_on:
            ends = sorted((step.baseline_on, expected))
            gap = {"name": "lost" if expected > step.baseline_on else "gained", "from": line.x(ends[0]), "to": line.x(ends[1])}
        rows.append(_row(step.title, len(rows), [{"name": kind, "path": _at(line, day, len(rows), kind)} for kind, day in known], gap))
    words = _("Diamond: baseline. Ring: accelerated target. Triangle: forecast. Square: reached. The band is the time gained or lost against the baseline.")
    return _picture(f"drift-{name}-{number}", _("Stages against their baselines"), words, rows, line, today)


def _reached(step) -> list[tuple[str, date | None]]:
    return [("done", step.done_on)] if step.done_on else [("forecast", step.forecast_on)]


def _at(line: Line, day: date, row: int, kind: str) -> str:
    return f"M{line.x(day)} {_y(row)}{SHAPES[kind]}"


def _y(row: int) -> str:
    return f"{HEAD + ROW * (row + 0.5):g}"


def _row(label, number, marks, gap):
    return {"label": label if len(label) <= LETTERS else f"{label[: LETTERS - 1]}…", "y": _y(number), "marks": marks, "gap": gap}


def _picture(name, title, words, rows, line, today):
    return {
        "id": slugify(name),
        "title": title,
        "words": words,
        "rows": rows,
        "years": line.years(),
        "today_x": line.x(today),
        "left": LABEL,
        "width": WIDTH,
        "height": HEAD + ROW * len(rows) + 4,
    }


SPARK_WIDTH, SPARK_HEIGHT = 180, 34


@register.inclusion_tag("pictures/readings.svg")
def readings(indicator, rows):
    """{% readings indicator readings %}: the readings as a line, with the target as a dashed one. Drawn from two readings on."""
    if len(rows) < 2:
        return {}
    values = [row.value for row in rows] + [value for value in (indicator.target,) if value is not None]
    low, high = min(values), max(values)
    first, days = rows[0].on, max((rows[-1].on - rows[0].on).days, 1)

    def place(row) -> str:
        return f"{4 + (SPARK_WIDTH - 8) * (row.on - first).days / days:.1f} {height(row.value)}"

    def height(value) -> str:
        return f"{4 + (SPARK_HEIGHT - 8) * (1 - float((value - low) / (high - low)) if high != low else 0.5):.1f}"

    facts = {"first": date_format(rows[0].on, "j M Y"), "last": date_format(rows[-1].on, "j M Y"), "n": len(rows)}
    return {
        "id": f"readings-{indicator.pk}",
        "path": "M" + "L".join(place(row) for row in rows),
        "dots": [dict(zip(("x", "y"), place(row).split(), strict=True)) for row in rows],
        "target_y": height(indicator.target) if indicator.target is not None else None,
        "width": SPARK_WIDTH,
        "height": SPARK_HEIGHT,
        "words": _("%(n)d readings from %(first)s to %(last)s") % facts,
    }
