"""The forms of an assessment, of its correction, and of a party's reply."""

import uuid

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tracker.forms.field import TEXT, of
from tracker.models import Assessment, Reply
from tracker.rules import assessment as rules
from tracker.rules import scale as scales


class AssessmentForm(forms.Form):
    """A grade of `scale`; with `corrects`, the reason why that assessment was wrong is asked for too, and its words are there to begin with."""

    grade = forms.ChoiceField(label=_("Grade"), widget=forms.RadioSelect, required=False)
    correction = of(
        Assessment,
        "correction",
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands in the corrections log, beside the old grade and the new."),
    )
    reasoning = of(
        Assessment,
        "reasoning",
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was looked at, and what it showed. The parties may reply to it."),
    )
    evidence_url = of(Assessment, "evidence_url", assume_scheme="https", help_text=_("A web address, as in https://example.org/report."))
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, *args, scale: str, corrects: Assessment | None = None, **options):
        began = {"reasoning": corrects.reasoning, "evidence_url": corrects.evidence_url} if corrects else {}
        super().__init__(*args, initial=began, **options)
        self.scale, self.corrects = scale, corrects
        self.fields["grade"].choices = [(key, capfirst(words)) for key, words in scales.GRADES[scale]]
        if corrects is None:
            del self.fields["correction"]

    def clean(self):
        """The rules are asked here too, and not by the action alone, so that all that is wrong is said at once."""
        typed = {name: self.cleaned_data.get(name, "") for name in ("grade", "reasoning", "correction")}
        for name, sentence in rules.problems(scale=self.scale, corrects=self.corrects, **typed).items():
            if name not in self.errors:
                self.add_error(name, sentence)


class ReplyForm(forms.Form):
    words = of(
        Reply,
        "words",
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("It is shown under the assessment and is never changed. Each party replies once."),
    )
