from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from tests.admin.conftest import as_shown, errors, row
from tests.conftest import MEETING_AT, close
from tracker.actions import commitment as actions
from tracker.actions import progress
from tracker.actions.commitment import Step
from tracker.models import Clock, Commitment, Milestone, Responsibility

ADD = reverse("admin:tracker_commitment_add")


def change(commitment):
    return reverse("admin:tracker_commitment_change", args=[commitment.pk])


ALONE = "Closing and suspending take a second person. Record it as in progress, then ask for the change on its page."


@pytest.fixture
def filled(desk, meeting, velika, lorn, vera):
    """The add page filled in: two parties, one milestone."""
    return (
        as_shown(desk.get(ADD))
        | {"title": "Roadmap for customs cooperation", "kind": "roadmap", "meeting": meeting.pk, "quote": "a roadmap for customs cooperation"}
        | {"responsibilities-TOTAL_FORMS": 2, "milestones-TOTAL_FORMS": 1}
        | row("responsibilities", 0, party=velika.pk, role="lead", focal_point=vera.pk)
        | row("responsibilities", 1, party=lorn.pk, role="co_lead", focal_point="")
        | row("milestones", 0, title="Draft", party="", due_on="2026-06-30", due_precision="month", done_on="")
    )


def test_a_commitment_is_recorded_with_its_parts_milestones_and_clocks(desk, filled, velika, lorn):
    response = desk.post(ADD, filled)

    commitment = Commitment.objects.get()
    assert response.status_code == 302
    assert commitment.reference == "VLK-2026-01"
    assert commitment.quote_start == commitment.meeting.source_text.index("a roadmap")
    assert list(commitment.responsibilities.values_list("party", "role")) == [(velika.pk, "lead"), (lorn.pk, "co_lead")]
    assert list(commitment.milestones.values_list("title", "due_ends_on")) == [("Draft", date(2026, 6, 30))]
    assert Clock.objects.filter(commitment=commitment, rule="silent").count() == 2


def test_the_history_tells_who_added_what(desk, filled, dora):
    desk.post(ADD, filled)

    commitment = Commitment.objects.get()
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (dora.user, str(commitment.pk))
    assert "Velika, lead" in entry.get_change_message()
    assert desk.get(reverse("admin:tracker_commitment_history", args=[commitment.pk])).status_code == 200


def test_a_commitment_is_revised_with_its_rows(desk, pledge, velika):
    commitment = pledge(steps=[Step(title="Draft"), Step(title="Signing")])
    page = as_shown(desk.get(change(commitment)))

    desk.post(change(commitment), page | {"title": "Customs roadmap", "milestones-0-title": "First draft", "milestones-1-DELETE": "on"})

    commitment.refresh_from_db()
    assert (commitment.title, commitment.version) == ("Customs roadmap", 2)
    assert list(commitment.milestones.values_list("title", flat=True)) == ["First draft"]
    assert commitment.responsibilities.count() == 2


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"due_on": "2026-01-14"}, "due_on", "This is before the meeting. Give a date on or after its first day, or leave it empty."),
        ({"due_on": "9999-12-31"}, "due_on", "Give a year between 1900 and 2199."),
        (
            {"quote": "words nobody said"},
            "quote",
            "These words do not stand in the meeting's source text. Copy them from there, or correct the source text first.",
        ),
        ({"lifecycle": "suspended"}, "lifecycle", ALONE),
    ],
)
def test_what_is_wrong_stands_beside_its_field(desk, filled, typed, field, sentence):
    response = desk.post(ADD, filled | typed)

    assert errors(response) == {field: [sentence]}
    assert response.context["adminform"].form["title"].value() == "Roadmap for customs cooperation"
    assert not Commitment.objects.exists()


def test_a_party_twice_is_refused_in_plain_words(desk, filled, velika):
    response = desk.post(ADD, filled | {"responsibilities-1-party": velika.pk})

    assert errors(response) == {"responsibilities": ["Velika stands twice. Each party has one part in a commitment; remove one of the two."]}
    assert not Commitment.objects.exists()


def test_what_the_action_refuses_ends_on_the_form(desk, filled):
    response = desk.post(ADD, filled | {"milestones-0-due_on": "2026-01-01"})

    assert errors(response) == {"__all__": ["Draft: This is before the meeting. Give a date on or after its first day, or leave it empty."]}
    assert response.context["inline_admin_formsets"][0].formset.forms[1]["role"].value() == "co_lead"
    assert not Commitment.objects.exists() and not Responsibility.objects.exists()


def test_a_stale_form_overwrites_nothing_and_keeps_what_was_typed(desk, pledge):
    commitment = pledge()
    page = as_shown(desk.get(change(commitment)))
    actions.revise(commitment=commitment, version=1, fields={"title": "Theirs"}, now=MEETING_AT)

    response = desk.post(change(commitment), page | {"title": "Mine"})

    commitment.refresh_from_db()
    form = response.context["adminform"].form
    assert commitment.title == "Theirs"
    assert form["title"].value() == "Mine"
    assert form.errors["title"] == ["On record now: Theirs"]
    assert form.errors["__all__"] == [
        "Somebody changed this while you were writing, so nothing was saved. Compare what you typed with what is on record, then save again."
    ]


def test_a_stale_form_saved_again_is_a_choice_and_keeps_rows_it_never_showed(desk, pledge):
    commitment = pledge(steps=[Step(title="Draft")])
    page = as_shown(desk.get(change(commitment)))
    draft = commitment.milestones.get()
    actions.revise(commitment=commitment, version=1, fields={}, steps=[Step(title="Draft", id=draft.pk), Step(title="Theirs")], now=MEETING_AT)
    shown_again = as_shown(desk.post(change(commitment), page | {"title": "Mine"}))

    response = desk.post(change(commitment), shown_again)

    commitment.refresh_from_db()
    assert response.status_code == 302
    assert (commitment.title, commitment.version) == ("Mine", 3)
    assert list(commitment.milestones.values_list("title", flat=True)) == ["Draft", "Theirs"]


def test_a_row_that_somebody_removed_meanwhile_is_no_error_page(desk, pledge):
    commitment = pledge(steps=[Step(title="Draft")])
    page = as_shown(desk.get(change(commitment)))
    actions.revise(commitment=commitment, version=1, fields={}, steps=[], now=MEETING_AT)

    response = desk.post(change(commitment), page)

    assert response.status_code == 200
    assert not Milestone.objects.exists()


@pytest.mark.parametrize("version", ["", "0", "x", "9" * 5000])
def test_a_form_without_its_version_is_stale(desk, pledge, version):
    commitment = pledge()
    page = as_shown(desk.get(change(commitment)))

    response = desk.post(change(commitment), page | {"title": "Mine", "version": version})

    assert "Somebody changed this" in errors(response)["__all__"][0]
    assert Commitment.objects.get().title == "Roadmap for customs cooperation"


def test_a_part_that_reported_stays(desk, pledge, vera):
    commitment = pledge()
    part = commitment.responsibilities.first()
    progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", now=MEETING_AT + timedelta(days=1))
    page = as_shown(desk.get(change(commitment)))

    response = desk.post(change(commitment), page | {"responsibilities-0-DELETE": "on"})

    assert response.status_code == 200
    assert commitment.responsibilities.count() == 2


def test_the_desk_alone_neither_closes_nor_reopens_a_commitment(desk, pledge):
    commitment = pledge()
    answer = desk.post(change(commitment), as_shown(desk.get(change(commitment))) | {"lifecycle": "completed"})
    close(commitment, "completed", MEETING_AT)
    desk.post(change(commitment), as_shown(desk.get(change(commitment))) | {"lifecycle": "in_progress", "title": "Renamed"})

    sentence = "Closing, suspending and reopening take a second person. Leave this as it is and ask for the change on the commitment's page."
    stored = Commitment.objects.get()
    assert errors(answer)["lifecycle"] == [sentence]
    assert (stored.lifecycle, stored.title) == ("completed", "Renamed")


def test_a_commitment_is_never_deleted_not_even_by_a_superuser(root, pledge):
    commitment = pledge()
    url = reverse("admin:tracker_commitment_delete", args=[commitment.pk])

    shown, posted = root.get(url), root.post(url, {"post": "yes"})

    assert (shown.status_code, posted.status_code) == (403, 403)
    assert url not in root.get(change(commitment)).content.decode()
    assert Commitment.objects.count() == 1


def test_a_commitment_entered_by_mistake_is_dropped_by_two(desk, filled, vera):
    desk.post(ADD, filled | {"responsibilities-TOTAL_FORMS": 0, "milestones-TOTAL_FORMS": 0})

    dropped = close(Commitment.objects.get(), "dropped", MEETING_AT)

    assert desk.get(change(dropped)).context["adminform"].form.fields.keys().isdisjoint({"lifecycle"})
    assert dropped.lifecycle == "dropped"
