"""Form fields for what a kind declares of a commitment and of its milestones."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tracker.forms.field import LINE, TEXT, DayField, LineField, TextField, WebAddressField
from tracker.models.kind import Field, Type
from tracker.rules import details

PREFIX = "own_"  # stands before the name of a declared field in a form
LARGEST = 10**12


def add(form: forms.Form, declared: Iterable[Field]) -> None:
    """Give `form` a field for each that the kind declares, before its last ones."""
    for field in declared:
        form.fields[PREFIX + field.name] = _of(field)


def first(stored: dict[str, Any], declared: Iterable[Field]) -> dict[str, Any]:
    """What the fields begin with."""
    return {PREFIX + name: value for name, value in details.all_of(stored, declared).items()}


def said(cleaned: dict[str, Any], declared: Iterable[Field]) -> dict[str, Any]:
    """The values by the names that the kind declares."""
    return {field.name: cleaned.get(PREFIX + field.name) for field in declared}


def _of(field: Field) -> forms.Field:
    words = {"label": capfirst(field.label), "help_text": field.help, "required": False}
    if field.type == Type.DAY:
        return DayField(**words)
    if field.type == Type.NUMBER:
        return forms.IntegerField(min_value=0, max_value=LARGEST, **words)
    if field.type == Type.YES_NO:
        return forms.BooleanField(**words)
    if field.type == Type.CHOICE:
        return forms.ChoiceField(choices=[("", "—"), *field.choices], error_messages={"invalid_choice": _("Choose one of the list.")}, **words)
    if field.type == Type.CHOICES:
        return forms.MultipleChoiceField(choices=field.choices, widget=forms.CheckboxSelectMultiple, **words)
    if field.type == Type.TEXT:
        return TextField(max_length=TEXT, widget=forms.Textarea(attrs={"rows": 3}), **words)
    return WebAddressField(max_length=500, assume_scheme="https", **words) if field.type == Type.ADDRESS else LineField(max_length=LINE, **words)
