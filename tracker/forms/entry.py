"""A form and its lists of rows, shown, checked and answered as one."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tracker.rules.refusal import Refused, Stale

EXCERPT = 400  # characters of a long text that are shown where somebody else changed it; lists of rows are shown whole


@dataclass(frozen=True)
class Wrong:
    """One thing to put right: the id of the field to jump to ("" for none), the field's label, and what to do."""

    anchor: str
    label: str
    sentence: str


@dataclass(frozen=True)
class Difference:
    """One field (or list of rows) on which the record and the form disagree, in words."""

    label: str
    stored: str
    typed: str


class Entry:
    """`lists` maps the name under which an action speaks of the rows to their formset; `row` is what is edited, if it exists."""

    TITLES: dict[str, str] = {}  # of the lists, by the same names

    def __init__(self, form: forms.Form, lists: dict[str, forms.BaseFormSet], *, row: Model | None = None):
        self.form = form
        self.lists = lists
        self.row = row
        self.differences: list[Difference] = []
        self.status = 200  # of the page that shows it

    def stored(self) -> dict[str, Any]:
        """The fields of `row` as they stand."""
        return {}

    def stored_rows(self) -> dict[str, list[dict]]:
        """The rows of each list as they stand, as its formset would begin with them."""
        return {}

    def saved_by(self) -> str:
        """Who saved the row last, and when, in words; "" where it is not known."""
        return ""

    def problems(self) -> dict[str, str]:
        """What the rules find wrong with all that could be read, by the names that the action uses."""
        return {}

    def attempt(self, write: Callable[[], Model]) -> Model | None:
        """What `write` returns; None when something is wrong, which then stands beside the field it belongs to."""
        if not self._is_valid():
            # The action will not be asked, so the rules are: all that is wrong is said at once.
            self._refuse(Refused({name: sentence for name, sentence in self.problems().items() if name not in self.form.errors}))
            return None
        try:
            return write()
        except Stale as stale:
            self.status = 409
            self._refuse(stale)
            self._show_both()
        except Refused as refused:
            self._refuse(refused)
        return None

    def show_anew(self) -> None:
        """Show what was typed once more without judging it: other fields were asked for, nothing was to be saved."""
        self.form._errors = forms.utils.ErrorDict()
        for rows in self.lists.values():
            if rows.is_bound:
                rows._non_form_errors = forms.utils.ErrorList()
                rows._errors = [forms.utils.ErrorDict() for _form in rows.forms]
                for form in rows.forms:
                    form._errors, form.cleaned_data = forms.utils.ErrorDict(), {}

    @property
    def version(self) -> int | None:
        """The version that was shown when the form was opened; None when the form lost it, which counts as stale."""
        return self.form.cleaned_data["version"]

    @property
    def key(self) -> uuid.UUID | None:
        """One per form shown; a row recorded with it is recorded once."""
        return self.form.cleaned_data["key"]

    def wrongs(self) -> list[Wrong]:
        """All that is wrong, in the order of the page."""
        if not self.form.is_bound:
            return []
        found = list(_wrongs(self.form))
        for rows in self.lists.values():
            found += [Wrong(rows.prefix, "", sentence) for sentence in rows.non_form_errors()]
            for number, form in enumerate(rows, start=1):
                if not rows.is_removed(form):
                    found += _wrongs(form, _("row %(number)d") % {"number": number})
        return found

    def _is_valid(self) -> bool:
        """Check everything, so that all that is wrong is said at once."""
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.lists.values())])

    def _refuse(self, refused: Refused) -> None:
        for name, sentence in refused.problems.items():
            if name in self.lists:
                self.lists[name].non_form_errors().append(sentence)
            else:
                self.form.add_error(name if name in self.form.fields else None, sentence)

    def _show_both(self) -> None:
        """Note each field typed otherwise, both ways; the author having seen both, the next submit holds."""
        self.differences += differences(self.form, self.stored())
        for name, standing in self.stored_rows().items():
            rows, fields = self.lists[name], self.lists[name].empty_form.fields
            now, typed = ([_in_words(row, fields) for row in listed] for listed in (standing, rows.kept()))
            if now != typed:
                self.differences.append(Difference(str(self.TITLES[name]), "; ".join(now) or "—", "; ".join(typed) or "—"))
        self.form.data = self.form.data.copy()
        self.form.data["version"] = str(self.row.version)


def differences(form: forms.BaseForm, stored: dict[str, Any]) -> list[Difference]:
    """Each field that was typed otherwise than it is stored."""
    found = []
    for field in form.visible_fields():
        typed = field.data.replace("\r\n", "\n") if isinstance(field.data, str) else field.data
        if field.name in stored and field.field.has_changed(stored[field.name], typed):
            both = (Truncator(shown(field.field, value)).chars(EXCERPT) for value in (stored[field.name], typed))
            found.append(Difference(str(field.label), *both))
    return found


def shown(field: forms.Field, value: Any) -> str:
    """A stored value in words: a choice by its label, nothing by a dash."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, forms.ChoiceField):
        flat = {str(key): label for key, label in field.choices if not isinstance(label, list | tuple)}
        return str(flat.get(str(value), "—"))
    return str(value) if value not in (None, "") else "—"


def _in_words(row: dict, fields: dict[str, forms.Field]) -> str:
    """A row of a list, stored or typed: what stands in it, in the order of its fields."""
    seen = {name: getattr(row.get(name), "pk", row.get(name)) for name, field in fields.items() if name != "DELETE" and not field.widget.is_hidden}
    return ", ".join(shown(fields[name], value) for name, value in seen.items() if value not in (None, ""))


class Rows(forms.BaseFormSet):
    """A list of rows of which empty ones count for nothing and ticked ones are removed."""

    def kept(self) -> list[dict]:
        """What was typed, row by row, once the list was checked; an empty row has no cleaned data, a wrong one only what is right."""
        return [form.cleaned_data for form in self if form.cleaned_data and not self.is_removed(form)]

    def is_removed(self, form: forms.BaseForm) -> bool:
        """Whether the row is ticked to be removed; known even while other rows are wrong, but not of a list that was not checked."""
        return self.can_delete and hasattr(form, "cleaned_data") and self._should_delete_form(form)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].widget.attrs["class"] = "remove"


def _wrongs(form: forms.BaseForm, place: str = "") -> Iterator[Wrong]:
    for sentence in form.non_field_errors():
        yield Wrong("", place, sentence)
    for field in form:
        for sentence in field.errors:
            yield Wrong(field.id_for_label or field.auto_id, f"{field.label}, {place}" if place else str(field.label), sentence)
