"""A form that knows which version of its row was shown, and that can say what an action refused."""

from django import forms
from django.utils.translation import gettext as _

from tracker.forms.refusal import add_problems
from tracker.rules.refusal import Refused


class RefusableForm(forms.ModelForm):
    """Shows `refused`, when the door sets it, as if validation had found it: what was typed is kept."""

    refused: Refused | None = None

    def clean(self):
        super().clean()
        if self.refused is not None:
            add_problems(self, self.refused)
        return self.cleaned_data


class VersionedForm(RefusableForm):
    """Carries the version of the row it was filled from; a row that changed since is not overwritten unawares."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def clean(self):
        if self.instance.pk and self.cleaned_data.get("version") != self.instance.version:
            self._say_stale()
            return self.cleaned_data
        return super().clean()

    def _say_stale(self) -> None:
        """Show what stands on record beside what was typed, and let the next save be a deliberate one."""
        self._errors.pop("version", None)
        sentence = _("Somebody changed this while you were writing, so nothing was saved. Compare what you typed with what is on record, then save again.")
        self.add_error(None, forms.ValidationError(sentence, code="stale"))
        for name in [name for name in self.changed_data if name != "version" and name in self.cleaned_data and hasattr(self.instance, name)]:
            self.add_error(name, _("On record now: %(value)s") % {"value": self._on_record(name)})
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(self.instance.version)

    def _on_record(self, name: str) -> str:
        shown = getattr(self.instance, f"get_{name}_display", None)
        value = shown() if shown else getattr(self.instance, name)
        return _("empty") if value in (None, "") else str(value)
