"""A person's own settings: language, time zone and letters."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tracker.forms.field import of, words
from tracker.forms.zone import zones
from tracker.models import Person


class OwnSettingsForm(forms.Form):
    language = forms.ChoiceField(**words(Person, "language"))
    time_zone = forms.ChoiceField(**words(Person, "time_zone"))
    digest = of(Person, "digest", widget=forms.RadioSelect, label=_("Letters"), help_text=_("One letter tells all that waits for you; off stops every letter."))
    digest_weekday = of(Person, "digest_weekday")
    letter_hour = forms.TypedChoiceField(label=_("Hour of letters"), coerce=int, choices=[(hour, f"{hour:02d}:00") for hour in range(24)])

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["language"].choices = settings.LANGUAGES
        self.fields["time_zone"].choices = zones()
