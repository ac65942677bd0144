"""The autocomplete field, for values that nobody could have chosen."""

from django.contrib.admin.widgets import AutocompleteSelect

KEY_DIGITS = 18  # what fits any database's row id


class ChosenSelect(AutocompleteSelect):
    """Django looks up whatever was posted when it shows a refused form again, and fails on what is no row id."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [key for key in value if _is_key(str(key))], attr)


class ChosenFields:
    """For a ModelAdmin or an inline: its autocomplete_fields are ChosenSelects."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChosenSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _is_key(text: str) -> bool:
    return text == "" or (text.isdecimal() and len(text) <= KEY_DIGITS)
