"""What is chosen and not typed: related rows, time zones, languages."""

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper

from tracker.forms.field import words
from tracker.forms.zone import zones

KEY_DIGITS = 18  # what fits any database's row id
LISTS = {"time_zone": zones, "language": lambda: settings.LANGUAGES}


class ChosenSelect(AutocompleteSelect):
    """Django looks up whatever was posted when it shows a refused form again, and fails on what is no row id."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [key for key in value if _is_key(str(key))], attr)


class ChosenFields:
    """For a ModelAdmin or an inline: its autocomplete_fields are ChosenSelects, beside which a missing row may be added but
    none changed or deleted by a slip; time zones and languages are lists."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in LISTS:
            return forms.ChoiceField(choices=LISTS[db_field.name], initial=db_field.default, **words(db_field.model, db_field.name))
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChosenSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _is_key(text: str) -> bool:
    return text == "" or (text.isdecimal() and len(text) <= KEY_DIGITS)
