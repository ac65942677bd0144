"""Names in several languages, typed a line each after the code of their language."""

from django import forms
from django.core.exceptions import ValidationError

from tracker.forms.field import TextField
from tracker.forms.line import validate_line
from tracker.models.party import validate_names


class NamesField(TextField):
    """“fa: …” on each line; a dict by code."""

    def __init__(self, *, encoder=None, decoder=None, **options):  # what a column of JSON hands to its field
        super().__init__(**options | {"widget": forms.Textarea(attrs={"rows": 3})})

    def prepare_value(self, value):
        return "\n".join(f"{code}: {name}" for code, name in value.items()) if isinstance(value, dict) else value

    def to_python(self, value) -> dict[str, str]:
        if isinstance(value, dict):
            return value
        lines = [line.partition(":") for line in super().to_python(value or "").split("\n") if line.strip()]
        names = {code.strip(): name.strip() for code, _colon, name in lines}
        validate_names(names if len(names) == len(lines) else None)  # a language that stands twice is as wrong as none
        for name in names.values():
            validate_line(name)
        return names

    def has_changed(self, initial, data) -> bool:
        try:
            return (initial or {}) != self.to_python(data)
        except ValidationError:
            return True
