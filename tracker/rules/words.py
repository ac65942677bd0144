"""How days are said: a due date as exactly as it is known, and the distance from today."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.models.commitment import Precision

SOON_DAYS = 60  # a due date this near is worth a second look


def due(on: date, precision: str = Precision.DAY) -> str:
    """“30 Jun 2026”, “Jun 2026”, “Q4 2028” or “2026”, as the precision has it."""
    if precision == Precision.YEAR:
        return str(on.year)
    if precision == Precision.QUARTER:
        return _("Q%(quarter)d %(year)d") % {"quarter": (on.month + 2) // 3, "year": on.year}
    return date_format(on, "M Y" if precision == Precision.MONTH else "j M Y")


def lateness(ends_on: date, today: date) -> str:
    """How a due date stands to today: “146 days late”, “due today”, “in 5 weeks”. `ends_on` is the last day of its period."""
    days = (today - ends_on).days
    if days > 0:
        return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
    return _("due today") if days == 0 else ahead(-days)


def ago(day: date, today: date) -> str:
    """How long since: “9 days ago”, “yesterday”, “today”; days up to 99, then months, then years."""
    days = (today - day).days
    if days < 0:
        return ahead(-days)
    if days < 2:
        return _("yesterday") if days else _("today")
    if days < 100:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if days < 730:
        months = round(days / 30.44)
        return ngettext("%(n)d month ago", "%(n)d months ago", months) % {"n": months}
    years = days // 365
    return ngettext("%(n)d year ago", "%(n)d years ago", years) % {"n": years}


def ahead(days: int) -> str:
    """How far off: days up to two weeks, weeks up to two months, months up to two years, then years. `days` is above 0."""
    if days == 1:
        return _("tomorrow")
    if days < 15:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if days <= SOON_DAYS:
        weeks = round(days / 7)
        return ngettext("in %(n)d week", "in %(n)d weeks", weeks) % {"n": weeks}
    if days < 730:
        months = round(days / 30.44)
        return ngettext("in %(n)d month", "in %(n)d months", months) % {"n": months}
    years = days // 365
    return ngettext("in %(n)d year", "in %(n)d years", years) % {"n": years}


def one_line(text: str) -> str:
    """The text on one line, so that no name in a letter can pass for a line of the letter's own."""
    return " ".join(text.split())


def nearness(ends_on: date, today: date) -> str:
    """The tone of a due date that still binds: bad when it has passed, warn when it is near, else plain."""
    days = (ends_on - today).days
    return "bad" if days < 0 else "warn" if days <= SOON_DAYS else "plain"
