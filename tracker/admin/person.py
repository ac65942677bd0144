"""People, their accounts and their posts in the admin."""

from datetime import datetime

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tracker.actions import person as actions
from tracker.admin.access import DeskRights
from tracker.admin.record import ActionAdmin, RowInline, VersionedAdmin, typed
from tracker.forms.version import RefusableForm
from tracker.models import Person, Post

POST_FIELDS = ("role", "party", "body", "starts_on", "ends_on")


class PostInline(RowInline):
    model = Post
    fields = POST_FIELDS
    autocomplete_fields = ["party", "body"]


@admin.register(Person)
class PersonAdmin(VersionedAdmin):
    list_display = ["name", "position", "party", "email", "user", "digest"]
    list_filter = ["digest", "posts__role", "party"]
    list_select_related = ["party", "user"]
    search_fields = ["name", "email", "position"]
    autocomplete_fields = ["party", "user"]
    inlines = [PostInline]
    fieldsets = [
        (None, {"fields": ["name", "position", "party", "email", "user", "version"]}),
        (_("Letters"), {"fields": ["language", "time_zone", ("digest", "digest_weekday", "letter_hour")]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        # Accounts are given by superusers; the desk sees whose it is.
        return [] if request.user.is_superuser else ["user"]

    def write(self, request, form, formsets, change):
        fields = typed(form, actions.FIELDS)
        if change:
            person = actions.revise(person=form.instance, version=form.cleaned_data["version"], fields=fields, now=request.now)
        else:
            person = actions.record(fields=fields, now=request.now)
        set_posts(person, formsets[0], now=request.now)
        return person


@admin.register(Post)
class PostAdmin(DeskRights, ActionAdmin):
    form = RefusableForm
    list_display = ["person", "role", "party", "body", "starts_on", "ends_on"]
    list_filter = ["role", "party", "body"]
    list_select_related = ["person", "party", "body"]
    date_hierarchy = "starts_on"
    search_fields = ["person__name", "party__name", "body__name"]
    autocomplete_fields = ["person", "party", "body"]
    fieldsets = [(None, {"fields": ["person", "role", ("party", "body"), ("starts_on", "ends_on")]})]

    def get_readonly_fields(self, request, obj=None):
        return ["person"] if obj else []

    def write(self, request, form, formsets, change):
        fields = typed(form, POST_FIELDS)
        if change:
            return actions.change_post(post=form.instance, now=request.now, **fields)
        return actions.give_post(person=form.cleaned_data["person"], now=request.now, **fields)


def set_posts(person: Person, formset, *, now: datetime) -> None:
    """Give, change and withdraw the posts that the page's inline gave, changed and withdrew."""
    for post in formset.deleted_objects:
        actions.withdraw_post(post=post, now=now)
    for post, _changed in formset.changed_objects:
        actions.change_post(post=post, now=now, **post_fields(post))
    for post in formset.new_objects:
        actions.give_post(person=person, now=now, **post_fields(post))


def post_fields(post: Post) -> dict:
    return {name: getattr(post, name) for name in POST_FIELDS}
