"""The milestones of a commitment as rows of a form; its kind says which columns they have."""

from datetime import date

from django import forms
from django.forms.models import model_to_dict
from django.http import QueryDict

from tracker.actions.commitment import Step
from tracker.forms import details
from tracker.forms.entry import Rows
from tracker.forms.field import Choices, DayField, RowField, RowsField, of, words
from tracker.models import Commitment, Meeting, Milestone
from tracker.models.kind import Kind
from tracker.rules import due

CONTENT = ("title", "party", "due_on", "due_precision", "done_on", "baseline_on", "forecast_on")  # as the model names it
EMPTY = 3  # rows that wait for another milestone


class StepForm(forms.Form):
    """A milestone; the columns that its kind does not use are left out."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    step = forms.CharField(widget=forms.HiddenInput, required=False, max_length=30)
    title = of(Milestone, "title")
    party = RowField(label=words(Milestone, "party")["label"], required=False)
    due_on = DayField(**words(Milestone, "due_on"), required=False)
    due_precision = of(Milestone, "due_precision")
    baseline_on = DayField(**words(Milestone, "baseline_on"), required=False)
    forecast_on = DayField(**words(Milestone, "forecast_on"), required=False)
    done_on = DayField(**words(Milestone, "done_on"), required=False)
    project = RowField(label=words(Milestone, "project")["label"], required=False)
    answering = RowsField(**words(Milestone, "answering"), required=False, widget=forms.SelectMultiple(attrs={"size": 3}))

    def __init__(self, *args, kind: Kind, parties: Choices, projects: Choices | None, meeting: Meeting, **options):
        super().__init__(*args, **options)
        self.meeting = meeting
        self.fields["party"].offer(parties)
        for name, choices in (("project", projects), ("answering", parties), ("baseline_on", None), ("forecast_on", None)):
            if name not in kind.step_columns:
                del self.fields[name]
            elif choices is not None:
                self.fields[name].offer(choices)
        details.add(self, kind.step_fields)

    def clean_due_on(self) -> date | None:
        """Said here too, and not by the action alone, so that it stands beside the row it belongs to."""
        if wrong := due.problem(self.cleaned_data["due_on"], not_before=self.meeting.starts_on):
            raise forms.ValidationError(wrong)
        return self.cleaned_data["due_on"]


StepRows = forms.formset_factory(StepForm, formset=Rows, extra=EMPTY, can_delete=True, max_num=1000, absolute_max=1000)


class Steps:
    """The milestones of `commitment` (None: of one to be recorded at `meeting`), as rows of its kind."""

    def __init__(self, *, kind: Kind, meeting: Meeting, commitment: Commitment | None, parties: Choices, projects: Choices | None):
        self.kind, self.meeting, self.is_new = kind, meeting, commitment is None
        self.stored = list(commitment.milestones.prefetch_related("answering")) if commitment else []
        self.options = {"kind": kind, "parties": parties, "projects": projects, "meeting": meeting}

    def rows(self, posted: QueryDict | None, *, further: list[dict] = ()) -> Rows:
        """The list as it begins, with `further` rows behind it, or as it was sent: what is stored is no part of a list that was sent."""
        initial = None if posted is not None else [*self.first(), *further]
        return StepRows(posted, prefix="steps", initial=initial, form_kwargs=self.options)

    def first(self) -> list[dict]:
        """As stored; for a new commitment the steps with which its kind begins, once for each party that met where they are of a side."""
        if not self.is_new:
            return [self._as_row(step) for step in self.stored]
        met = [seat.party for seat in self.meeting.attendances.all()]
        return [
            {"step": step.key, "title": step.title, "party": party and party.pk} for step in self.kind.steps for party in (met if step.per_side else [None])
        ]

    def said(self, rows: Rows) -> list[Step]:
        """As typed, in their order on the page; an id of another commitment's is nobody's."""
        own = {step.pk for step in self.stored}
        return [
            Step(
                id=row["id"] if row["id"] in own else None,
                step=row["step"],
                project=row.get("project"),
                answering=tuple(row.get("answering", ())),
                details=details.said(row, self.kind.step_fields),
                **{name: row[name] for name in CONTENT if name in row},
            )
            for row in rows.kept()
        ]

    def _as_row(self, step: Milestone) -> dict:
        row = model_to_dict(step, [*CONTENT, "project"]) | {"id": step.pk, "step": step.step, "answering": [str(party.pk) for party in step.answering.all()]}
        return row | details.first(step.details, self.kind.step_fields)
