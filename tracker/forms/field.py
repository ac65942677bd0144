"""Fields as the models describe them, texts, days typed by hand, and choices among rows that are read once for a whole page."""

from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tracker.forms.line import validate_line
from tracker.rules import due

LINE, TEXT = 200, 20_000  # characters: what a line and a text box take


class Uncut:
    """A text whose limit is not told to the browser, which would cut what is pasted without a word; the server refuses it instead."""

    def widget_attrs(self, widget):
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class LineField(Uncut, forms.CharField):
    default_validators = [validate_line]


class TextField(Uncut, forms.CharField):
    """Several lines, ended as they are stored: browsers send two characters for each end, which would count and look like a change."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class WebAddressField(Uncut, forms.URLField):
    pass


def of(model: type[models.Model], name: str, **options) -> forms.Field:
    """The form field of one model field, with its label, help and limits; `options` add to it or replace."""
    column = model._meta.get_field(name)
    if type(column) in TEXTS:
        options = {"form_class": TEXTS[type(column)]} | options
    return column.formfield(**options)


TEXTS = {models.CharField: LineField, models.TextField: TextField, models.URLField: WebAddressField}


def words(model: type[models.Model], name: str) -> dict[str, Any]:
    """The label and help of one model field, for a form field of another kind."""
    column = model._meta.get_field(name)
    return {"label": capfirst(column.verbose_name), "help_text": column.help_text}


class DayField(forms.DateField):
    """A day typed by hand, within the years the watch can count: as a form shows it, as a page does, or with dots, but never
    with slashes, which put the month first in some countries."""

    default_error_messages = {"invalid": _("Write the day as in 2026-03-14 or 14 March 2026. It must be a day of the calendar.")}
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"placeholder": "2026-03-14", "autocomplete": "off", "class": "day"})

    def __init__(self, **options):
        super().__init__(input_formats=["%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d.%m.%Y"], **options)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if wrong := due.problem(value):
            raise forms.ValidationError(wrong)


class RowField(forms.ChoiceField):
    """A choice among rows; `offer` gives it rows read before, so that any number of such fields cost one query."""

    default_error_messages = {"invalid_choice": _("Choose one of the list.")}

    def __init__(self, **options):
        super().__init__(**options)
        self.rows = {}

    def offer(self, choices: "Choices") -> None:
        self.rows, self.choices = choices.rows, choices.listed

    def has_changed(self, initial, data: str) -> bool:
        return str(initial or "") != (data or "")  # a stored key is a number, a sent one is text

    def clean(self, value: str) -> models.Model | None:
        return self.rows.get(super().clean(value))


class RowsField(forms.MultipleChoiceField):
    """Several among rows, offered as RowField's are."""

    default_error_messages = {"invalid_choice": _("Choose of the list.")}

    def __init__(self, **options):
        super().__init__(**options)
        self.rows = {}

    def offer(self, choices: "Choices") -> None:
        self.rows, self.choices = choices.rows, [choice for choice in choices.listed if choice[0]]

    def clean(self, value: list[str]) -> list[models.Model]:
        return [self.rows[key] for key in super().clean(value)]


class Choices:
    """Rows as one select shows them, to be shared by many fields; `group` gives each row's heading, `none` says what no choice means."""

    def __init__(self, rows, *, group=None, none="—"):
        rows = list(rows)
        self.rows = {str(row.pk): row for row in rows}
        self.listed = [("", none)]
        headed: dict[str, list] = {}
        for row in rows:
            if group is None:
                self.listed.append((str(row.pk), str(row)))
            else:
                headed.setdefault(group(row), []).append((str(row.pk), str(row)))
        self.listed += headed.items()
