"""The short report form behind a letter's link."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.models import ProgressReport, Responsibility


class AnswerForm(forms.Form):
    """A report on one responsibility, or by its second button “nothing to report”; actions.progress says what is wrong with it."""

    status = forms.ChoiceField(label=_("How far is your part?"), choices=[("", _("choose")), *Responsibility.Status.choices], required=False)
    health = forms.ChoiceField(label=_("How does it go?"), choices=[("", _("not said")), *Responsibility.Health.choices], required=False)
    done = forms.CharField(
        label=_("What was done"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=10_000,
        required=False,
        help_text=_("One or two sentences since the last word."),
    )
    next_step = forms.CharField(label=_("Next step"), widget=forms.Textarea(attrs={"rows": 2}), max_length=10_000, required=False)
    obstacle = forms.ChoiceField(label=_("Is something in the way?"), choices=[("", _("nothing")), *ProgressReport.Obstacle.choices], required=False)
    nothing_to_report = forms.BooleanField(required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    @property
    def shown(self):
        """The fields to draw; “nothing to report” is a button and the key is hidden."""
        return [self[name] for name in ("status", "health", "done", "next_step", "obstacle")]
