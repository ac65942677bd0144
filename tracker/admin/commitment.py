"""Commitments with their responsibilities and milestones in the admin."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tracker.actions import commitment as actions
from tracker.actions.commitment import Cause, Part
from tracker.admin.parties import PartiesOnceFormSet
from tracker.admin.record import RowInline, VersionedAdmin, kept_rows, typed
from tracker.forms.commitment import offer_lifecycles
from tracker.forms.field import TEXT, of, words
from tracker.forms.refusal import add_problems
from tracker.forms.version import VersionedForm
from tracker.models import Commitment, DueDate, Meeting, Milestone, Responsibility
from tracker.models.change import Code
from tracker.models.kind import KINDS
from tracker.queries import change
from tracker.queries import renewal as renewals
from tracker.rules import commitment as rules
from tracker.rules import renewal
from tracker.rules.refusal import Refused

DATE_CHANGES = _("If the due date changes")


class CommitmentForm(VersionedForm):
    # Why the due date changes, if it does.
    code = of(DueDate, "code", initial=Code.CORRECTION)
    reason = of(DueDate, "reason", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 2}))
    agreed_at = forms.ModelChoiceField(Meeting.objects.none(), label=words(DueDate, "meeting")["label"], required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "lifecycle" in self.fields:
            offer_lifecycles(self.fields["lifecycle"], is_new=self.instance.pk is None)
        if self.instance.pk:
            self.fields["agreed_at"].queryset = change.of_body(self.instance)

    def clean(self):
        super().clean()
        typed = self.cleaned_data
        problems = rules.problems(
            meeting=typed.get("meeting"),
            quote=typed.get("quote", ""),
            lifecycle=typed.get("lifecycle", self.instance.lifecycle),
            lifecycle_before=self.instance.lifecycle if self.instance.pk else None,
            due_on=typed.get("due_on"),
            overseen_by=typed.get("overseen_by"),
            reference=self.instance.reference,
        )
        links = {"renews": typed.get("renews"), "implements": typed.get("implements")}
        problems |= renewal.problems(commitment_id=self.instance.pk, meeting=typed.get("meeting"), **links, behind=renewals.leads_to(**links))
        add_problems(self, Refused({name: sentence for name, sentence in problems.items() if not self.has_error(name)}))
        return typed


class ResponsibilityFormSet(PartiesOnceFormSet):
    def problems(self, parties):
        return rules.repeated_parties(parties)


class ResponsibilityInline(RowInline):
    model = Responsibility
    formset = ResponsibilityFormSet
    fields = ["party", "role", "focal_point", "stated_status", "health"]
    readonly_fields = ["stated_status", "health"]
    autocomplete_fields = ["party", "focal_point"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("commitment", "party")


class MilestoneInline(RowInline):
    model = Milestone
    fields = ["title", "party", "due_on", "due_precision", "baseline_on", "forecast_on", "done_on", "project"]
    autocomplete_fields = ["party"]


@admin.register(Commitment)
class CommitmentAdmin(VersionedAdmin):
    form = CommitmentForm
    list_display = ["reference", "title", "kind", "meeting", "lifecycle", "due_on"]
    list_filter = ["kind", "lifecycle", "body"]
    list_select_related = ["meeting"]
    date_hierarchy = "due_on"
    search_fields = ["reference", "title", "quote"]
    autocomplete_fields = ["meeting", "overseen_by", "renews", "implements"]
    inlines = [ResponsibilityInline, MilestoneInline]
    readonly_fields = ["reference", "suspended_until", "closed_on", "recorded_at"]
    fieldsets = [
        (None, {"fields": ["reference", "title", "kind", "meeting", "quote", "description", "version"]}),
        (_("Can it be followed?"), {"fields": [("names_action", "names_deliverable", "is_measurable"), "proof"]}),
        (_("Where it stands"), {"fields": ["lifecycle", "suspended_until", ("due_on", "due_precision")]}),
        (DATE_CHANGES, {"fields": [("code", "agreed_at"), "reason"]}),
        (_("Watch"), {"fields": [("cadence_days", "grace_days"), "overseen_by"]}),
        (_("Where it comes from"), {"fields": [("renews", "implements")]}),
        (_("Who may see it"), {"fields": [("visible_to", "publish_on"), "is_draft"]}),
        (_("Record"), {"fields": ["closed_on", "recorded_at"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        """Nobody closes, suspends or reopens a commitment by editing it: that is asked for on its page."""
        asked_for = obj is not None and obj.lifecycle in rules.ASKED_FOR
        return [*super().get_readonly_fields(request, obj), *(["lifecycle"] if asked_for else [])]

    def get_fieldsets(self, request, obj=None):
        """A new commitment has no date yet that could change."""
        return [(title, told) for title, told in super().get_fieldsets(request, obj) if obj or title != DATE_CHANGES]

    def has_delete_permission(self, request, obj=None):
        return False  # its ledger stays; one entered by mistake is dropped

    def write(self, request, form, formsets, change):
        fields = typed(form, actions.FIELDS)
        parts = [Part(party=row.party, role=row.role, focal_point=row.focal_point) for row in kept_rows(formsets[0])]
        steps = [actions.as_step(row, KINDS[form.cleaned_data["kind"]]) for row in kept_rows(formsets[1])]
        if not change:
            return actions.record(fields=fields, parts=parts, steps=steps, by=request.person, now=request.now)
        version = form.cleaned_data["version"]
        said = {"fields": fields, "parts": parts, "steps": steps, "cause": cause(form.cleaned_data)}
        return actions.revise(commitment=form.instance, version=version, **said, by=request.person, now=request.now)


def cause(typed: dict) -> Cause:
    """Why the due date changes, as the form gives it."""
    return Cause(code=typed["code"] or Code.CORRECTION, reason=typed["reason"], meeting=typed["agreed_at"])
