"""How a body's watch works: its pace, its reviews, its scale, and its ladder, as one form."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tracker.models import Body
from tracker.models.escalation import Rung
from tracker.rules.escalation import DEFAULT, Step

WAITS = {rung: f"wait_{rung}" for rung in Rung.values}
MOST_DAYS = 3660


class WatchForm(forms.ModelForm):
    """One field for each rung: after how many days it is asked; empty, and it is not."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Body
        fields = ["cadence_days", "grace_days", "needs_review", "scale"]

    def __init__(self, *args, ladder: tuple[Step, ...] = DEFAULT, **options):
        waits = {WAITS[step.rung]: step.wait_days for step in ladder}
        super().__init__(*args, initial=waits | options.pop("initial", {}), **options)
        self.fields["version"].initial = self.instance.version
        for rung in Rung:
            self.fields[WAITS[rung]] = forms.IntegerField(label=capfirst(rung.label), required=False, min_value=0, max_value=MOST_DAYS)

    def rungs(self) -> list[forms.BoundField]:
        """The fields of the ladder, in the order in which people are usually asked."""
        return [self[name] for name in WAITS.values()]

    def ladder(self) -> list[Step]:
        """The ladder as it was typed; none of its own where that is the default."""
        steps = self._steps()
        return [] if tuple(steps) == DEFAULT else steps

    def columns(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def clean(self):
        super().clean()
        if not self._steps() and not any(name in self.errors for name in WAITS.values()):
            self.add_error(WAITS[Rung.FOCAL_POINT], _("Somebody has to be asked: give days for at least one."))
        return self.cleaned_data

    def _steps(self) -> list[Step]:
        waits = [(rung, self.cleaned_data.get(name)) for rung, name in WAITS.items()]
        return [Step(rung=rung, wait_days=days) for rung, days in waits if days is not None]
