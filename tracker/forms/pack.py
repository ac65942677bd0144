"""The form in which a session pack is asked for."""

import uuid
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.exchange.pack import languages
from tracker.forms.field import Choices, DayField, RowField, words
from tracker.models import Meeting, Pack
from tracker.rules import pack as rules


class PackForm(forms.Form):
    meeting = RowField(**words(Pack, "meeting"), required=False)
    since_on = DayField(**words(Pack, "since_on") | {"help_text": _("The last day of the session before. What happened after it is told.")})
    as_of = DayField(**words(Pack, "as_of") | {"help_text": _("The record is shown as it stood at the end of this day.")})
    language = forms.ChoiceField(**words(Pack, "language"))
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, sessions: list[Meeting], today: date, language: str, **options):
        coming = rules.next_session(sessions, today)
        first = {"meeting": coming and coming.pk, "since_on": rules.since(sessions, today), "as_of": today}
        super().__init__(*args, initial=first | {"language": language, "key": uuid.uuid4()}, **options)
        self.fields["meeting"].offer(Choices(sessions))
        self.fields["language"].choices = languages.choices()
