"""Every list costs the same number of queries however many rows it shows."""

from datetime import date

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import MEETING_AT, days
from tracker.actions import assessment as assessments
from tracker.actions import body as body_actions
from tracker.actions import change, group, heartbeat, indicator, obstacle, parallel, progress, sweep
from tracker.actions import commitment as commitment_actions
from tracker.actions import meeting as meeting_actions
from tracker.actions import party as party_actions
from tracker.actions import person as person_actions
from tracker.actions import project as projects
from tracker.actions.commitment import Part, Step
from tracker.actions.meeting import Seat
from tracker.models import Heartbeat, Outcome

NAMES = [model._meta.model_name for model in admin.site._registry if model._meta.app_label == "tracker" and model._meta.model_name != "mailqueue"]


def add_one_of_everything(number: int) -> None:
    """One more of each noun, with a flag, a letter and a sweep."""
    state = party_actions.record(fields={"name": f"State {number}", "short_code": f"S{number}"})
    party = party_actions.record(fields={"name": f"Ministry {number}", "short_code": f"M{number}", "parent": state})
    above = body_actions.record(fields={"name": f"Council {number}", "short_code": f"C{number}"})
    body = body_actions.record(fields={"name": f"Group {number}", "short_code": f"G{number}", "parent": above}, sides=[body_actions.Seat(party=party)])
    person = person_actions.record(fields={"name": f"Person {number}", "email": f"p{number}@example.org", "party": party}, now=MEETING_AT)
    person_actions.give_account(person=person, password="quiet long words")
    person_actions.give_post(person=person, role="focal_point", party=party, body=body, starts_on=date(2020, 1, 1), now=MEETING_AT)
    held = meeting_actions.record(
        fields={"title": f"Session {number}", "body": body, "starts_on": date(2026, 1, 15), "host": party}, seats=[Seat(party=party)], now=MEETING_AT
    )
    part, step = Part(party=party, focal_point=person), Step(title="Draft", party=party, due_on=date(2026, 3, 1))
    pledged = commitment_actions.record(
        fields={"title": f"Pledge {number}", "meeting": held, "due_on": date(2026, 2, 1)}, parts=[part], steps=[step], now=MEETING_AT
    )
    progress.report(
        responsibility=pledged.responsibilities.get(),
        author=person,
        via="page",
        status="in_progress",
        done="Begun.",
        links=["https://example.org/"],
        now=days(1),
    )
    assessor = person_actions.record(fields={"name": f"Assessor {number}"}, now=MEETING_AT)
    person_actions.give_post(person=assessor, role="assessor", starts_on=date(2020, 1, 1), now=MEETING_AT)
    assessment = assessments.assess(commitment=pledged, grade="limited", reasoning="Read.", assessor=assessor, now=days(1))
    assessments.reply(assessment=assessment, party=party, words="We differ.", author=person, now=days(1))
    request = change.ask(commitment=pledged, party=party, kind="drop", reason="Overtaken.", asked_by=person, via="page", now=days(2))
    change.decide(request=request, verdict="refused", reason="Not yet.", decided_by=assessor, now=days(3))
    _of_its_kind(number, pledged, held, body, party, person)
    sweep.run(now=days(200 + 7 * number))
    Heartbeat.objects.create(name=f"worker {number}", beat_at=MEETING_AT)


def _of_its_kind(number, pledged, held, body, party, person) -> None:
    """What commitments of some kinds have of their own."""
    told = {"by": person, "now": days(2)}
    project = projects.record(fields={"name": f"Dry port {number}"}, funding=[("State budget", 10)])
    group.adopt_terms(body=body, text="To meet twice a year.", adopted_on=date(2026, 1, 15), meeting=held, **told)
    raised = obstacle.record(commitment=pledged, title="No permit", cause="permit", party=party, answer_due_on=days(9).date(), **told)
    obstacle.answer(obstacle=raised, words="It came.", is_solved=True, **told)
    indicator.define(commitment=pledged, version=pledged.version, rows=[indicator.Row(title="Trade")], **told)
    indicator.read(indicator=pledged.indicators.get(), on=date(2026, 1, 15), value=5, **told)
    parallel.add(commitment=pledged, language="fa", text="متن", is_authentic=True, **told)
    moved = [Step(id=pledged.milestones.get().pk, title="Works", project=project, baseline_on=date(2026, 9, 1))]
    pledged.refresh_from_db()
    commitment_actions.revise(commitment=pledged, version=pledged.version, fields={}, steps=moved, **told)
    later = [Step(id=moved[0].id, title="Works", project=project, baseline_on=date(2026, 10, 1))]
    pledged.refresh_from_db()
    commitment_actions.revise(commitment=pledged, version=pledged.version, fields={}, steps=later, **told)
    Outcome.objects.create(meeting=held, commitment=pledged, kind="noted", recorded_by=person, recorded_at=days(2))


@pytest.mark.parametrize("name", NAMES)
def test_a_list_of_three_costs_what_a_list_of_one_costs(root, name):
    url = reverse(f"admin:tracker_{name}_changelist")
    add_one_of_everything(1)
    root.get(url)  # warms the content types
    with CaptureQueriesContext(connection) as of_one:
        root.get(url)
    add_one_of_everything(2)
    add_one_of_everything(3)

    with CaptureQueriesContext(connection) as of_three:
        response = root.get(url)

    assert response.context["cl"].result_count >= 3
    assert len(of_three) == len(of_one)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_opens(root, name):
    add_one_of_everything(1)
    heartbeat.beat(now=MEETING_AT)
    model_admin = next(page for model, page in admin.site._registry.items() if model._meta.label_lower == f"tracker.{name}")

    row = model_admin.model.objects.first()

    assert root.get(reverse(f"admin:tracker_{name}_change", args=[row.pk])).status_code == 200
    assert root.get(reverse(f"admin:tracker_{name}_history", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_every_search_answers(root, name):
    add_one_of_everything(1)

    assert root.get(reverse(f"admin:tracker_{name}_changelist"), {"q": "Ministry"}).status_code == 200


ADDRESSES = [
    "q=%00",
    "q=" + "9" * 5000,
    "p=99999999999999999999",
    "p=x",
    "o=x.-99",
    "all=",
    "no_such_field=1",
    "id__exact=%00",
    "id__exact=99999999999999999999",
    "{day}__year=99999999999999999999",
    "{day}__year=0",
    "{day}__year=2026&{day}__month=99&{day}__day=-1",
    "{day}__gte=0000-00-00",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_list_survives_any_address(root, name):
    root.raise_request_exception = False
    url = reverse(f"admin:tracker_{name}_changelist")
    page = next(page for model, page in admin.site._registry.items() if model._meta.label_lower == f"tracker.{name}")

    answers = {query: root.get(f"{url}?{query.format(day=page.date_hierarchy or 'id')}").status_code for query in ADDRESSES}

    assert {query: code for query, code in answers.items() if code not in (200, 302)} == {}


def test_a_search_for_what_no_text_can_hold_finds_nothing_and_breaks_nothing(root, meeting):
    root.raise_request_exception = False
    asked = {"app_label": "tracker", "model_name": "commitment", "field_name": "meeting"}

    answers = {term: root.get(reverse("admin:autocomplete"), asked | {"term": term}) for term in ("Third", "9" * 5000, "\x00")}

    assert [answer.status_code for answer in answers.values()] == [200, 200, 200]
    assert [found["text"] for found in answers["Third"].json()["results"]] == ["Third session"]


@pytest.mark.parametrize("query", ["kind__exact=%00", "lifecycle__exact=%00", "body__id__exact=%00", "body__id__exact=x", "title=%00"])
def test_a_filter_for_what_no_column_can_hold_breaks_nothing(root, pledge, query):
    root.raise_request_exception = False
    pledge()

    assert root.get(f"{reverse('admin:tracker_commitment_changelist')}?{query}").status_code in (200, 302)
