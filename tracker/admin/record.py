"""How a page of the admin is saved: as one call of an action, never by the form itself."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import IntegrityError, models

from tracker.admin.access import DeskRights
from tracker.admin.chosen import ChosenFields
from tracker.forms.field import LineField, TextField, WebAddressField
from tracker.forms.version import VersionedForm
from tracker.rules.refusal import Refused

NUL = "\x00"  # PostgreSQL fails on comparing with it
FIELDS = {
    models.CharField: {"form_class": LineField},
    models.TextField: {"form_class": TextField},
    models.URLField: {"form_class": WebAddressField, "assume_scheme": "https"},
}


class ListAdmin(admin.ModelAdmin):
    """A noun's pages; its list answers a mistyped address with the whole list, never with an error page."""

    def get_changelist_instance(self, request):
        if NUL in "".join(request.GET.values()):
            raise IncorrectLookupParameters("no text holds a NUL")
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:  # a year that no calendar has
            raise IncorrectLookupParameters(str(error)) from error

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_term.replace(NUL, ""))


class RowInline(ChosenFields, DeskRights, admin.TabularInline):
    """Rows of a noun's page; its action writes them."""

    formfield_overrides = FIELDS
    extra = 0


class ActionAdmin(ChosenFields, ListAdmin):
    """A noun whose page, inlines and all, is one action.

    Give `write(request, form, formsets, change)`: it calls the action and returns the row. What the action refuses is
    shown on the form, with everything that was typed.
    """

    formfield_overrides = FIELDS

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            # The transaction is rolled back; the same page once more, with a form that knows what was refused.
            request.refused = refused
        except IntegrityError:
            # Somebody was faster by a moment: validation now sees their row and says so.
            if getattr(request, "was_outrun", False):
                raise
            request.was_outrun = True
        return self.changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.refused = getattr(request, "refused", None)
        return form

    def save_model(self, request, obj, form, change):
        """Nothing yet: the row and its inlines are one action, in save_related."""

    def save_related(self, request, form, formsets, change):
        for formset in formsets:
            formset.save(commit=False)  # writes nothing; notes for the history what was added, changed and deleted
        form.instance.pk = self.write(request, form, formsets, change).pk
        form.instance.refresh_from_db()


class VersionedAdmin(DeskRights, ActionAdmin):
    """A noun that carries a version: `version` stands hidden in its fieldsets and is checked when it is saved."""

    form = VersionedForm

    def get_form(self, request, obj=None, change=False, **kwargs):
        # The form declares `version` itself; as a model field it cannot be edited, so it must not be asked for by name.
        if kwargs.get("fields"):
            kwargs["fields"] = [name for name in kwargs["fields"] if name != "version"]
        return super().get_form(request, obj, change, **kwargs)

    def get_deleted_objects(self, objs, request):
        # What stands in the way is told before who may.
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set() if protected else perms_needed, protected


def typed(form, names: tuple[str, ...]) -> dict:
    """What the form holds of an action's fields."""
    return {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}


def kept_rows(formset) -> list:
    """The rows of an inline as they shall be: all but those marked for deletion.

    A row that the page did not show (somebody added it meanwhile) is kept as it stands.
    """
    shown = [form for form in formset.forms if form.instance.pk or form.has_changed()]
    known = {form.instance.pk for form in shown}
    rows = [form.instance for form in shown if form not in formset.deleted_forms]
    return rows + [row for row in formset.get_queryset() if row.pk not in known]
