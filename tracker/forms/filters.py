"""The filters of the list of commitments, shared by the page, its counted chips and whoever else asks for a part of the list."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tracker.forms.field import LINE, DayField
from tracker.models import Clock, Commitment, Person
from tracker.models.clock import Rule, rule_choices
from tracker.models.kind import kind_choices
from tracker.queries import commitment_list

SOON_DAYS = 30
OPEN = [value for value in Commitment.Lifecycle.values if value not in Commitment.CLOSED]
ME = "me"
DISAGREE = "disagree"
RENEWED = "yes"
SELECT = forms.Select(attrs={"class": "input"})
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"class": "input", "placeholder": "2026-03-14", "autocomplete": "off"})


def _capped(choices) -> list[tuple[str, str]]:
    return [(value, capfirst(label)) for value, label in choices]


class DayFilter(django_filters.Filter):
    field_class = DayField


class OwnerField(forms.CharField):
    """A focal point by number, or "me"; cleans to the person. Only somebody who answers for one of `rows` is known."""

    def __init__(self, *, me: Person | None = None, rows=None, names_people: bool = True, **options):
        super().__init__(**options)
        self.me, self.rows, self.names_people = me, rows, names_people

    def clean(self, value):
        asked = super().clean(value)
        if not asked:
            return None
        is_number = self.names_people and re.fullmatch(r"[0-9]{1,15}", asked)
        person = self.me if asked == ME else commitment_list.focal_point(int(asked), of=self.rows) if is_number else None
        if person is None:
            raise forms.ValidationError(_("Nobody is known by this. Use “me”, or follow a link on a commitment."))
        return person


class OwnerFilter(django_filters.Filter):
    field_class = OwnerField


class CommitmentFilter(django_filters.FilterSet):
    """Filters by what an address says. A value that cannot be meant is left out and answered beside its filter."""

    text = django_filters.CharFilter(label=_("Text"), max_length=LINE, widget=forms.TextInput(attrs={"type": "search", "class": "input"}))
    party = django_filters.ChoiceFilter(label=_("Party"), empty_label=_("Any party"), widget=SELECT)
    body = django_filters.ChoiceFilter(label=_("Body"), empty_label=_("Any body"), widget=SELECT)
    reporting = django_filters.MultipleChoiceFilter(label=_("Reporting"), widget=forms.CheckboxSelectMultiple)
    flag = django_filters.MultipleChoiceFilter(label=_("Flag"), widget=forms.CheckboxSelectMultiple)
    sides = django_filters.MultipleChoiceFilter(label=_("Sides"), choices=[(DISAGREE, _("Sides disagree"))], widget=forms.CheckboxSelectMultiple)
    renewed = django_filters.MultipleChoiceFilter(label=_("Made anew"), choices=[(RENEWED, _("Renews an earlier one"))], widget=forms.CheckboxSelectMultiple)
    lifecycle = django_filters.MultipleChoiceFilter(label=_("Lifecycle"), widget=forms.CheckboxSelectMultiple)
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), widget=forms.CheckboxSelectMultiple)
    due_after = DayFilter(label=_("Due from"), widget=DAY)
    due_before = DayFilter(label=_("Due to"), widget=DAY)
    owner = OwnerFilter(label=_("Focal point"), max_length=20)

    class Meta:
        model = Commitment
        fields = []

    def __init__(self, data=None, queryset=None, *, person: Person | None = None, names_people: bool = True, offered: dict | None = None):
        super().__init__(data, queryset)
        self.keys = {noun: {choice.code: choice.pk for choice in choices} for noun, choices in (offered or {}).items()}
        self._offer(offered or {})
        self.filters["owner"].extra |= {"me": person, "rows": queryset, "names_people": names_people}

    def _offer(self, offered: dict) -> None:
        choices = {noun: [(choice.code, choice.name) for choice in rows] for noun, rows in offered.items()}
        choices["reporting"] = _capped((state.value, state.label) for state in Clock.REPORTING)
        choices["flag"] = _capped(rule_choices())
        choices["lifecycle"] = _capped(Commitment.Lifecycle.choices)
        choices["kind"] = _capped(kind_choices())
        for name, listed in choices.items():
            self.filters[name].extra["choices"] = listed

    def filter_queryset(self, rows):
        return commitment_list.filtered(rows, **self._wanted())

    def _wanted(self) -> dict:
        """What was asked for and could be meant, as the query takes it."""
        wanted = {name: value for name, value in self.form.cleaned_data.items() if value}
        for noun in ("party", "body"):
            if noun in wanted:
                wanted[noun] = self.keys[noun][wanted[noun]]
        if "owner" in wanted:
            wanted["owner"] = wanted["owner"].pk
        return wanted

    def active(self) -> list["Active"]:
        """What the list is filtered by, each with the address that leaves it out."""
        found = []
        for name in self.filters:
            if not self.form.cleaned_data.get(name):
                continue
            for value in dict.fromkeys(self.data.getlist(name)[-1:] if not self._is_many(name) else self.data.getlist(name)):
                found.append(Active(self._said(name, value), self._without(name, value)))
        return found

    def _is_many(self, name: str) -> bool:
        return isinstance(self.form.fields[name], forms.MultipleChoiceField)

    def _said(self, name: str, value: str) -> str:
        field, cleaned = self.form.fields[name], self.form.cleaned_data[name]
        if name == "owner":
            value = cleaned.name
        return f"{field.label}: {dict(getattr(field, 'choices', ())).get(value, value)}"

    def _without(self, name: str, value: str) -> str:
        kept = self.data.copy()
        kept.setlist(name, [other for other in kept.getlist(name) if other != value] if self._is_many(name) else [])
        return address(kept)


@dataclass(frozen=True)
class Active:
    label: str
    address: str


@dataclass(frozen=True)
class View:
    """A part of the list that people ask for every day."""

    name: str
    label: str
    data: QueryDict  # what its address says
    wanted: dict  # the same as the query takes it, so that counting it needs no form

    @property
    def address(self) -> str:
        return address(self.data)


def views(*, today: date, person: Person | None) -> list[View]:
    """The counted chips above the list."""
    soon = {"due_after": today, "due_before": today + timedelta(days=SOON_DAYS), "lifecycle": OPEN}
    chips = [
        _view("all", _("All"), {}),
        _view("silent", _("Silent"), {"reporting": [Clock.State.SILENT.value, Clock.State.NEVER_REPORTED.value]}),
        _view("overdue", _("Overdue"), {"flag": [Rule.OVERDUE.value]}),
        _view("soon", _("Due in 30 days"), soon),
        _view("disagree", _("Sides disagree"), {"sides": [DISAGREE]}),
    ]
    return [*chips, _view("mine", _("Mine"), {"owner": person.pk}, owner=ME)] if person else chips


def _view(name: str, label: str, wanted: dict, **said: str) -> View:
    """`said` is what the address says instead of a value that the query takes."""
    data = QueryDict(mutable=True)
    for key, value in (wanted | said).items():
        data.setlist(key, [str(one) for one in value] if isinstance(value, list) else [str(value)])
    return View(name, label, data, wanted)


def address(query: QueryDict, **changes: str) -> str:
    """The list's address with these filters, from its first page; `changes` are set, or left out where empty."""
    kept = query.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    for name, value in changes.items():
        kept.pop(name, None)
        if value:
            kept[name] = value
    return f"?{kept.urlencode()}"


def asked(query: QueryDict) -> dict[str, set[str]]:
    """What an address filters by, whatever its order and page."""
    return {name: set(values) for name, values in query.lists() if name in CommitmentFilter.base_filters and any(values)}
