"""Assessments and replies in the admin: to look through; they are written on the commitment's page by those whose word they are."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tracker.admin.access import ReadOnly
from tracker.admin.record import ListAdmin
from tracker.models import Assessment, Reply
from tracker.rules import scale


@admin.register(Assessment)
class AssessmentAdmin(ReadOnly, ListAdmin):
    list_display = ["assessed_at", "commitment", "says", "scale", "assessor", "is_correction"]
    list_filter = ["scale", ("corrects", admin.EmptyFieldListFilter)]
    list_select_related = ["commitment", "assessor"]
    date_hierarchy = "assessed_at"
    search_fields = ["commitment__reference", "commitment__title", "reasoning", "assessor__name"]
    fields = ["commitment", "says", "scale", "reasoning", "evidence_url", "assessor", "assessed_at", "corrects", "correction"]

    @admin.display(description=_("grade"))
    def says(self, assessment):
        return scale.label(assessment.scale, assessment.grade)

    @admin.display(description=_("correction"), boolean=True)
    def is_correction(self, assessment):
        return assessment.corrects_id is not None


@admin.register(Reply)
class ReplyAdmin(ReadOnly, ListAdmin):
    list_display = ["replied_at", "party", "commitment", "author"]
    list_filter = ["party"]
    list_select_related = ["party", "author", "assessment__commitment"]
    date_hierarchy = "replied_at"
    search_fields = ["assessment__commitment__reference", "party__name", "words"]
    fields = ["assessment", "party", "words", "author", "replied_at"]

    @admin.display(description=_("commitment"), ordering="assessment__commitment__reference")
    def commitment(self, reply):
        return reply.assessment.commitment
