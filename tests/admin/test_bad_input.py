"""Every form of the admin meets every bad value: it answers with words or saves a whole row, and never breaks."""

from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import reverse

from tests import bad_input
from tests.admin.conftest import as_shown, row

FREE_TEXT = ("name", "title", "position", "place", "source_title", "source_text", "description", "done", "next_step")
BIG_ENOUGH = ("name", "email", "source_url", "source_text", "quote", "description", "done", "cadence_days", "ordinal", "due_on", "party", "meeting", "version")
URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture
def sound(meeting, commission, velika, lorn, vera, pledge):
    """For each form: what it takes to be saved, other than its free text."""
    part = pledge().responsibilities.first()
    return {
        "party": {"name": "Norrland", "short_code": "NOR", "time_zone": "UTC", "parent": velika.pk},
        "body": {"name": "Council", "short_code": "CON", "time_zone": "UTC", "cadence_days": 90, "grace_days": 14, "parent": commission.pk}
        | {"sides-TOTAL_FORMS": 1}
        | row("sides", 0, party=velika.pk),
        "person": {"name": "Nina", "email": "nina@example.org", "position": "Clerk", "language": "en", "time_zone": "UTC", "letter_hour": 8}
        | {"posts-TOTAL_FORMS": 1}
        | row("posts", 0, role="reader", party=velika.pk, body="", starts_on="2026-01-01", ends_on="2026-12-31"),
        "post": {"person": vera.pk, "role": "validator", "party": velika.pk, "starts_on": "2026-01-01", "ends_on": "2026-12-31"},
        "meeting": {"title": "Talk", "body": commission.pk, "ordinal": 9, "starts_on": "2026-06-01", "ends_on": "2026-06-02", "place": "Velika City"}
        | {"source_title": "Report", "source_url": "https://example.org/", "source_text": "They agreed.", "attendances-TOTAL_FORMS": 1}
        | row("attendances", 0, party=velika.pk, head=vera.pk),
        "commitment": {"title": "Roadmap", "meeting": meeting.pk, "quote": "a roadmap", "description": "Long.", "due_on": "2026-06-01"}
        | {"cadence_days": 90, "grace_days": 14, "suspended_until": "2026-05-01", "responsibilities-TOTAL_FORMS": 1, "milestones-TOTAL_FORMS": 1}
        | row("responsibilities", 0, party=velika.pk, role="lead", focal_point=vera.pk)
        | row("milestones", 0, title="Draft", party=lorn.pk, due_on="2026-05-01", due_precision="day", done_on="2026-04-01"),
        "progressreport": {"responsibility": part.pk, "status": "in_progress", "done": "Begun.", "next_step": "More."}
        | {"evidence-TOTAL_FORMS": 1}
        | row("evidence", 0, url="https://example.org/minutes"),
        "user": {"email": "new@example.org", "usable_password": "true", "password1": "quiet long words", "password2": "quiet long words"},
    }


FORMS = ("party", "body", "person", "post", "meeting", "commitment", "progressreport", "user")


def counts() -> dict[str, int]:
    """How many rows each table of ours has, asked in one query."""
    models = list(apps.get_app_config("tracker").get_models())
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT COUNT(*) FROM {model._meta.db_table})" for model in models))
        return dict(zip([model._meta.model_name for model in models], cursor.fetchone(), strict=True))


def wrong_with(client, name: str, typed: dict) -> str:
    """What is wrong with the answer to such a form; empty when all is well. Leaves nothing behind."""
    before = counts()
    with transaction.atomic():
        body = urlencode(typed, errors="surrogatepass")
        response = client.post(reverse(f"admin:tracker_{name}_add"), body, content_type=URLENCODED)
        after = counts()
        transaction.set_rollback(True)
    if response.status_code == 302:
        return "" if after[name] == before[name] + 1 else "said saved, but no row"
    if response.status_code != 200:
        return f"answered {response.status_code}"
    if after != before:
        return "refused, but wrote"
    return "" if response.context["errors"] else "refused without a word"


@pytest.fixture
def shown(root, sound, request):
    """The name of a form and what it holds when it is soundly filled in."""
    root.raise_request_exception = False
    name = request.param
    return root, name, as_shown(root.get(reverse(f"admin:tracker_{name}_add"))) | sound[name]


def typed_fields(name: str, page: dict) -> list[str]:
    """The fields of a form that somebody types into or chooses, rows of inlines too."""
    return [field for field in page if not field.endswith("_FORMS") and "__prefix__" not in field and field != "key"]


@pytest.mark.parametrize("shown", FORMS, indirect=True)
def test_the_sound_form_is_saved(shown):
    client, name, page = shown

    assert wrong_with(client, name, page) == ""


@pytest.mark.parametrize("shown", FORMS, indirect=True)
def test_every_field_at_once(shown):
    client, name, page = shown
    fields = typed_fields(name, page)

    wrong = {bad: wrong_with(client, name, page | dict.fromkeys(fields, value)) for bad, value in bad_input.SMALL.items()}

    assert {bad: said for bad, said in wrong.items() if said} == {}


@pytest.mark.parametrize("shown", [name for name in FORMS if name not in ("post", "user")], indirect=True)
def test_free_text_alone_in_a_form_that_is_sound_otherwise(shown):
    client, name, page = shown
    fields = [field for field in typed_fields(name, page) if field.rpartition("-")[2] in FREE_TEXT]

    wrong = {bad: wrong_with(client, name, page | dict.fromkeys(fields, value)) for bad, value in bad_input.TEXT.items()}

    assert {bad: said for bad, said in wrong.items() if said} == {}


@pytest.mark.parametrize("shown", FORMS, indirect=True)
def test_one_date_or_number_in_a_form_that_is_sound_otherwise(shown):
    client, name, page = shown
    fields = typed_fields(name, page)
    tried = [(field, bad) for field in fields for bad in bad_input.DATES if field.endswith(("_on", "_until"))]
    tried += [(field, bad) for field in fields for bad in bad_input.NUMBERS if field.endswith(("_days", "_hour", "ordinal"))]

    wrong = {(field, bad): wrong_with(client, name, page | {field: bad_input.ALL[bad]}) for field, bad in tried}

    assert {where: said for where, said in wrong.items() if said} == {}


@pytest.mark.parametrize("shown", FORMS, indirect=True)
def test_one_big_value_in_a_form_that_is_sound_otherwise(shown):
    client, name, page = shown
    tried = [(field, bad) for field in typed_fields(name, page) if field.rpartition("-")[2] in BIG_ENOUGH for bad in bad_input.BIG]

    wrong = {(field, bad): wrong_with(client, name, page | {field: bad_input.BIG[bad]}) for field, bad in tried}

    assert {where: said for where, said in wrong.items() if said} == {}


def test_a_long_quote_is_looked_for_in_a_long_source(root, sound, meeting):
    words = bad_input.BIG["a megabyte of words"]
    type(meeting).objects.update(source_text=words)
    page = as_shown(root.get(reverse("admin:tracker_commitment_add"))) | sound["commitment"]

    assert wrong_with(root, "commitment", page | {"quote": words + "b"}) == ""
