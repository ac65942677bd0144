"""Inlines in which each party stands once."""

from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet

from tracker.rules import meeting


class PartiesOnceFormSet(BaseInlineFormSet):
    """Says in the rules' own words when a party stands twice."""

    def problems(self, parties: list) -> dict[str, str]:
        return meeting.problems(starts_on=None, ends_on=None, parties=parties)

    def validate_unique(self):
        parties = [form.cleaned_data["party"] for form in self.forms if form not in self.deleted_forms and form.cleaned_data.get("party")]
        if found := self.problems(parties):
            raise ValidationError(list(found.values()))
