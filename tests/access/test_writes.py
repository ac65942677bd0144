"""Nobody writes past their own fields: a form that is sent with everything else does exactly what it does without, or is refused."""

from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models
from django.urls import reverse

from tests.access.door import Doors, undone
from tests.views.pages import rows
from tracker.letters import links
from tracker.models import Attendance, Commitment, Meeting, Milestone, Person, Post, ProgressReport, Responsibility, User

pytestmark = pytest.mark.django_db
KEY = "11111111-1111-4111-8111-111111111111"
CHANCE = {"salt", "hash", "prev_hash", "facts", "key"}  # differ each time
FORMS = {
    "report": ("focal_a", [ProgressReport, Responsibility, Commitment]),
    "settings": ("focal_a", [Person, Post, User]),
    "answer": ("anonymous", [ProgressReport, Responsibility, Commitment]),
    "unsubscribe": ("anonymous", [Person, Post, User]),
    "record_meeting": ("desk_of_x", [Meeting]),
    "edit_meeting": ("desk_of_x", [Meeting]),
    "record_commitment": ("desk_of_x", [Commitment]),
    "edit_commitment": ("desk_of_x", [Commitment]),
}
ROWS = {"seats": Attendance, "parts": Responsibility, "steps": Milestone}


@dataclass
class Form:
    """One form as its page sends it: by whom, where to, and what stands in it."""

    actor: str
    address: str
    fields: dict
    models: list = field(default_factory=list)


def form(name: str, world) -> Form:
    shared, meeting, body = world.commitments["shared"], world.meetings["shared"], world.bodies["X"]
    velika = world.parties["A"].pk
    said = {"status": "in_progress", "health": "on_track", "done": "Land was bought.", "next_step": "", "obstacle": ""}
    met = {
        "title": "Fourth",
        "body": body.pk,
        "starts_on": "2026-01-15",
        "form": "in_person",
        "minutes": "draft",
        "state": "held",
        "next_precision": "month",
        "visible_to": "parties",
    }
    met |= {"source_text": meeting.source_text, "version": meeting.version, "key": KEY} | rows("seats", [{"party": velika}])
    pledged = {
        "title": "Road",
        "kind": "other",
        "due_precision": "day",
        "lifecycle": "in_progress",
        "visible_to": "parties",
        "version": shared.version,
        "key": KEY,
    }
    pledged |= rows(
        "parts", [{"party": velika, "role": "lead", "focal_point": world.people["focal_a"].pk}, {"party": world.parties["B"].pk, "role": "support"}]
    )
    pledged |= rows("steps", [{"id": shared.milestones.get().pk, "title": "First", "due_precision": "day"}])
    path = {
        "report": (reverse("report", args=[shared.reference, "VEL"]), said | {"key": KEY}),
        "settings": (reverse("settings"), {"language": "en", "time_zone": "Asia/Tehran", "digest": "daily", "digest_weekday": "2", "letter_hour": "7"}),
        "answer": (urlsplit(links.answer(world.item("shared"))).path, said),
        "unsubscribe": (urlsplit(links.unsubscribe(world.people["focal_a"])).path, {"digest": "off"}),
        "record_meeting": (reverse("record_meeting"), met),
        "edit_meeting": (reverse("edit_meeting", args=[meeting.pk]), met),
        "record_commitment": (reverse("record_commitment", args=[meeting.pk]), pledged | rows("steps", [{"title": "First", "due_precision": "day"}])),
        "edit_commitment": (reverse("edit_commitment", args=[shared.reference]), pledged),
    }
    actor, about = FORMS[name]
    return Form(actor, *path[name], about)


@pytest.fixture(scope="module")
def doors(world):
    return Doors(world)


@pytest.mark.parametrize("name", FORMS)
def test_fields_that_are_not_asked_for_change_nothing(name, world, doors):
    sent = form(name, world)
    stray = {key: value for key, value in _everything(sent.models, world).items() if key not in sent.fields and key not in _asked(doors, sent)}
    rows_of = {prefix: model for prefix, model in ROWS.items() if f"{prefix}-TOTAL_FORMS" in sent.fields}
    stray |= {f"{prefix}-0-{key}": value for prefix, model in rows_of.items() for key, value in _everything([model], world).items() if key in NEVER_ASKED}

    honest, hostile = (_changes(doors, sent, fields) for fields in (sent.fields, sent.fields | stray))

    assert stray
    assert honest, "the form does something"
    assert hostile == honest


def test_what_one_may_not_choose_is_refused(world, doors):
    assert chosen_in_vain(world, doors) == []


def chosen_in_vain(world, doors) -> list[str]:
    """The forms that take somebody else's body or commitment, or none where one keeps the record of some bodies alone."""
    bodies, over = [{"body": world.bodies["Y"].pk}, {"body": ""}], [{"overseen_by": world.commitments["elsewhere"].pk}]
    tried = [(name, foreign) for name in ("record_meeting", "edit_meeting") for foreign in bodies]
    tried += [(name, foreign) for name in ("record_commitment", "edit_commitment") for foreign in over]
    return [f"{name} {foreign}" for name, foreign in tried if _changes(doors, form(name, world), form(name, world).fields | foreign)]


def test_the_desk_neither_erases_words_nor_gives_accounts(world, doors):
    assert done_as_superuser(world, doors) == []


def done_as_superuser(world, doors) -> list[str]:
    """What the admin lets a desk without an administrator's account do of an administrator's work."""
    listed = reverse("admin:tracker_progressreport_changelist")
    erasing = urlencode({"action": "erase", "_selected_action": world.reports["shared"].pk, "sure": "1"})
    person = reverse("admin:tracker_person_change", args=[world.people["focal_a"].pk])
    done = {
        "erases words": bool(
            set(doors.knock("desk", "POST", listed, erasing).writes) & {"tracker_ledgertext", "tracker_ledgerentry", "tracker_progressreport"}
        ),
        "gives accounts": 'name="user"' in doors.knock("desk", "GET", person).text,
    }
    return [what for what, is_done in done.items() if is_done]


def test_the_milestone_of_another_commitment_stays_as_it_is(world, doors):
    sent, other = form("edit_commitment", world), world.commitments["elsewhere"].milestones.get()

    changed = _changes(doors, sent, sent.fields | {"steps-0-id": other.pk})

    assert changed
    assert ("Milestone", other.pk) not in changed


@pytest.mark.parametrize("name", FORMS)
def test_a_form_changes_only_what_it_is_about(name, world, doors):
    sent = form(name, world)
    foreign = {("Commitment", row.pk) for record, row in world.commitments.items() if record != "shared"}
    foreign |= {("Meeting", row.pk) for record, row in world.meetings.items() if record != "shared"}
    foreign |= {("Responsibility", pk) for pk in Responsibility.objects.exclude(commitment=world.commitments["shared"]).values_list("pk", flat=True)}
    foreign |= {("Person", row.pk) for actor, row in world.people.items() if actor != "focal_a"}

    assert set(_changes(doors, sent, sent.fields)) & foreign == set()


NEVER_ASKED = {"stated_status", "health", "last_report", "commitment", "meeting", "forecast_on", "moved_at", "position", "due_ends_on"}


def _asked(doors, sent: Form) -> list[str]:
    """The names of the fields that the page asks for."""
    return [part.split('"')[0] for part in doors.knock(sent.actor, "GET", sent.address).text.split(' name="')[1:]]


def _everything(about: list, world) -> dict:
    """Every column of the models, and every relation by its id, with a value that is somebody else's."""
    found = {}
    for column in (column for model in about for column in model._meta.concrete_fields):
        foreign = _foreign(column, world)
        found |= {column.name: foreign, column.attname: foreign}
    return found | {"author": world.people["hidden"].pk, "is_superuser": "on", "is_staff": "on", "posts": "1", "pk": "1"}


def _foreign(column, world) -> str:
    theirs = {"Commitment": world.commitments["b"], "Meeting": world.meetings["b"], "Body": world.bodies["Y"], "Party": world.parties["B"]}
    theirs |= {"Person": world.people["hidden"], "User": world.users["focal_b"], "ProgressReport": world.reports["b"], "NoticeItem": world.item("b")}
    if column.related_model:
        row = theirs.get(column.related_model.__name__) or theirs["Commitment"].responsibilities.get()
        return str(row.pk)
    if isinstance(column, models.BooleanField):
        return "on"
    if isinstance(column, models.DateTimeField | models.DateField):
        return "2020-02-02"
    return "999" if isinstance(column, models.IntegerField) else "intruder"


def _changes(doors, sent: Form, fields: dict) -> dict:
    """(model, key) -> the columns that a form changed or brought, all of it undone afterwards."""
    _rewind()
    with undone():
        before = _record()
        doors.knock(sent.actor, "POST", sent.address, urlencode(fields), is_kept=True)
        after = _record()
    return {
        key: {name: value for name, value in after.get(key, {}).items() if before.get(key, {}).get(name) != value}
        for key in {*before, *after}
        if before.get(key) != after.get(key)
    }


def _rewind() -> None:
    """Let new rows get the same keys each time: PostgreSQL does not take back the numbers of rows that were undone."""
    nouns = list(apps.get_app_config("tracker").get_models())
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), nouns):
            cursor.execute(statement)


def _record() -> dict:
    """(model, key) -> every row there is, but for what differs by chance."""
    return {
        (model.__name__, row["pk"]): {name: value for name, value in row.items() if name not in CHANCE}
        for model in apps.get_app_config("tracker").get_models()
        for row in model.objects.values("pk", *(column.attname for column in model._meta.concrete_fields))
    }
