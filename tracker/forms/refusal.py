"""Put what an action refused beside the fields it belongs to."""

from django import forms

from tracker.rules.refusal import Refused


def add_problems(form: forms.BaseForm, refused: Refused) -> None:
    """Add each problem to its field, or to the whole form where the form has no such field."""
    for name, sentence in refused.problems.items():
        form.add_error(name if name in form.fields else None, sentence)
