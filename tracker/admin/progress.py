"""Progress reports and their evidence in the admin: added for a party by the desk, never changed or deleted."""

import uuid
from datetime import date

from django import forms
from django.conf import settings
from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from tracker.actions import progress as actions
from tracker.admin.access import AddOnly, ReadOnly
from tracker.admin.erasing import Erasable
from tracker.admin.record import ActionAdmin, ListAdmin, RowInline, typed
from tracker.forms.refusal import add_problems
from tracker.forms.version import RefusableForm
from tracker.models import Evidence, ProgressReport
from tracker.rules import progress as rules
from tracker.rules.refusal import Refused

WORDS = ("status", "health", "nothing_to_report", "done", "next_step", "obstacle", "forecast_on")


class ReportForm(RefusableForm):
    # One for each form shown, so that a double submit is one report.
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    today: date  # set by the door

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("status", "author"):
            if name in self.fields:
                self.fields[name].required = False

    def _get_validation_exclusions(self):
        # The database's own word on an empty report is the constraint's name; `clean` has said it better, or something else comes first.
        return super()._get_validation_exclusions() | {"done"}

    def clean(self):
        super().clean()
        typed = self.cleaned_data
        if typed.get("responsibility") and self.refused is None:
            words = {"status": typed.get("status", ""), "nothing_to_report": typed.get("nothing_to_report", False), "done": typed.get("done", "")}
            words |= {"forecast_on": typed.get("forecast_on"), "today": self.today}
            problems = rules.problems(typed["responsibility"], **words)
            add_problems(self, Refused({name: sentence for name, sentence in problems.items() if not self.has_error(name)}))
        return typed


class EvidenceForm(forms.ModelForm):
    def clean_file(self):
        file = self.cleaned_data.get("file")
        if file and file.size > settings.EVIDENCE_MAX_BYTES:
            raise forms.ValidationError(_("This file is too large. Send one of at most %(size)s.") % {"size": filesizeformat(settings.EVIDENCE_MAX_BYTES)})
        return file

    def clean(self):
        super().clean()
        if not self.errors and bool(self.cleaned_data.get("url")) == bool(self.cleaned_data.get("file")):
            self.add_error("file", _("Give either a link or a file; use one row for each."))
        return self.cleaned_data


class EvidenceInline(AddOnly, RowInline):
    model = Evidence
    form = EvidenceForm

    def get_fields(self, request, obj=None):
        # A stored file lies under a random name and is never served by address; its given name is shown.
        return ["name", "url", "sha256"] if obj else ["url", "file"]

    def get_readonly_fields(self, request, obj=None):
        return ["name", "url", "sha256"] if obj else []

    def has_add_permission(self, request, obj=None):
        return obj is None and super().has_add_permission(request, obj)


@admin.register(ProgressReport)
class ProgressReportAdmin(AddOnly, Erasable, ActionAdmin):
    form = ReportForm
    list_display = ["reported_at", "responsibility", "commitment", "status", "health", "nothing_to_report", "counts", "author", "via"]
    list_filter = ["status", "health", "nothing_to_report", "needs_review", "obstacle", "via", "responsibility__party"]
    list_select_related = ["responsibility__party", "responsibility__commitment", "author", "review"]
    date_hierarchy = "reported_at"
    search_fields = ["responsibility__commitment__reference", "responsibility__party__name", "done", "next_step"]
    autocomplete_fields = ["responsibility", "author"]
    inlines = [EvidenceInline]

    def get_fieldsets(self, request, obj=None):
        said = [("status", "health"), "nothing_to_report", "done", "next_step", "obstacle", "forecast_on"]
        if obj:
            return [(None, {"fields": ["responsibility", "commitment", *said]}), (_("Record"), {"fields": ["author", "via", "reported_at"]})]
        return [(None, {"fields": ["responsibility", "author", *said, "key"]})]

    def get_readonly_fields(self, request, obj=None):
        return ["commitment"] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        if kwargs.get("fields"):
            kwargs["fields"] = [name for name in kwargs["fields"] if name != "key"]
        form = super().get_form(request, obj, change, **kwargs)
        form.today = request.now.date()
        return form

    def get_changeform_initial_data(self, request):
        return {"author": request.person} | super().get_changeform_initial_data(request)

    @admin.display(description=_("counts"), boolean=True)
    def counts(self, report):
        return report.counts_since is not None

    @admin.display(description=_("commitment"), ordering="responsibility__commitment__reference")
    def commitment(self, report):
        return report.responsibility.commitment

    def write(self, request, form, formsets, change):
        evidence = [row.cleaned_data for row in formsets[0].forms if row.has_changed()]
        return actions.report(
            responsibility=form.cleaned_data["responsibility"],
            author=form.cleaned_data["author"] or request.person,
            via=ProgressReport.Via.ADMIN,
            links=[row["url"] for row in evidence if row["url"]],
            files=[row["file"] for row in evidence if row["file"]],
            key=form.cleaned_data["key"],
            now=request.now,
            **typed(form, WORDS),
        )


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly, ListAdmin):
    """To look through; evidence comes with its report."""

    list_display = ["__str__", "report", "sha256"]
    list_select_related = ["report__responsibility__party", "report__responsibility__commitment"]
    date_hierarchy = "report__reported_at"
    search_fields = ["name", "url", "report__responsibility__commitment__reference"]
    fields = ["report", "name", "url", "sha256"]
