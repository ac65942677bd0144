"""The form in which a party reports: what it states, what was done, and what supports it."""

import uuid
from datetime import date
from pathlib import PurePath

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.forms.field import TEXT, DayField, TextField, of, words
from tracker.kinds.roadmap import named
from tracker.models import Evidence, Milestone, ProgressReport, Responsibility
from tracker.queries import progress as queries
from tracker.rules import progress as rules

LINKS, FILES = 3, 5
SUFFIXES = ("pdf", "png", "jpg", "jpeg", "docx", "xlsx", "odt", "ods", "txt", "csv")
is_web_address = URLValidator(schemes=["http", "https"], message=gettext_lazy("Write the whole address, as in https://example.org/act.pdf."))


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFilesField(forms.FileField):
    """Up to FILES files of the kinds named in SUFFIXES; cleans to a list."""

    widget = ManyFilesInput

    def clean(self, value, initial=None):
        files = [super(ManyFilesField, self).clean(file) for file in value or []]
        if len(files) > FILES:
            raise ValidationError(_("At most %(n)d files go with one report.") % {"n": FILES})
        wrong = [sentence for file in files if (sentence := file_problem(file))]
        if wrong:
            raise ValidationError(wrong)
        return files


def largest() -> str:
    """The size of the largest file that is taken, in words."""
    return _("%(n)d MB") % {"n": settings.EVIDENCE_MAX_BYTES // 1_000_000}


def kinds_of_files(count: int) -> str:
    """How many files of which kinds and size are taken, in words."""
    said = ngettext("One file of at most %(size)s: %(kinds)s.", "Up to %(n)d files of at most %(size)s each: %(kinds)s.", count)
    return said % {"n": count, "size": largest(), "kinds": ", ".join(SUFFIXES)}


def file_problem(file) -> str | None:
    """What is wrong with a file, if anything."""
    if PurePath(file.name).suffix.lower().removeprefix(".") not in SUFFIXES:
        return _("“%(name)s” is not of a kind that is kept here. Use one of: %(kinds)s.") % {"name": file.name, "kinds": ", ".join(SUFFIXES)}
    if file.size > settings.EVIDENCE_MAX_BYTES:
        return _("“%(name)s” is larger than %(size)s.") % {"name": file.name, "size": largest()}
    return None


class LinksField(TextField):
    """Up to LINKS web addresses, one on a line; cleans to a list."""

    widget = forms.Textarea(attrs={"rows": 2})

    def clean(self, value):
        links = list(dict.fromkeys(super().clean(value).split()))
        if len(links) > LINKS:
            raise ValidationError(_("At most %(n)d links go with one report.") % {"n": LINKS})
        longest = Evidence._meta.get_field("url").max_length
        for link in links:
            if len(link) > longest:
                raise ValidationError(_("An address may have at most %(n)d characters.") % {"n": longest})
            is_web_address(link)
        return links


def _said(model, name: str, empty: str) -> list[tuple[str, str]]:
    return [("", empty), *((value, capfirst(label)) for value, label in model._meta.get_field(name).choices)]


class MeasuresField(forms.ModelMultipleChoiceField):
    """The measures without an end, by their numbers."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return named(obj)


class WordForm(forms.Form):
    """What every form asks in which a party reports on `part`; what it last stated is chosen already."""

    status = forms.ChoiceField(label=gettext_lazy("How far is your part?"), widget=forms.RadioSelect, required=False)
    health = forms.ChoiceField(label=gettext_lazy("How does it look?"), widget=forms.RadioSelect, required=False)
    nothing_to_report = of(
        ProgressReport, "nothing_to_report", help_text=gettext_lazy("Nothing was done since the last report. Status and health stay as they were.")
    )
    done = of(ProgressReport, "done", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 4}), help_text=gettext_lazy("A sentence or two is enough."))
    next_step = of(ProgressReport, "next_step", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 2}))
    obstacle = forms.ChoiceField(label=gettext_lazy("Obstacle"), required=False)
    forecast_on = DayField(**words(ProgressReport, "forecast_on"), required=False)
    measures = MeasuresField(
        Milestone.objects.none(),
        label=gettext_lazy("This report speaks of"),
        required=False,
        help_text=gettext_lazy("Permanent measures on which a report is owed. Tick those that yours tells of."),
    )

    def __init__(self, *args, part: Responsibility, today: date, initial: dict | None = None, **options):
        super().__init__(*args, initial={"status": part.stated_status, "health": part.health} | (initial or {}), **options)
        self.part, self.today = part, today
        permanent = queries.permanent(part.commitment)
        if permanent:
            self.fields["measures"].queryset = permanent
        else:
            del self.fields["measures"]
        self.fields["status"].choices = _said(Responsibility, "stated_status", "")[1:]
        self.fields["health"].choices = _said(Responsibility, "health", _("Not said"))
        self.fields["obstacle"].choices = _said(ProgressReport, "obstacle", _("None"))
        if part.forecast_on:
            last_said = _("By when the party now expects to be done. Last said: %(day)s; empty leaves it so.")
            self.fields["forecast_on"].help_text = last_said % {"day": date_format(part.forecast_on, "j F Y")}

    def clean(self):
        """The rules are asked here too, and not by the action alone, so that all that is wrong is said at once."""
        wanted = {name: self.cleaned_data.get(name, "") for name in ("status", "nothing_to_report", "done")}
        wanted["forecast_on"] = self.cleaned_data.get("forecast_on")
        for name, sentence in rules.problems(self.part, **wanted, today=self.today).items():
            if not (name and name in self.errors):
                self.add_error(name or None, sentence)


class ReportForm(WordForm):
    """The whole form, with evidence."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    links = LinksField(
        label=gettext_lazy("Links to evidence"), required=False, max_length=2_000, help_text=gettext_lazy("Up to three web addresses, one on a line.")
    )
    files = ManyFilesField(label=gettext_lazy("Files"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, initial={"key": str(uuid.uuid4())}, **options)
        self.fields["files"].help_text = kinds_of_files(FILES)

    def clean_key(self) -> uuid.UUID:
        """A key that somebody altered counts as a new one."""
        try:
            return uuid.UUID(self.cleaned_data["key"])
        except ValueError:
            return uuid.uuid4()
