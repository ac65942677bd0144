"""The form of a project with what each source gives."""

from decimal import Decimal

from django import forms
from django.core.validators import RegexValidator
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from tracker.actions.project import FIELDS
from tracker.forms.entry import Entry, Rows
from tracker.forms.field import TEXT, of
from tracker.models import Funding, Project

is_currency = RegexValidator(r"^[A-Z]{3}$", _("Write the currency as three capital letters, as in EUR."))


class ProjectForm(forms.Form):
    name = of(Project, "name")
    sector = of(Project, "sector")
    place = of(Project, "place")
    cost = of(Project, "cost", min_value=0)
    currency = of(Project, "currency", validators=[is_currency])
    description = of(Project, "description", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class FundingForm(forms.Form):
    source = of(Funding, "source")
    amount = of(Funding, "amount", min_value=0)


FundingRows = forms.formset_factory(FundingForm, formset=Rows, extra=2, can_delete=True)


class ProjectEntry(Entry):
    """A project to record (`project` is None) or to edit."""

    TITLES = {"funding": _("Funding by source")}

    def __init__(self, posted=None, *, project: Project | None = None):
        self.project = project
        self.rows = FundingRows(posted, prefix="funding", initial=None if posted is not None else self._stored())
        super().__init__(ProjectForm(posted, initial=self.stored()), {"funding": self.rows}, row=project)

    def stored(self) -> dict:
        return model_to_dict(self.project, FIELDS) | {"version": self.project.version} if self.project else {}

    def stored_rows(self) -> dict[str, list[dict]]:
        return {"funding": self._stored()}

    def _stored(self) -> list[dict]:
        return [model_to_dict(row, ["source", "amount"]) for row in self.project.funding.all()] if self.project else []

    def fields(self) -> dict:
        return {name: self.form.cleaned_data[name] for name in FIELDS}

    def said(self) -> list[tuple[str, Decimal | None]]:
        return [(row["source"], row["amount"]) for row in self.rows.kept()]
