"""Put what an action refused beside the fields it belongs to."""

from collections.abc import Callable

from django import forms
from django.db.models import Model

from tracker.rules.refusal import Refused


def attempt(form: forms.BaseForm, write: Callable[[], Model]) -> Model | None:
    """What `write` returns; None when something is wrong, which then stands beside the field it belongs to."""
    if not form.is_valid():
        return None
    try:
        return write()
    except Refused as refused:
        add_problems(form, refused)
        return None


def add_problems(form: forms.BaseForm, refused: Refused) -> None:
    """Add each problem to its field, or to the whole form where the form has no such field."""
    for name, sentence in refused.problems.items():
        form.add_error(name if name in form.fields else None, sentence)
