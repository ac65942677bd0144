"""The admin as the desk officer's browser sees it."""

import pytest


@pytest.fixture
def desk(client, dora):
    client.force_login(dora.user)
    return client


@pytest.fixture
def root(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("root@example.org", "a long and quiet password"))
    return client


def as_shown(response) -> dict:
    """What a browser would post back if nobody typed anything."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    return {name: "" if value is None else str(value) for name, value in values.items() if value is not False}


def row(prefix: str, number: int, **values) -> dict:
    """The fields of one row of an inline."""
    return {f"{prefix}-{number}-{name}": value for name, value in values.items()}


def errors(response) -> dict:
    """Field -> sentences, of the page's own form; rows of inlines stand under "prefix-number-field"."""
    found = {name: list(sentences) for name, sentences in response.context["adminform"].form.errors.items()}
    for inline in response.context["inline_admin_formsets"]:
        if said := list(inline.formset.non_form_errors()):
            found[inline.formset.prefix] = said
        for form in inline.formset.forms:
            found |= {f"{form.prefix}-{name}": list(sentences) for name, sentences in form.errors.items()}
    return found
