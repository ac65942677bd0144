"""Meetings and who was there, in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tracker.actions import meeting as actions
from tracker.actions.meeting import Seat
from tracker.admin.parties import PartiesOnceFormSet
from tracker.admin.record import RowInline, VersionedAdmin, kept_rows, typed
from tracker.forms.refusal import add_problems
from tracker.forms.version import VersionedForm
from tracker.models import Attendance, Meeting
from tracker.rules import meeting as rules
from tracker.rules.refusal import Refused


class MeetingForm(VersionedForm):
    def clean(self):
        super().clean()
        typed = self.cleaned_data
        starts_on = typed.get("starts_on")
        problems = rules.problems(starts_on=starts_on, ends_on=typed.get("ends_on"), parties=[])
        problems |= rules.taken_ordinal(body=typed.get("body"), ordinal=typed.get("ordinal"), meeting_id=self.instance.pk)
        if self.instance.pk and "source_text" in typed:
            problems |= rules.lost_quotes(self.instance, source_text=typed["source_text"], starts_on=starts_on)
        add_problems(self, Refused({name: sentence for name, sentence in problems.items() if not self.has_error(name)}))
        return typed


class AttendanceInline(RowInline):
    model = Attendance
    formset = PartiesOnceFormSet
    fields = ["party", "head", "minutes_signed_on", "minutes_exchanged_on"]
    autocomplete_fields = ["party", "head"]


@admin.register(Meeting)
class MeetingAdmin(VersionedAdmin):
    form = MeetingForm
    list_display = ["title", "body", "ordinal", "starts_on", "place", "form_shown", "minutes"]
    list_filter = ["form", "minutes", "body"]
    list_select_related = ["body"]
    date_hierarchy = "starts_on"
    search_fields = ["title", "place", "body__name", "body__short_code"]
    autocomplete_fields = ["body", "host", "next_host"]
    inlines = [AttendanceInline]
    readonly_fields = ["recorded_at"]
    fieldsets = [
        (None, {"fields": ["title", ("body", "ordinal"), ("starts_on", "ends_on"), ("place", "host"), ("form", "state"), "version"]}),
        (_("The minutes, and the next session"), {"fields": ["minutes", ("next_on", "next_precision"), "next_host"]}),
        (_("Source"), {"fields": ["source_title", "source_url", "source_text"]}),
        (_("Who may see it"), {"fields": [("visible_to", "publish_on"), "is_draft"]}),
        (_("Record"), {"fields": ["recorded_at"]}),
    ]

    @admin.display(description=_("form"), ordering="form")
    def form_shown(self, meeting):
        # A column named "form" would find this class's own `form`.
        return meeting.get_form_display()

    def write(self, request, form, formsets, change):
        fields = typed(form, actions.FIELDS)
        seats = [seat(row) for row in kept_rows(formsets[0])]
        if change:
            return actions.revise(meeting=form.instance, version=form.cleaned_data["version"], fields=fields, seats=seats, by=request.person, now=request.now)
        return actions.record(fields=fields, seats=seats, now=request.now)


def seat(row: Attendance) -> Seat:
    """The party at the meeting as its form gives it."""
    return Seat(party=row.party, head=row.head, minutes_signed_on=row.minutes_signed_on, minutes_exchanged_on=row.minutes_exchanged_on)
