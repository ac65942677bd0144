"""Recording and revising commitments: references, quotes, parts, stale forms."""

import uuid
from datetime import date

import pytest

from tests.conftest import close, days
from tracker.actions import commitment as commitment_actions
from tracker.actions import progress, sweep
from tracker.actions.commitment import Part, Step
from tracker.models import Acknowledgement, Commitment, Disowning, Request, Responsibility
from tracker.rules.refusal import Refused, Stale


def test_references_count_on_within_body_and_year(pledge):
    assert [pledge("One").reference, pledge("Two").reference] == ["VLK-2026-01", "VLK-2026-02"]


def test_a_quote_is_kept_with_its_place_in_the_source(pledge, meeting):
    commitment = pledge(quote="establish a joint working group")

    assert meeting.source_text[commitment.quote_start : commitment.quote_end] == "establish a joint working group"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"due_on": date(2026, 1, 14)}, "due_on"),
        ({"quote": "to build a bridge"}, "quote"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_written(pledge, fields, field):
    with pytest.raises(Refused) as refused:
        pledge(**fields)

    assert list(refused.value.problems) == [field]
    assert Commitment.objects.count() == 0


def test_a_party_twice_in_one_commitment_is_refused(meeting, velika):
    with pytest.raises(Refused) as refused:
        commitment_actions.record(fields={"title": "Twice", "meeting": meeting}, parts=[Part(party=velika), Part(party=velika)], now=days(0))

    assert refused.value.problems == {"responsibilities": "Velika stands twice. Each party has one part in a commitment; remove one of the two."}


def test_a_revision_of_an_older_version_is_stale_and_writes_nothing(pledge):
    commitment = pledge("First title")
    commitment_actions.revise(commitment=commitment, version=1, fields={"title": "Second title"}, now=days(1))

    with pytest.raises(Stale):
        commitment_actions.revise(commitment=commitment, version=1, fields={"title": "Third title"}, now=days(2))

    commitment.refresh_from_db()
    assert (commitment.title, commitment.version) == ("Second title", 2)


@pytest.mark.parametrize("said", ["asked for more time", "not mine", "you will hear from us"])
def test_a_party_that_has_answered_cannot_be_taken_out(pledge, velika, vera, said):
    commitment = pledge()
    part = commitment.responsibilities.get(party=velika)
    word = {"at": days(1), "responsibility": part, "person": vera}
    if said == "not mine":
        Disowning.objects.create(**word)
    elif said == "you will hear from us":
        Acknowledgement.objects.create(until_on=date(2026, 3, 1), **word)
    else:
        Request.objects.create(commitment=commitment, party=velika, kind="drop", reason="Overtaken.", asked_by=vera, asked_at=days(1))

    with pytest.raises(Refused) as refused:
        commitment_actions.revise(commitment=commitment, version=1, fields={}, parts=[], now=days(2))

    assert refused.value.problems == {"responsibilities": "Velika has answered here, so its part stays on record."}


def test_a_party_that_was_asked_and_never_answered_can_be_taken_out_and_its_flag_and_steps_stay(pledge, velika, lorn):
    commitment = pledge()
    sweep.run(now=days(110))

    commitment_actions.revise(commitment=commitment, version=1, fields={}, parts=[Part(party=lorn)], now=days(111))

    silence = commitment.flags.get(rule="silent", party=velika)
    assert (silence.cleared_by, [step.rung for step in silence.steps.all()]) == ("change", ["focal_point"])
    assert [part.party for part in commitment.responsibilities.all()] == [lorn]


def test_a_party_that_has_reported_cannot_be_taken_out(pledge, velika, vera):
    commitment = pledge()
    part = commitment.responsibilities.get(party=velika)
    progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", now=days(1))

    with pytest.raises(Refused) as refused:
        commitment_actions.revise(commitment=commitment, version=1, fields={}, parts=[], now=days(2))

    assert refused.value.problems == {"responsibilities": "Velika has already reported, so its part stays on record."}
    assert Responsibility.objects.count() == 2


def test_milestones_keep_their_rows_and_order_through_a_revision(pledge):
    commitment = pledge(steps=[Step(title="First"), Step(title="Second")])
    first, second = commitment.milestones.all()

    commitment_actions.revise(
        commitment=commitment,
        version=1,
        fields={},
        steps=[Step(id=second.pk, title="Second"), Step(id=first.pk, title="First"), Step(title="Third")],
        now=days(1),
    )

    assert [step.title for step in commitment.milestones.all()] == ["Second", "First", "Third"]
    assert set(commitment.milestones.values_list("pk", flat=True)) > {first.pk, second.pk}


def test_urgency_is_the_first_moment_at_which_something_goes_wrong(pledge, velika, vera):
    sooner, later = pledge("Sooner"), pledge("Later")
    for part in later.responsibilities.all():
        progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", now=days(30))

    order = Commitment.objects.order_by("attention_at", "id")

    assert list(order) == [sooner, later]


def test_closing_notes_the_day_and_reopening_takes_it_back(pledge):
    commitment = pledge()

    closed_on = close(commitment, "completed", days(30)).closed_on
    reopened = close(commitment, "in_progress", days(40))

    assert (closed_on, reopened.closed_on) == (days(30).date(), None)


def test_the_same_form_sent_twice_is_one_commitment(meeting, velika):
    sent = {"fields": {"title": "Roadmap", "meeting": meeting}, "parts": [Part(party=velika)], "key": uuid.uuid4()}

    first = commitment_actions.record(**sent, now=days(0))
    second = commitment_actions.record(**sent, now=days(0))

    assert first == second
    assert Commitment.objects.count() == 1


def test_parts_are_matched_by_their_party(pledge, velika, lorn, vera):
    commitment = pledge()
    before = {part.party_id: part.pk for part in commitment.responsibilities.all()}

    commitment_actions.revise(commitment=commitment, version=1, fields={}, parts=[Part(party=lorn, role="support"), Part(party=velika)], now=days(1))

    assert {part.party_id: part.pk for part in commitment.responsibilities.all()} == before
    assert commitment.responsibilities.get(party=lorn).role == "support"
