"""The form in which a text in a language is added."""

import uuid

from django import forms

from tracker.forms.field import of, words
from tracker.models import ParallelText
from tracker.rules import parallel as rules

LONGEST = 300_000  # characters: minutes with their annexes


class ParallelForm(forms.Form):
    language = forms.ChoiceField(label=words(ParallelText, "language")["label"])
    title = of(ParallelText, "title")
    text = of(ParallelText, "text", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}))
    is_authentic = of(ParallelText, "is_authentic")
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["language"].choices = [("", "—"), *rules.languages()]
