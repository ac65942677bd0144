"""The form of a commitment with the parts of its parties and its milestones."""

import uuid
from dataclasses import dataclass
from datetime import date

from django import forms
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.actions.commitment import FIELDS, Cause, Part, Step
from tracker.forms import details
from tracker.forms.entry import Entry, Rows
from tracker.forms.field import TEXT, Choices, DayField, RowField, RowsField, of, words
from tracker.forms.steps import Steps
from tracker.models import Commitment, DueDate, Meeting, Project, Responsibility
from tracker.models.change import Code
from tracker.models.kind import KINDS, Kind, kind_choices
from tracker.queries import change, commitment_choice
from tracker.queries import commitment as commitments
from tracker.queries import party as parties
from tracker.queries import person as people
from tracker.queries import renewal as renewals
from tracker.rules import commitment as rules
from tracker.rules import quality, renewal
from tracker.rules.access import Standing

QUOTE_LIMIT = 5_000  # characters
TYPED = tuple(name for name in FIELDS if name != "meeting")
LINKS = ("renews", "implements")


def offer_lifecycles(field: forms.ChoiceField, *, is_new: bool) -> None:
    """Offer what one person may choose alone; anything else is answered with where to ask for it."""
    field.choices = [choice for choice in Commitment.Lifecycle.choices if choice[0] not in rules.ASKED_FOR]
    field.error_messages["invalid_choice"] = rules.second_person(is_new=is_new)


class CommitmentForm(forms.Form):
    title = of(Commitment, "title")
    kind = of(Commitment, "kind")
    quote = of(Commitment, "quote", max_length=QUOTE_LIMIT, widget=forms.Textarea(attrs={"rows": 4}))
    description = of(Commitment, "description", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 4}))
    due_on = DayField(**words(Commitment, "due_on"), required=False)
    due_precision = of(Commitment, "due_precision")
    lifecycle = of(Commitment, "lifecycle")
    cadence_days = of(Commitment, "cadence_days", min_value=1, max_value=3660)
    grace_days = of(Commitment, "grace_days", max_value=3660)
    names_action = of(Commitment, "names_action", help_text=quality.MARKS["action"][1])
    names_deliverable = of(Commitment, "names_deliverable", help_text=quality.MARKS["deliverable"][1])
    is_measurable = of(Commitment, "is_measurable", help_text=quality.MARKS["measurable"][1])
    proof = of(Commitment, "proof", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 2}), help_text=quality.MARKS["proof"][1])
    is_draft = of(Commitment, "is_draft")
    visible_to = of(Commitment, "visible_to")
    publish_on = DayField(**words(Commitment, "publish_on"), required=False)
    overseen_by = RowField(**words(Commitment, "overseen_by"), required=False)
    renews = RowField(**words(Commitment, "renews"), required=False)
    implements = RowField(**words(Commitment, "implements"), required=False)
    projects = RowsField(**words(Commitment, "projects"), required=False)
    # Why the due date changes: asked of a commitment that stands already.
    code = of(DueDate, "code", initial=Code.CORRECTION)
    reason = of(DueDate, "reason", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 2}))
    agreed_at = RowField(**words(DueDate, "meeting"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, *args, kind: Kind, offered: "Offered", commitment: Commitment | None, **options):
        super().__init__(*args, **options)
        self.fields["kind"].choices = kind_choices()
        self.fields["overseen_by"].offer(offered.groups)
        for name in LINKS:
            choices = getattr(offered, name)
            self.fields[name].offer(choices)
            linked = commitment and getattr(commitment, f"{name}_id")
            if linked and str(linked) not in choices.rows:
                del self.fields[name]  # what it links to is not for this person; the link stays
        if "project" in kind.step_columns:
            self.fields["projects"].offer(offered.projects)
        else:
            del self.fields["projects"]
        details.add(self, kind.fields)
        self.declared = [details.PREFIX + field.name for field in kind.fields]
        offer_lifecycles(self.fields["lifecycle"], is_new=commitment is None)
        if commitment is None:
            for name in ("code", "reason", "agreed_at"):
                del self.fields[name]
        else:
            self.fields["agreed_at"].offer(offered.meetings)
            if commitment.lifecycle in rules.ASKED_FOR:
                del self.fields["lifecycle"]

    @property
    def of_kind(self) -> list[forms.BoundField]:
        """The fields that the kind declares."""
        return [self[name] for name in self.declared]


class PartForm(forms.Form):
    party = RowField(**words(Responsibility, "party"))
    role = of(Responsibility, "role")
    focal_point = RowField(**words(Responsibility, "focal_point"), required=False)

    def __init__(self, *args, parties: Choices, people: Choices, **options):
        super().__init__(*args, **options)
        self.fields["party"].offer(parties)
        self.fields["focal_point"].offer(people)


PartRows = forms.formset_factory(PartForm, formset=Rows, extra=2, can_delete=True)


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What the form of a commitment offers to choose from."""

    groups: Choices
    renews: Choices
    implements: Choices
    projects: Choices | None = None  # where the kind has some
    meetings: Choices | None = None  # of a commitment that stands already


class CommitmentEntry(Entry):
    """A commitment to record at `meeting` (`commitment` is None) or to edit by somebody of this standing."""

    TITLES = {"responsibilities": _("Who answers for it"), "milestones": _("Milestones")}

    def __init__(
        self, posted=None, *, meeting: Meeting, commitment: Commitment | None = None, kind: str = "", renews: Commitment | None = None, standing: Standing
    ):
        self.meeting, self.commitment, self.renews = meeting, commitment, renews
        chosen = posted.get("kind") if posted is not None else kind or (renews.kind if renews else "")
        self.kind = KINDS.get(chosen) or (commitment or Commitment()).own_kind
        self.parts_stored = list(commitment.responsibilities.all()) if commitment else []
        offered = Choices(parties.offered())
        everybody = Choices(people.offered(), group=people.heading)
        # What is stored is no part of a bound list: a row that equals it is still a row that was sent.
        part_rows = None if posted is not None else self._first_parts(standing.day)
        self.offered = Offered(
            groups=Choices(commitment_choice.working_groups(standing=standing, besides=commitment)),
            renews=Choices(commitment_choice.renewable(meeting, standing=standing, besides=commitment, stored=self._linked("renews"))),
            implements=Choices(commitment_choice.implementable(meeting, standing=standing, besides=commitment, stored=self._linked("implements"))),
            projects=Choices(commitment_choice.projects(standing=standing)) if "project" in self.kind.step_columns else None,
            meetings=Choices(change.meetings(commitment, standing=standing)) if commitment else None,
        )
        self.parts = PartRows(posted, prefix="parts", initial=part_rows, form_kwargs={"parties": offered, "people": everybody})
        self.listed = Steps(kind=self.kind, meeting=meeting, commitment=commitment, parties=offered, projects=self.offered.projects)
        self.steps = self.listed.rows(posted)
        self.quality = quality.read(commitment or Commitment(), self.parts_stored)
        form = CommitmentForm(posted, initial=self.stored(), kind=self.kind, offered=self.offered, commitment=commitment)
        super().__init__(form, {"responsibilities": self.parts, "milestones": self.steps}, row=commitment)

    def stored(self) -> dict:
        """The commitment's fields as they stand."""
        if self.commitment is None:
            return {"kind": self.kind.key} | self._suggested()
        told = model_to_dict(self.commitment, TYPED) | {"version": self.commitment.version, "kind": self.kind.key}
        told["projects"] = [str(project.pk) for project in self.commitment.projects.all()]
        return told | details.first(self.commitment.details, self.kind.fields)

    def stored_rows(self) -> dict[str, list[dict]]:
        return {"responsibilities": self._parts_stored(), "milestones": self.listed.first()}

    def saved_by(self) -> str:
        """From the ledger, whose last entry of the commitment itself is that save."""
        last = self.commitment and commitments.last_change(self.commitment)
        if not last or last.actor is None:
            return ""
        when = date_format(timezone.localtime(last.recorded_at), "j F Y, H:i")
        return gettext("%(name)s saved it on %(when)s.") % {"name": last.actor.name, "when": when}

    def problems(self) -> dict[str, str]:
        typed = self.form.cleaned_data
        of_the_form = rules.problems(
            meeting=self.meeting,
            quote=typed.get("quote", ""),
            lifecycle=typed.get("lifecycle", ""),
            lifecycle_before=typed.get("lifecycle", ""),
            due_on=typed.get("due_on"),
            overseen_by=typed.get("overseen_by"),
            reference=self.commitment.reference if self.commitment else "",
        )
        links = {"renews": typed.get("renews"), "implements": typed.get("implements")}
        own = self.commitment and self.commitment.pk
        of_the_form |= renewal.problems(commitment_id=own, meeting=self.meeting, **links, behind=renewals.leads_to(**links))
        return of_the_form | rules.repeated_parties([row["party"] for row in self.parts.kept() if "party" in row])

    def _first_parts(self, today: date) -> list[dict]:
        """As stored; for a new commitment a part for each party that met, with the focal point it has today."""
        if self.commitment:
            return self._parts_stored()
        if self.renews:
            parts = list(self.renews.responsibilities.all())
            answering = people.focal_points([part.party for part in parts], day=today)
            return [{"party": part.party_id, "role": part.role, "focal_point": answering.get(part.party_id)} for part in parts]
        met = [seat.party for seat in self.meeting.attendances.all()]
        answering = people.focal_points(met, day=today)
        role = Responsibility.Role.CO_LEAD if len(met) > 1 else Responsibility.Role.LEAD
        return [{"party": party.pk, "role": role, "focal_point": answering.get(party.pk)} for party in met]

    def _suggested(self) -> dict:
        """What a commitment that is made anew says first of the new one."""
        if self.renews is None:
            return {}
        return {"renews": self.renews.pk, "title": self.renews.title, "projects": [str(project.pk) for project in self.renews.projects.all()]}

    def _linked(self, name: str) -> int | None:
        """The key to which the commitment links already, or is to link: offered however far back it stands."""
        return getattr(self.commitment, f"{name}_id") if self.commitment else self.renews.pk if self.renews and name == "renews" else None

    def _parts_stored(self) -> list[dict]:
        return [{"party": part.party_id, "role": part.role, "focal_point": part.focal_point_id} for part in self.parts_stored]

    def show_anew(self) -> None:
        """With the fields of the kind that is chosen now, and with the steps it begins with where none is named yet."""
        if self.commitment is None and not any(form["title"].data for form in self.steps):
            self.steps = self.lists["milestones"] = self.listed.rows(None)
        super().show_anew()

    def told(self) -> dict:
        """The values of the fields that the kind declares."""
        return details.said(self.form.cleaned_data, self.kind.fields)

    def projects(self) -> list[Project]:
        return self.form.cleaned_data.get("projects", [])

    def fields(self) -> dict:
        return {name: self.form.cleaned_data[name] for name in TYPED if name in self.form.cleaned_data} | {"meeting": self.meeting}

    def cause(self) -> Cause:
        """Why the due date changes, if it does."""
        typed = self.form.cleaned_data
        return Cause(code=typed["code"] or Code.CORRECTION, reason=typed["reason"], meeting=typed["agreed_at"])

    def said_parts(self) -> list[Part]:
        return [Part(party=row["party"], role=row["role"], focal_point=row["focal_point"]) for row in self.parts.kept()]

    def said_steps(self) -> list[Step]:
        return self.listed.said(self.steps)
