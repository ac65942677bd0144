"""Dates, distances and tones in words: the filters of rules.words and rules.flag. Each takes `today`; none reads a clock."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import number_format

from tracker.models.flag import SEVERE
from tracker.rules import change, renewal, scale, stages, words
from tracker.rules import flag as flag_rules

register = template.Library()


@register.filter
def due(on, precision):
    """{{ commitment.due_on|due:commitment.due_precision }}: “Q4 2028”; empty without a date."""
    return "" if on is None else words.due(on, precision)


@register.filter
def lateness(ends_on, today):
    """{{ commitment.due_ends_on|lateness:today }}: “146 days late”, “in 5 weeks”; empty without a date."""
    return "" if ends_on is None else words.lateness(ends_on, today)


@register.filter
def ago(day, today):
    """{{ day|ago:today }}: “9 days ago”; a moment counts by the clock of who looks; empty without a day."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return "" if day is None else words.ago(day, today)


@register.filter
def nearness(ends_on, today):
    """{{ commitment.due_ends_on|nearness:today }}: bad, warn or plain."""
    return "plain" if ends_on is None else words.nearness(ends_on, today)


@register.filter
def tone(flag):
    """{{ flag|tone }}: bad or warn, the look of its badge and banner."""
    return "bad" if flag.rule in SEVERE else "warn"


@register.filter
def asked(request):
    """{{ request|asked }}: “extension until 30 Jun 2027”."""
    return change.named(request)


@register.filter
def sentence(flag, today):
    """{{ flag|sentence:today }}: what the flag says."""
    return flag_rules.sentence(flag, today)


@register.filter
def grade(assessment):
    """{{ assessment|grade }}: the grade in words, as in “limited”."""
    return scale.label(assessment.scale, assessment.grade)


@register.filter
def grade_tone(assessment):
    """{{ assessment|grade_tone }}: bad, good or plain."""
    return scale.tone(assessment.scale, assessment.grade)


@register.filter
def grades(assessment):
    """{{ assessment|grades }}: (words, whether it is the grade given) of its whole scale, from the least to the most."""
    return [(words, key == assessment.grade) for key, words in scale.GRADES[assessment.scale]]


@register.filter
def gain(days):
    """{{ stage.gained|gain }}: “31 days gained”, “12 days lost”."""
    return stages.gain(days)


@register.filter
def figure(value):
    """{{ indicator.baseline|figure }}: a number without the zeros behind it; a dash for none."""
    return "—" if value is None else number_format(f"{value.normalize():f}", use_l10n=True, force_grouping=True)


@register.filter
def made(told):
    """{{ chain.made|made }}: “First made in 2019 (Second session), renewed 3 times.”; empty for a pledge that was made once."""
    return renewal.sentence(told)


@register.filter
def renewed(count):
    """{{ row.renewed|renewed }}: “renewed 3 times”; empty for 0."""
    return renewal.times(count)


@register.filter
def made_since(told, today):
    """{{ made|made_since:today }}: “renewed 3 times, first made 6 years ago”."""
    return ", ".join(words for words in (renewal.times(told.times), renewal.age(told, today)) if words)


@register.filter
def of(found, key):
    """{{ reported|of:step.pk }}: what stands under the key."""
    return found.get(key)
