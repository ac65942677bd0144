"""The fields that a kind declares: how they are kept (as plain JSON, days as 2026-11-25) and how they are read back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from tracker.models.kind import Field, Type


def kept(values: dict[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    """What `details` holds of these values: the declared ones that say something, as JSON takes them."""
    told = {field.name: values.get(field.name) for field in fields}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items() if _says(value)}


def _says(value: Any) -> bool:
    """Whether a value says something; a zero does."""
    return value is not False and value not in (None, "", [])


def read(details: dict[str, Any], field: Field) -> Any:
    """The value of one declared field: a date, number, text, list of keys or bool; None (or False, or []) where nothing was said."""
    value = details.get(field.name)
    if value is None:
        return {Type.YES_NO: False, Type.CHOICES: []}.get(field.type)
    return date.fromisoformat(value) if field.type == Type.DAY else value


def all_of(details: dict[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    """Every declared field by name, as read() gives it."""
    return {field.name: read(details, field) for field in fields}


def shown(details: dict[str, Any], fields: Iterable[Field]) -> list[tuple[Field, str]]:
    """The fields that say something, each with its value in words."""
    return [(field, _in_words(value, field)) for field in fields if _says(value := read(details, field))]


def _in_words(value: Any, field: Field) -> str:
    labels = dict(field.choices)
    if field.type == Type.YES_NO:
        return _("yes")
    if field.type == Type.DAY:
        return date_format(value, "j F Y")
    if field.type == Type.NUMBER:
        return number_format(value, use_l10n=True, force_grouping=True)
    if field.type == Type.CHOICES:
        return ", ".join(str(labels.get(key, key)) for key in value)
    return str(labels.get(value, value))
