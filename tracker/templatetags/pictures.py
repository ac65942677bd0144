"""Server-drawn pictures: they print, need no script, and each has its words beside it. Geometry here, markup in templates/pictures/."""

from django import template
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Responsibility
from tracker.rules import strip as strip_rules

register = template.Library()

PITCH, ROW, LABEL, CODE = 14, 17, 46, 7  # px between periods, between rows, before the first period; letters of a code that fit
PAST = strip_rules.PERIODS - strip_rules.FUTURE
GLYPHS = {  # drawn around a point at the centre of the period, in relative moves
    strip_rules.REPORTED: "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    strip_rules.NOTHING: "m-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0-6.8 0",
    strip_rules.SILENT: "m-5.5-5.5h11v11h-11z",
    strip_rules.DUE: "m-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0",
    strip_rules.WAITING: "m-1.4 0a1.4 1.4 0 1 0 2.8 0a1.4 1.4 0 1 0-2.8 0",
    strip_rules.COMING: "m-4.5 0h9",
    strip_rules.DONE: "m-7 0h14",
    strip_rules.PAUSED: "m-2-3.5v7m4-7v7",
}
HATCH = "m-5.5 1.5l7-7m-7 11l11-11m-7 11l7-7"
STATES = {  # those worth a word
    strip_rules.REPORTED: gettext_lazy("reported"),
    strip_rules.NOTHING: gettext_lazy("nothing to report"),
    strip_rules.SILENT: gettext_lazy("silent"),
    strip_rules.DUE: gettext_lazy("due"),
    strip_rules.DONE: gettext_lazy("no further report owed"),
    strip_rules.PAUSED: gettext_lazy("paused"),
}


@register.inclusion_tag("pictures/strip.svg")
def strip(rows, today, name):
    """{% strip rows today commitment.reference %}: the silence strip of (short_code, periods) rows; `name` makes its ids unique."""
    rows = list(rows)
    past = [sum(period.starts_on <= today for period in shown) for _code, shown in rows]
    slots = max([PAST, *past])
    has_future = any(period.starts_on > today for _code, shown in rows for period in shown)
    return {
        "id": slugify("-".join(["strip", str(name), *(code for code, _shown in rows)])),
        "rows": [
            {"code": _short(code), "y": _px(ROW * (n + 0.5)), "shapes": _shapes(shown, slots - before, _px(ROW * (n + 0.5))), "words": _words(code, shown)}
            for n, ((code, shown), before) in enumerate(zip(rows, past, strict=True))
        ],
        "width": LABEL + PITCH * (slots + strip_rules.FUTURE),
        "height": ROW * len(rows),
        "line_x": LABEL + PITCH * slots,
        "is_open": has_future,
    }


def _shapes(shown, first, y):
    """One path for each state: [{"name": css name, "path": moves}], the periods starting at slot `first`."""
    paths = {}
    for slot, period in enumerate(shown, start=first):
        at = f"M{LABEL + PITCH * slot + PITCH // 2} {y}"
        paths[period.state] = paths.get(period.state, "") + at + GLYPHS[period.state]
        if period.state == strip_rules.SILENT:
            paths["hatch"] = paths.get("hatch", "") + at + HATCH
    return [{"name": name, "path": path} for name, path in paths.items()]


def _words(code, shown):
    """“VEL: reported Jan 2025 to Mar 2026; silent since Apr 2026”; what is not yet due goes without saying."""
    told = [run for run in strip_rules.runs(shown) if run.state in STATES]
    return f"{code}: {'; '.join(_run_words(run, is_last=run is told[-1]) for run in told) or _('nothing due yet')}"


def _run_words(run, *, is_last):
    facts = {"state": STATES[run.state], "from": date_format(run.starts_on, "M Y"), "to": date_format(run.ends_on, "M Y")}
    if is_last and run.state == strip_rules.SILENT:
        return _("silent since %(from)s") % facts
    return _("%(state)s %(from)s to %(to)s") % facts if facts["from"] != facts["to"] else _("%(state)s %(from)s") % facts


def _px(length):
    """A length as SVG reads it, whatever the language's decimal sign."""
    return f"{length:g}"


def _short(code):
    return code if len(code) <= CODE else f"{code[: CODE - 1]}…"


STATIONS = {Responsibility.Status.NOT_STARTED: 116, Responsibility.Status.IN_PROGRESS: 218, Responsibility.Status.COMPLETED: 320}
TOP, VOICE = 26, 38  # px above the first row, between rows
MARKS = {  # the shape says the health again, for those who do not see the colour
    Responsibility.Health.ON_TRACK: "m-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0",
    Responsibility.Health.AT_RISK: "m0-8l8.5 15h-17z",
    Responsibility.Health.OFF_TRACK: "m-6.5-6.5h13v13h-13z",
}


@register.inclusion_tag("pictures/voices.svg")
def voices(rows, name):
    """{% voices rows commitment.reference %}: what each party states, on one scale, the difference marked.

    `rows` are (short_code, name, status, status_label, health, health_label); an empty status means never reported.
    """
    drawn = [_voice(row, TOP + VOICE * (n + 0.5)) for n, row in enumerate(rows)]
    places = [voice["x"] for voice in drawn if voice["status"]]
    differs = len(set(places)) > 1
    return {
        "id": slugify(f"voices-{name}"),
        "rows": drawn,
        "scale": [{"x": x, "label": Responsibility.Status(status).label} for status, x in STATIONS.items()],
        "height": TOP + VOICE * len(drawn) + (20 if differs else 2),
        "gap": {"x": min(places), "width": max(places) - min(places), "middle": _px((min(places) + max(places)) / 2), "height": VOICE * len(drawn)}
        if differs
        else None,
        "top": TOP,
        "foot": TOP + VOICE * len(drawn) + 13,
    }


def _voice(row, y):
    code, name, status, status_label, health, health_label = row
    words = _("%(party)s: never reported") % {"party": name}
    if status:
        words = f"{name}: {', '.join(str(word) for word in (status_label, health_label) if word)}"
    return {
        "code": code if len(code) <= 9 else f"{code[:8]}…",
        "status": status,
        "mark": MARKS.get(health, MARKS[Responsibility.Health.ON_TRACK]),
        "health": health or "unsaid",
        "health_label": health_label,
        "x": STATIONS[status] if status else STATIONS[Responsibility.Status.NOT_STARTED],
        "y": _px(y),
        "words": words,
    }
