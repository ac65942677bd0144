"""The milestones of a commitment as one table, filled by hand, from pasted rows or from a file."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tracker.actions.commitment import Step
from tracker.exchange import measures as exchange
from tracker.forms.entry import Entry
from tracker.forms.field import Choices, TextField
from tracker.forms.steps import Steps
from tracker.models import Commitment
from tracker.queries import commitment_choice
from tracker.queries import party as parties
from tracker.rules.access import Standing
from tracker.rules.refusal import Refused

PASTED = 200_000  # characters


class MeasuresForm(forms.Form):
    pasted = TextField(
        label=_("Rows from a spreadsheet"),
        required=False,
        max_length=PASTED,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("Copy the rows there, with or without their headings, and paste them here."),
    )
    file = forms.FileField(label=_("Or a file"), required=False, help_text=_("XLSX, or CSV in UTF-8."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class MeasuresEntry(Entry):
    TITLES = {"milestones": _("Milestones")}

    def __init__(self, posted=None, files=None, *, commitment: Commitment, standing: Standing):
        self.commitment, self.kind = commitment, commitment.own_kind
        self.parties = list(parties.offered())
        self.projects = list(commitment_choice.projects(standing=standing)) if "project" in self.kind.step_columns else None
        projects = None if self.projects is None else Choices(self.projects)
        self.listed = Steps(kind=self.kind, meeting=commitment.meeting, commitment=commitment, parties=Choices(self.parties), projects=projects)
        self.steps = self.listed.rows(posted)
        self.unread: list[str] = []  # sentences about cells that could not be read
        super().__init__(MeasuresForm(posted, files, initial={"version": commitment.version}), {"milestones": self.steps}, row=commitment)

    def stored_rows(self) -> dict[str, list[dict]]:
        return {"milestones": self.listed.first()}

    def read(self) -> bool:
        """Put what was pasted, or the file, behind the rows that stand in the table; whether anything was read. Nothing is saved."""
        if not self.form.is_valid():
            self.show_rows_anew()
            return False
        file, text = self.form.cleaned_data["file"], self.form.cleaned_data["pasted"]
        try:
            known = {"parties": self.parties, "projects": self.projects or []}
            found = exchange.from_file(file.name, file.read(), self.kind, **known) if file else exchange.pasted(text, self.kind, **known)
        except Refused as refused:
            self._refuse(refused)
            self.show_rows_anew()
            return False
        self.unread = found.wrongs
        self._append(found.rows)
        return bool(found.rows)

    def show_rows_anew(self) -> None:
        """The table as it was sent, without judging it."""
        errors = self.form._errors
        self.show_anew()
        self.form._errors = errors

    def _append(self, rows: list[dict]) -> None:
        """Behind what was typed; a row of a number that stands already takes its place there."""
        posted: QueryDict = self.steps.data.copy()
        prefix, total = self.steps.prefix, self.steps.total_form_count()
        at = {posted.get(f"{prefix}-{n}-own_number"): n for n in range(total) if posted.get(f"{prefix}-{n}-own_number")}
        empty = [n for n in range(total) if not posted.get(f"{prefix}-{n}-title") and not posted.get(f"{prefix}-{n}-id")]
        for row in rows:
            number = at.get(row.get("own_number"))
            if number is None:
                number = empty.pop(0) if empty else total
                total = max(total, number + 1)
            for name, value in row.items():
                key = f"{prefix}-{number}-{name}"
                posted.setlist(key, value) if isinstance(value, list) else posted.__setitem__(key, str(value))
        posted[f"{prefix}-TOTAL_FORMS"] = str(total)
        if not self.unread:
            posted["pasted"] = ""
        self.steps = self.lists["milestones"] = self.listed.rows(posted)
        self.form.data = posted
        self.show_anew()

    def said(self) -> list[Step]:
        return self.listed.said(self.steps)
