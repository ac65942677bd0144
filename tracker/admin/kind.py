"""What commitments of some kinds have of their own, in the admin: to look through; it is written on the commitment's page."""

from django.contrib import admin

from tracker.admin.access import ReadOnly
from tracker.admin.record import ListAdmin
from tracker.models import IndicatorReading, Obstacle, ObstacleAnswer, Outcome, ParallelText, Rebaseline


class LookedThrough(ReadOnly, ListAdmin):
    """Rows of a commitment."""

    search_fields = ["commitment__reference", "commitment__title"]


class AnswerInline(ReadOnly, admin.TabularInline):
    model = ObstacleAnswer
    fields = ["words", "is_solved", "next_due_on", "author", "answered_at"]


@admin.register(Obstacle)
class ObstacleAdmin(LookedThrough):
    list_display = ["title", "commitment", "cause", "party", "answer_due_on", "raised_at"]
    list_filter = ["cause", "party"]
    list_select_related = ["commitment", "party"]
    date_hierarchy = "answer_due_on"
    search_fields = [*LookedThrough.search_fields, "title", "description"]
    fields = ["commitment", "title", "cause", "description", "party", "answer_due_on", "raised_by", "raised_at"]
    inlines = [AnswerInline]


@admin.register(IndicatorReading)
class IndicatorReadingAdmin(LookedThrough):
    list_display = ["indicator", "commitment", "on", "value", "recorded_by"]
    list_select_related = ["indicator", "commitment", "recorded_by"]
    date_hierarchy = "on"
    search_fields = [*LookedThrough.search_fields, "indicator__title"]
    fields = ["commitment", "indicator", "on", "value", "source", "recorded_by", "recorded_at"]


@admin.register(Rebaseline)
class RebaselineAdmin(LookedThrough):
    list_display = ["commitment", "stage", "before_on", "after_on", "meeting", "set_by"]
    list_select_related = ["commitment", "meeting", "set_by"]
    date_hierarchy = "recorded_at"
    search_fields = [*LookedThrough.search_fields, "stage", "reason"]
    fields = ["commitment", "stage", "before_on", "after_on", "reason", "meeting", "set_by", "recorded_at"]


@admin.register(ParallelText)
class ParallelTextAdmin(LookedThrough):
    list_display = ["language", "commitment", "meeting", "is_authentic", "recorded_by", "recorded_at"]
    list_filter = ["language", "is_authentic"]
    list_select_related = ["commitment", "meeting", "recorded_by"]
    date_hierarchy = "recorded_at"
    search_fields = [*LookedThrough.search_fields, "meeting__title", "title", "text"]
    fields = ["commitment", "meeting", "language", "title", "text", "is_authentic", "recorded_by", "recorded_at"]


@admin.register(Outcome)
class OutcomeAdmin(LookedThrough):
    list_display = ["meeting", "commitment", "kind", "until_on", "recorded_by", "applied_at"]
    list_filter = ["kind"]
    list_select_related = ["meeting", "commitment", "recorded_by"]
    date_hierarchy = "recorded_at"
    search_fields = [*LookedThrough.search_fields, "meeting__title", "words"]
    fields = ["meeting", "commitment", "kind", "words", "until_on", "until_precision", "proof_url", "recorded_by", "recorded_at", "applied_by", "applied_at"]
