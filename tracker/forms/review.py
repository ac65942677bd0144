"""A validator's word on a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.forms.field import TEXT, of
from tracker.models import Review

ACCEPT, RETURN = "accept", "return"


class ReviewForm(forms.Form):
    """Its two buttons are the decision; a reason is asked of the one that returns."""

    decision = forms.ChoiceField(choices=[(ACCEPT, ACCEPT), (RETURN, RETURN)], widget=forms.HiddenInput)
    reason = of(
        Review,
        "reason",
        label=_("Reason to return it"),
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The author gets these words by letter."),
    )
