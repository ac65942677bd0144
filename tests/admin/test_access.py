from datetime import date

import pytest
from django.contrib import admin
from django.core import checks
from django.urls import reverse

from tests.conftest import person_of
from tracker.models import Post

OURS = [model for model in admin.site._registry if model._meta.app_label == "tracker"]
NAMES = [model._meta.model_name for model in OURS]
OF_KINDS = ["indicatorreading", "obstacle", "outcome", "paralleltext", "rebaseline", "terms"]
SAID = ["assessment", "decision", "duedate", "evidence", "reply", "request", "responsibility", *OF_KINDS]  # written on pages and by letters, never here
MACHINE_ROWS = ["clock", "flag", "heartbeat", "mailqueue", "notice", "sweep", *SAID]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "user"])
def test_the_desk_reads_every_noun(desk, name):
    assert desk.get(reverse(f"admin:tracker_{name}_changelist")).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_staff_without_a_desk_post_reads_none(db, client, name):
    client.force_login(person_of("Stan Staff", is_staff=True).user)

    assert client.get(reverse(f"admin:tracker_{name}_changelist")).status_code == 403


def test_a_desk_post_that_is_over_gives_no_right(client, dora):
    Post.objects.update(ends_on=date(2020, 12, 31))
    client.force_login(dora.user)

    assert client.get(reverse("admin:tracker_commitment_changelist")).status_code == 403


def test_those_who_are_not_staff_are_sent_to_sign_in(client, vera):
    client.force_login(vera.user)

    assert client.get(reverse("admin:index")).status_code == 302


def test_accounts_are_for_superusers(desk):
    assert desk.get(reverse("admin:tracker_user_changelist")).status_code == 403


@pytest.mark.parametrize("name", MACHINE_ROWS)
def test_rows_of_the_watch_are_not_added_by_hand(root, name):
    assert root.get(reverse(f"admin:tracker_{name}_add")).status_code == 403


@pytest.mark.parametrize("verb", ["preview", "run"])
def test_sweeping_takes_a_post_by_the_desk(client, vera, verb):
    staff = person_of("Stan Staff", is_staff=True)
    client.force_login(staff.user)

    assert client.post(reverse(f"admin:tracker_sweep_{verb}")).status_code == 403


def test_the_pages_pass_the_checks_of_the_framework():
    assert checks.run_checks() == []


@pytest.mark.parametrize("model", OURS, ids=NAMES)
def test_every_page_names_its_fields(model):
    page = admin.site._registry[model]

    assert page.fields or page.fieldsets or type(page).get_fieldsets is not admin.ModelAdmin.get_fieldsets


@pytest.mark.parametrize(
    "name", [model._meta.model_name for model in OURS if any(field.name == "version" for field in model._meta.fields) and model._meta.model_name not in SAID]
)
def test_every_versioned_form_carries_its_version(desk, name):
    page = desk.get(reverse(f"admin:tracker_{name}_add"))

    assert page.context["adminform"].form["version"].is_hidden
    assert 'name="version"' in page.content.decode()
