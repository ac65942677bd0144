"""The desk records a commitment and edits it; what is refused stands beside its field, and nothing typed is lost."""

from datetime import date

import pytest
from django.urls import reverse

from tests.conftest import days
from tests.views.pages import queries_of, rows, signed_in, text
from tracker.actions import commitment as actions
from tracker.actions import meeting as meeting_actions
from tracker.actions import person as person_actions
from tracker.actions import progress
from tracker.actions.commitment import Part, Step
from tracker.forms.entry import Difference
from tracker.models import Commitment

NONE = rows("parts", []) | rows("steps", [])
GOOD = {"title": "Roadmap", "kind": "roadmap", "due_precision": "day", "lifecycle": "not_started", "visible_to": "parties"} | NONE


@pytest.fixture
def address(meeting):
    return reverse("record_commitment", args=[meeting.pk])


@pytest.fixture
def desk(client, dora):
    signed_in(client, dora)
    return client


def errors(answer) -> dict:
    return dict(answer.context["entry"].form.errors)


def test_only_the_desk_records_and_edits(client, address, pledge, vera):
    signed_in(client, vera)

    codes = [client.get(page).status_code for page in (address, reverse("edit_commitment", args=[pledge().reference]), reverse("record_commitment_anywhere"))]

    assert codes == [403, 403, 403]


def test_a_new_commitment_begins_with_the_parties_that_met_and_their_focal_points(desk, address, velika, lorn, vera, lars):
    parts = desk.get(address).context["entry"].parts

    assert parts.initial == [
        {"party": velika.pk, "role": "co_lead", "focal_point": vera.pk},
        {"party": lorn.pk, "role": "co_lead", "focal_point": lars.pk},
    ]


def test_the_desk_records_a_commitment_with_parts_and_milestones(desk, address, velika, lorn, vera):
    parts = rows("parts", [{"party": velika.pk, "role": "lead", "focal_point": vera.pk}, {"party": lorn.pk, "role": "support"}, {"role": "lead"}], initial=2)
    steps = rows("steps", [{"title": "Draft", "party": velika.pk, "due_on": "2026-03-01", "due_precision": "quarter"}, {"due_precision": "day"}])
    typed = {"quote": "draw up a\r\nroadmap for customs", "due_on": "2026-12-01", "due_precision": "month", "cadence_days": "30"}

    answer = desk.post(address, GOOD | typed | parts | steps)

    row = Commitment.objects.get()
    step = row.milestones.get()
    assert answer.url == "/commitments/VLK-2026-01/"
    assert (row.kind, row.quote, row.due_on, row.due_ends_on, row.cadence_days) == (
        "roadmap",
        "draw up a roadmap for customs",
        date(2026, 12, 1),
        date(2026, 12, 31),
        30,
    )
    assert list(row.responsibilities.values_list("party", "role", "focal_point")) == [(velika.pk, "lead", vera.pk), (lorn.pk, "support", None)]
    assert (step.title, step.party, step.due_ends_on) == ("Draft", velika, date(2026, 3, 31))


def test_save_and_record_another_comes_back_to_the_form(desk, address):
    answer = desk.post(address, GOOD | {"again": "1"})

    assert answer.url == address
    assert Commitment.objects.count() == 1


def test_the_meeting_is_chosen_first_where_none_is_given(desk, meeting, address):
    page = desk.get(reverse("record_commitment_anywhere"))
    answer = desk.get(reverse("record_commitment_anywhere"), {"meeting": meeting.pk})

    assert list(page.context["meetings"]) == [meeting]
    assert answer.url == address


@pytest.mark.parametrize("meeting_number", ["", "x", "9" * 5000, "-1", "\x00", "٣"])
def test_a_meeting_that_is_none_asks_again(desk, meeting_number):
    assert desk.get(reverse("record_commitment_anywhere"), {"meeting": meeting_number}).status_code == 200


def test_what_the_rules_refuse_stands_beside_its_field(desk, address, velika):
    twice = rows("parts", [{"party": velika.pk, "role": "lead"}, {"party": velika.pk, "role": "support"}])
    typed = {"due_on": "2026-01-14", "quote": "words nobody said", "lifecycle": "suspended"}

    answer = desk.post(address, GOOD | typed | twice)

    assert errors(answer) == {
        "due_on": ["This is before the meeting. Give a date on or after its first day, or leave it empty."],
        "quote": ["These words do not stand in the meeting's source text. Copy them from there, or correct the source text first."],
        "lifecycle": ["Closing and suspending take a second person. Record it as in progress, then ask for the change on its page."],
    }
    assert answer.context["entry"].parts.non_form_errors() == ["Velika stands twice. Each party has one part in a commitment; remove one of the two."]
    assert answer.context["entry"].form["quote"].value() == "words nobody said"
    assert Commitment.objects.count() == 0


def test_a_milestone_before_the_meeting_is_refused_in_its_row(desk, address):
    steps = rows(
        "steps", [{"title": "Fine", "due_on": "2026-03-01", "due_precision": "day"}, {"title": "Early", "due_on": "2025-03-01", "due_precision": "day"}]
    )

    answer = desk.post(address, GOOD | steps)

    assert [(wrong.anchor, wrong.label) for wrong in answer.context["entry"].wrongs()] == [("id_steps-1-due_on", "Due date, row 2")]
    assert answer.context["entry"].steps.errors == [
        {},
        {"due_on": ["This is before the meeting. Give a date on or after its first day, or leave it empty."]},
    ]


def test_a_party_that_has_reported_keeps_its_part(desk, pledge, velika, lorn, vera):
    row = pledge()
    progress.report(responsibility=row.responsibilities.get(party=velika), author=vera, via="page", status="in_progress", done="Begun.", now=days(10))
    parts = rows("parts", [{"party": velika.pk, "role": "lead", "DELETE": "on"}, {"party": lorn.pk, "role": "lead"}], initial=2)

    answer = desk.post(reverse("edit_commitment", args=[row.reference]), GOOD | {"version": 1} | parts)

    assert answer.context["entry"].parts.non_form_errors() == ["Velika has already reported, so its part stays on record."]


def test_editing_keeps_the_rows_that_stay_and_their_words(desk, pledge, velika, lorn, vera):
    row = pledge(steps=[Step(title="First"), Step(title="Second")])
    part = row.responsibilities.get(party=velika)
    progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", now=days(10))
    first, second = row.milestones.all()
    parts = rows("parts", [{"party": lorn.pk, "role": "lead"}, {"party": velika.pk, "role": "support"}], initial=2)
    kept = {"id": second.pk, "title": "Second, reworded", "due_precision": "day", "done_on": "2026-03-01"}
    steps = rows("steps", [{"id": first.pk, "title": "First", "due_precision": "day", "DELETE": "on"}, kept], initial=2)

    answer = desk.post(reverse("edit_commitment", args=[row.reference]), GOOD | {"version": 1, "title": "Reworded"} | parts | steps)

    row.refresh_from_db()
    part.refresh_from_db()
    assert answer.url == row.get_absolute_url()
    assert (row.title, part.role, part.stated_status) == ("Reworded", "support", "in_progress")
    assert list(row.milestones.values_list("pk", "title", "done_on")) == [(second.pk, "Second, reworded", date(2026, 3, 1))]


def test_a_milestone_of_another_commitment_is_left_alone(desk, pledge):
    other = pledge("Other", steps=[Step(title="Theirs")])
    row = pledge()
    steps = rows("steps", [{"id": other.milestones.get().pk, "title": "Mine", "due_precision": "day"}], initial=1)

    desk.post(reverse("edit_commitment", args=[row.reference]), GOOD | {"version": 1} | steps)

    assert [(step.commitment.title, step.title) for step in other.milestones.model.objects.order_by("id")] == [("Other", "Theirs"), ("Roadmap", "Mine")]


def test_a_stale_form_shows_both_and_saves_the_second_time(desk, pledge, dora):
    row = pledge("As typed first")
    actions.revise(commitment=row, version=1, fields={"title": "By a colleague"}, by=dora, now=days(1))
    page = reverse("edit_commitment", args=[row.reference])

    first = desk.post(page, GOOD | {"title": "Mine", "is_measurable": "on", "version": 1})
    second = desk.post(page, GOOD | {"title": "Mine", "version": first.context["entry"].form["version"].value()})

    row.refresh_from_db()
    assert first.status_code == 409
    assert Difference("Title", "By a colleague", "Mine") in first.context["entry"].differences
    assert Difference("It can be measured", "no", "yes") in first.context["entry"].differences
    assert "Dora Desk saved it on 16 January 2026, 12:00." in first.content.decode()
    assert (second.status_code, row.title) == (302, "Mine")


def test_a_stale_form_shows_the_rows_of_a_colleague_too(desk, pledge, velika, lorn, vera):
    row = pledge("Roadmap", steps=[Step(title="Draft")])
    steps = [Step(title="Draft", id=row.milestones.get().pk), Step(title="Signing", party=lorn, due_on=date(2026, 6, 1), due_precision="quarter")]
    actions.revise(commitment=row, version=1, fields={}, parts=[Part(party=velika, focal_point=vera)], steps=steps, now=days(1))
    mine = rows("parts", [{"party": velika.pk, "role": "lead", "focal_point": vera.pk}]) | rows("steps", [{"title": "Draft", "due_precision": "day"}])

    answer = desk.post(reverse("edit_commitment", args=[row.reference]), GOOD | {"kind": "other", "version": 1} | mine)

    assert answer.context["entry"].differences == [Difference("Milestones", "Draft, day; Signing, Lorn, 2026-06-01, quarter", "Draft, day")]


def test_a_stale_form_cuts_long_texts_but_no_rows(desk, pledge):
    row = pledge("Roadmap")
    steps = [Step(title=f"Step {number} of the plan that both sides agreed") for number in range(20)]
    actions.revise(commitment=row, version=1, fields={"description": "word " * 200}, steps=steps, now=days(1))

    answer = desk.post(reverse("edit_commitment", args=[row.reference]), GOOD | {"kind": "other", "version": 1})

    differences = {row.label: row.stored for row in answer.context["entry"].differences}
    assert len(differences["Description"]) == 400
    assert "Step 19 of the plan" in answer.content.decode()


def test_all_that_is_wrong_is_said_at_once(desk, address, velika):
    parts = rows("parts", [{"party": velika.pk, "role": "lead"}, {"party": velika.pk, "role": "support"}])
    typed = {"title": "", "quote": "nobody said this", "due_on": "2026-01-01", "lifecycle": "suspended", "cadence_days": "0"}

    entry = desk.post(address, GOOD | typed | parts).context["entry"]

    assert sorted(entry.form.errors) == ["cadence_days", "due_on", "lifecycle", "quote", "title"]
    assert entry.parts.non_form_errors() == ["Velika stands twice. Each party has one part in a commitment; remove one of the two."]


def test_the_edit_page_takes_as_many_queries_for_three_rows_as_for_one(desk, pledge, velika):
    one = pledge("One", steps=[Step(title="First")])
    three = pledge("Three", steps=[Step(title=title, party=velika) for title in ("First", "Second", "Third")])
    for number in range(2):
        person_actions.record(fields={"name": f"Person {number}", "party": velika}, now=days(0))

    counts = [queries_of(desk, reverse("edit_commitment", args=[row.reference])) for row in (one, three)]

    assert counts[0] == counts[1]


def test_the_record_page_takes_as_many_queries_for_three_parties_as_for_one(desk, address, meeting, commission, velika):
    alone = meeting_actions.record(
        fields={"title": "Alone", "body": commission, "starts_on": date(2026, 2, 1)}, seats=[meeting_actions.Seat(party=velika)], now=days(1)
    )

    assert queries_of(desk, address) == queries_of(desk, reverse("record_commitment", args=[alone.pk]))


# six marks of a sound pledge


def test_the_marks_are_counted_for_what_is_stored_and_never_asked_for(desk, address, pledge):
    new = text(desk.get(address))
    row = pledge(due_on=date(2026, 12, 1), names_action=True, is_measurable=True)

    stored = text(desk.get(reverse("edit_commitment", args=[row.reference])))

    assert "<b>4 of 6</b>: actor, action, date, measurable. Missing: deliverable, proof." in stored
    assert ("of 6" in new, "They are a hint" in new) == (False, True)
    assert [str(mark.help) in new.replace("&#x27;", "'") for mark in desk.get(address).context["entry"].quality.marks] == [True] * 6


def test_a_commitment_without_any_mark_is_saved(desk, address):
    desk.post(address, GOOD | {"visible_to": "parties"})

    row = Commitment.objects.get()
    assert (row.names_action, row.names_deliverable, row.is_measurable, row.proof) == (False, False, False, "")


def test_what_the_editor_ticks_and_would_take_as_proof_is_kept_and_shown(desk, client, address, paul):
    ticked = {"names_action": "on", "names_deliverable": "on", "proof": "A signed\r\nprotocol."}
    desk.post(address, GOOD | {"visible_to": "parties"} | ticked)
    page = "/commitments/VLK-2026-01/"
    row, of_the_desk = Commitment.objects.get(), text(desk.get(page))
    signed_in(client, paul)
    of_a_reader = text(client.get(page))

    assert (row.names_action, row.names_deliverable, row.is_measurable, row.proof) == (True, True, False, "A signed\nprotocol.")
    assert 'href="/commitments/VLK-2026-01/edit/#quality"> 3 of 6 marks; missing: actor, date, measurable </a>' in of_the_desk
    assert ("of 6 marks" in of_a_reader, "A signed<br>protocol." in of_a_reader, "What would prove it" in of_a_reader) == (False, True, True)
