"""The forms in which an obstacle is raised and answered."""

import uuid
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.forms.field import TEXT, Choices, DayField, RowField, of, words
from tracker.models import Commitment, Obstacle, ObstacleAnswer
from tracker.rules import obstacle as rules


class ObstacleForm(forms.Form):
    title = of(Obstacle, "title", help_text=_("What stands in the way, in a few words."))
    cause = of(Obstacle, "cause")
    description = of(Obstacle, "description", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 3}))
    party = RowField(**words(Obstacle, "party"))
    answer_due_on = DayField(**words(Obstacle, "answer_due_on"))
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, *args, commitment: Commitment, today: date, **options):
        super().__init__(*args, **options)
        self.commitment, self.today = commitment, today
        self.fields["party"].offer(Choices(part.party for part in commitment.responsibilities.all()))

    def clean(self):
        """The rules are asked here too, so that all that is wrong is said at once."""
        party, parties = self.cleaned_data.get("party"), [part.party_id for part in self.commitment.responsibilities.all()]
        said = {"party_id": party and party.pk, "answer_due_on": self.cleaned_data.get("answer_due_on")}
        for name, sentence in rules.problems(self.commitment, parties=parties, today=self.today, **said).items():
            if name not in self.errors:
                self.add_error(name or None, sentence)


class AnswerForm(forms.Form):
    is_solved = of(ObstacleAnswer, "is_solved")
    next_due_on = DayField(**words(ObstacleAnswer, "next_due_on") | {"help_text": _("Only if it is not solved yet.")}, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    words = of(ObstacleAnswer, "words", max_length=TEXT, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    field_order = ["words", "is_solved", "next_due_on"]
