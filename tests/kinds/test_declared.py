"""The example of docs/kinds.md works as it stands there: a kind is one file."""

import re
from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from tests.conftest import days
from tests.views.pages import rows, signed_in, text
from tracker.actions import sweep
from tracker.forms import filters
from tracker.models import Commitment
from tracker.models.kind import KINDS

PAGE = (settings.BASE_DIR / "docs/kinds.md").read_text()
LINES = 40  # a kind with a rule of its own is no longer than this


@pytest.fixture
def example() -> str:
    [code] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    return code


@pytest.fixture
def kind(example, monkeypatch):
    """The kind that the page declares, among the others."""
    declared = {}
    exec(compile(example, "docs/kinds.md", "exec"), declared)  # noqa: S102 (our own page)
    monkeypatch.setitem(KINDS, declared["KIND"].key, declared["KIND"])
    return declared["KIND"]


@pytest.fixture
def recorded(client, meeting, dora, kind, velika, lorn):
    """A commitment of it, recorded by the form as the form presents it; Velika has named somebody."""
    signed_in(client, dora)
    address = reverse("record_commitment", args=[meeting.pk])
    first = client.get(address, {"kind": kind.key}).context["entry"]
    steps = [{"step": row["step"], "title": str(row["title"]), "party": row["party"], "due_precision": "day"} for row in first.steps.initial]
    steps[0]["done_on"] = "2026-02-01"
    typed = {"title": "Co-chairs", "kind": kind.key, "due_precision": "day", "lifecycle": "not_started", "visible_to": "parties"}
    own = {"own_post": "Co-chair", "own_name_by": "2026-03-01"}
    client.post(address, typed | own | rows("parts", [{"party": party.pk, "role": "lead"} for party in (velika, lorn)]) | rows("steps", steps))
    return Commitment.objects.get()


def test_the_example_is_short(example):
    assert len([line for line in example.splitlines() if line.strip()]) <= LINES


def test_every_declaration_of_a_kind_is_explained():
    explained = set(re.findall(r"`([a-z_]+)`", PAGE))

    assert set(KINDS["other"].__dataclass_fields__) - explained == set()


def test_the_form_offers_the_kind_with_its_fields_and_a_step_for_each_side(client, meeting, dora, kind, velika, lorn):
    signed_in(client, dora)

    entry = client.get(reverse("record_commitment", args=[meeting.pk]), {"kind": kind.key}).context["entry"]

    assert (kind.key, "appointment") in entry.form.fields["kind"].choices
    assert [field.label for field in entry.form.of_kind] == ["Post", "To be named by"]
    assert [(row["title"], row["party"]) for row in entry.steps.initial] == [("Named", velika.pk), ("Named", lorn.pk)]


def test_the_page_and_the_list_show_it(client, recorded):
    page = text(client.get(recorded.get_absolute_url()))

    assert recorded.details == {"post": "Co-chair", "name_by": "2026-03-01"}
    assert ("Appointment</h2>" in page, "Co-chair" in page, "1 March 2026" in page) == (True, True, True)
    assert [row.commitment for row in client.get(reverse("commitments"), {"kind": "appointment"}).context["rows"]] == [recorded]
    assert ("appointment", "Appointment") in filters.CommitmentFilter({}, Commitment.objects.all()).filters["kind"].extra["choices"]


@pytest.mark.parametrize(("on", "flags"), [(date(2026, 3, 1), []), (date(2026, 3, 2), ["not_appointed"])])
def test_its_rule_is_watched(client, recorded, dora, on, flags):
    now = days((on - days(0).date()).days)

    with time_machine.travel(now, tick=False):
        sweep.run(now=now)
        signed_in(client, dora)
        page = text(client.get(recorded.get_absolute_url()))

    said = "Somebody was to be named by 1 March 2026; nobody is named by: LOR."
    assert ([flag.rule for flag in recorded.flags.open()], said in page) == (flags, bool(flags))
