"""Every kind that there is: its form shows what it declares, what is filled in is kept and shown, its steps come by themselves."""

import pytest
from django.urls import reverse
from django.utils.text import capfirst

from tests.views.pages import rows, signed_in, text
from tracker.kinds import KINDS
from tracker.models import Commitment
from tracker.models.kind import Kind, Type
from tracker.rules import details

TYPED = {
    Type.LINE: "Customs code",
    Type.TEXT: "Two lines,\nof which this is one",
    Type.DAY: "2026-12-01",
    Type.NUMBER: "1200",
    Type.YES_NO: "on",
    Type.ADDRESS: "https://example.org/text",
}
BAD = {
    Type.LINE: ("two\nlines", "Write this on one line, without control characters."),
    Type.TEXT: ("x" * 20_001, "Ensure this value has at most 20000 characters (it has 20001)."),
    Type.DAY: ("31/12/2026", "Write the day as in 2026-03-14 or 14 March 2026. It must be a day of the calendar."),
    Type.NUMBER: ("-1", "Ensure this value is greater than or equal to 0."),
    Type.CHOICE: ("none of these", "Choose one of the list."),
    Type.CHOICES: ("none of these", "Select a valid choice. none of these is not one of the available choices."),
    Type.ADDRESS: ("no address", "Enter a valid URL."),
}
COMMON = {"title": "As pledged", "due_precision": "day", "lifecycle": "not_started", "visible_to": "parties"}
PLAIN = {  # the kinds that consist of fields and steps: (step, whether each side has its own)
    "agreement": [("drafted", False), ("counter_draft", False), ("initialled", False), ("signed", False), ("ratified", True), ("in_force", False)],
    "funding": [("pledged", False), ("committed", True), ("disbursed", True)],
    "exchange": [("terms", False), ("first_sent", True)],
    "event": [("dated", False), ("programme", False), ("held", False)],
    "study": [("terms", False), ("draft", False), ("final", False)],
    "other": [],
}


def good(field) -> str | list[str]:
    if field.type == Type.CHOICE:
        return field.choices[0][0]
    return [field.choices[0][0], field.choices[-1][0]] if field.type == Type.CHOICES else TYPED[field.type]


def typed(kind: Kind, **said) -> dict:
    """The form of this kind as a browser sends it, every field of its own filled; `said` replaces some of them."""
    own = {f"own_{field.name}": said.get(field.name, good(field)) for field in kind.fields}
    return COMMON | {"kind": kind.key} | own | rows("parts", []) | rows("steps", [])


@pytest.fixture(params=list(KINDS))
def kind(request) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def address(client, meeting, dora):
    signed_in(client, dora)
    return reverse("record_commitment", args=[meeting.pk])


def test_the_form_shows_its_fields_with_label_and_help(client, address, kind):
    answer = client.get(address, {"kind": kind.key})

    form, page = answer.context["entry"].form, text(answer)
    assert form["kind"].value() == kind.key
    assert [(field.name, field.label, field.help_text) for field in form.of_kind] == [
        (f"own_{field.name}", capfirst(str(field.label)), field.help) for field in kind.fields
    ]
    assert [f'name="own_{field.name}"' in page for field in kind.fields] == [True] * len(kind.fields)


def test_another_kind_chosen_on_the_form_shows_its_fields_before_anything_is_saved(client, address, kind, velika):
    parts = rows("parts", [{"party": velika.pk, "role": "lead"}, {"party": "", "role": "none of these"}])

    answer = client.post(address, COMMON | {"kind": kind.key, "show_anew": "1", "due_on": "not a day"} | parts | rows("steps", []))

    entry = answer.context["entry"]
    assert [field.name for field in entry.form.of_kind] == [f"own_{field.name}" for field in kind.fields]
    assert [row["step"] for row in entry.steps.initial if row["party"] in (None, velika.pk)] == [step.key for step in kind.steps]
    assert ([str(wrong) for wrong in entry.wrongs()], entry.form["due_on"].value(), Commitment.objects.count()) == ([], "not a day", 0)


def test_all_its_own_fields_are_kept_and_shown(client, address, kind):
    client.post(address, typed(kind))

    row = Commitment.objects.get()
    page = text(client.get(row.get_absolute_url())).replace("<br>", " ")
    told = details.shown(row.details, kind.fields)
    assert [field.name for field, _value in told] == [field.name for field in kind.fields]
    for field, value in told:
        assert f"<dt>{capfirst(str(field.label))}</dt>" in page
        assert " ".join(value.split()) in page


def test_what_was_kept_stands_in_the_form_again(client, address, kind):
    client.post(address, typed(kind))
    row = Commitment.objects.get()

    form = client.get(reverse("edit_commitment", args=[row.reference])).context["entry"].form

    assert {field.name: form[f"own_{field.name}"].value() for field in kind.fields} == details.all_of(row.details, kind.fields)


def test_it_begins_with_its_steps_and_one_for_each_side_where_they_are_of_a_side(client, address, kind, velika, lorn):
    first = client.get(address, {"kind": kind.key}).context["entry"].steps.initial
    steps = [{"step": row["step"], "title": str(row["title"]), "party": row["party"] or "", "due_precision": "day"} for row in first]

    client.post(address, typed(kind) | rows("steps", steps))

    expected = [(step.key, str(step.title), party) for step in kind.steps for party in ([velika.pk, lorn.pk] if step.per_side else [None])]
    assert [(row["step"], row["title"], row["party"]) for row in first] == expected
    assert list(Commitment.objects.get().milestones.order_by("position").values_list("step", "title", "party")) == expected


def test_a_kind_without_anything_said_is_saved(client, address, kind):
    client.post(address, COMMON | {"kind": kind.key} | rows("parts", []) | rows("steps", []))

    row = Commitment.objects.get()
    assert (row.kind, row.details, client.get(row.get_absolute_url()).status_code) == (kind.key, {}, 200)


@pytest.mark.parametrize(("key", "name"), [(kind.key, field.name) for kind in KINDS.values() for field in kind.fields if field.type in BAD])
def test_a_value_that_cannot_be_meant_is_refused_beside_its_field(client, address, key, name):
    value, sentence = BAD[KINDS[key].field(name).type]

    answer = client.post(address, typed(KINDS[key], **{name: value}))

    assert answer.context["entry"].form.errors == {f"own_{name}": [sentence]}
    assert Commitment.objects.count() == 0


def test_an_unknown_kind_is_refused(client, address):
    answer = client.post(address, COMMON | {"kind": "none of these"} | rows("parts", []) | rows("steps", []))

    assert (list(answer.context["entry"].form.errors), Commitment.objects.count()) == (["kind"], 0)


@pytest.mark.parametrize(("key", "steps"), PLAIN.items())
def test_the_plain_kinds_begin_with_the_steps_of_practice(key, steps):
    assert [(step.key, step.per_side) for step in KINDS[key].steps] == steps
