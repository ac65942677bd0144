"""A roadmap holds measures, each with who carries it out on every side; it is judged by the measures due so far."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tracker.models import Flag, Milestone, Responsibility
from tracker.models.kind import ABOUT, Field, Kind, KindRule, Type
from tracker.rules.clock import Reading
from tracker.rules.details import read
from tracker.rules.due import local_day
from tracker.rules.kind import Facts
from tracker.rules.party import stands_below
from tracker.rules.words import lateness

LEADING = (Responsibility.Role.LEAD, Responsibility.Role.CO_LEAD)  # the parts that make a party a side of the roadmap
COMPLETION = (("act", _("an act")), ("document", _("a signed document")), ("event", _("an event")), ("report", _("a report")))

STEP_FIELDS = (
    Field(name="number", label=_("number")),
    Field(name="area", label=_("area")),
    Field(name="expected", label=_("expected result")),
    Field(name="completion", label=_("form of completion"), type=Type.CHOICE, choices=COMPLETION),
    Field(name="every_days", label=_("permanent: reported every"), type=Type.NUMBER, help=_("Days; for a measure without a deadline.")),
)
EVERY_DAYS = STEP_FIELDS[-1]
UNREAD_DAYS = 365  # an indicator that was not read for so long is unread


def span_ended(facts: Facts) -> dict:
    """The span is over and measures are still open: they are carried over, dropped or closed."""
    still_open = [step for step in facts.steps if step.done_on is None]
    ends_on = facts.detail("ends_on") if still_open else None
    about = named(still_open[0]) if still_open else ""
    return {None: facts.over(ends_on, due_on=ends_on, threshold=len(still_open), about=about)}


def measure_without_body(facts: Facts) -> dict:
    """A measure for which one side names nobody, from the day on which the commitment was recorded."""
    return {step: _without_body(facts, step) for step in facts.steps if step.done_on is None}


def _without_body(facts: Facts, step: Milestone) -> Reading:
    answering = [*step.answering.all(), *([step.party] if step.party else [])]
    lacking = [part.party for part in facts.parts if part.role in LEADING and not any(stands_below(body, part.party) for body in answering)]
    if not lacking:
        return facts.timed(None)
    recorded_at = facts.commitment.recorded_at
    about = ", ".join(party.short_code for party in lacking)
    return facts.timed(recorded_at, basis_on=local_day(recorded_at, facts.zone), about=about)


def measure_unreported(facts: Facts) -> dict:
    """A permanent measure of which no report spoke in its period."""
    found = {}
    for step in facts.steps:
        if (every := read(step.details, EVERY_DAYS)) and step.done_on is None:
            said_at = facts.measure_reports.get(step.pk)
            basis_on = local_day(said_at, facts.zone) if said_at else facts.meeting_day
            due_on = basis_on + timedelta(days=every)
            told = {"due_on": due_on, "basis_on": basis_on, "threshold": every, "has_reported": said_at is not None}
            found[step] = facts.over(due_on, **told)
    return found


def indicator_unread(facts: Facts) -> dict:
    """The indicator that went unread the longest, once that is a year."""
    bases = [(reading.on if reading else facts.meeting_day, indicator.title, reading is not None) for indicator, reading in facts.indicators]
    basis_on, about, was_read = min(bases, default=(None, "", False))
    due_on = basis_on and basis_on + timedelta(days=UNREAD_DAYS)
    return {None: facts.over(due_on, due_on=due_on, basis_on=basis_on, about=about, has_reported=was_read)}


def named(step: Milestone) -> str:
    """A measure by its number and title."""
    number = read(step.details, STEP_FIELDS[0])
    return (f"{number} {step.title}" if number else step.title)[:ABOUT]


def _span_ended(flag: Flag, today: date) -> str:
    facts = {"day": date_format(flag.due_on, "j F Y"), "measure": flag.about, "n": flag.threshold}
    said = ngettext(
        "The span ended on %(day)s and %(n)d measure is open: “%(measure)s”. Carry it over, drop or close it.",
        "The span ended on %(day)s and %(n)d measures are open, the first of them “%(measure)s”. Carry them over, drop or close them.",
        flag.threshold,
    )
    return said % facts


def _measure_without_body(flag: Flag, today: date) -> str:
    return gettext("No body is named for the measure “%(measure)s” by: %(sides)s.") % {"measure": _title(flag), "sides": flag.about}


def _measure_unreported(flag: Flag, today: date) -> str:
    facts = {"measure": _title(flag), "day": date_format(flag.basis_on, "j F Y"), "late": lateness(flag.due_on, today), "n": flag.threshold}
    if flag.has_reported:
        return gettext("The permanent measure “%(measure)s” was last reported on, on %(day)s; it is due every %(n)d days; %(late)s.") % facts
    return gettext("The permanent measure “%(measure)s” was never reported on since %(day)s; it is due every %(n)d days; %(late)s.") % facts


def _indicator_unread(flag: Flag, today: date) -> str:
    facts = {"indicator": flag.about, "day": date_format(flag.basis_on, "j F Y")}
    if flag.has_reported:
        return gettext("The indicator “%(indicator)s” was last read on %(day)s, more than a year ago.") % facts
    return gettext("The indicator “%(indicator)s” was never read since %(day)s, more than a year ago.") % facts


def _title(flag: Flag) -> str:
    return named(flag.milestone) if flag.milestone else gettext("taken out since")


KIND = Kind(
    key="roadmap",
    label=_("roadmap"),
    help=_("Measures by area, each with a deadline and who carries it out on every side."),
    fields=(
        Field(name="starts_on", label=_("begins on"), type=Type.DAY),
        Field(name="ends_on", label=_("ends on"), type=Type.DAY, help=_("The last day of its span.")),
        Field(name="adopted_by", label=_("adopting document"), help=_("Its name, number and day.")),
        Field(name="adopted_url", label=_("address of the document"), type=Type.ADDRESS),
        Field(name="signatories", label=_("signatories"), type=Type.TEXT),
        Field(name="coordinators", label=_("coordinators"), type=Type.TEXT, help=_("One for each side: name and office, a line each.")),
        Field(name="is_updated_yearly", label=_("it is brought up to date every year"), type=Type.YES_NO),
    ),
    step_label=_("measure"),
    step_fields=STEP_FIELDS,
    step_columns=("answering",),
    rules=(
        KindRule(key="span_ended", label=_("span ended"), read=span_ended, sentence=_span_ended),
        KindRule(key="measure_without_body", label=_("measure without a body"), read=measure_without_body, sentence=_measure_without_body, is_urgent=False),
        KindRule(key="measure_unreported", label=_("permanent measure unreported"), read=measure_unreported, sentence=_measure_unreported),
        KindRule(key="indicator_unread", label=_("indicator not read"), read=indicator_unread, sentence=_indicator_unread),
    ),
    reads=("measure_reports", "indicators"),
    shows_steps=False,
    blocks=("measures", "indicators"),
)
