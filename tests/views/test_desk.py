"""The desk of a focal point, of the desk officer, and of someone who only reads."""

from datetime import date, timedelta

import time_machine
from django.urls import reverse

from tests.conftest import days, person_of
from tests.views.pages import queries_of
from tracker.actions import progress, sweep
from tracker.models import Post

DESK = "/desk/"


def report(commitment, code, *, on, **said):
    part = commitment.responsibilities.get(party__short_code=code)
    said = {"status": "in_progress", "done": "Land was bought."} | said
    return progress.report(responsibility=part, author=None, via="page", now=days(on), **said)


def titles(response) -> dict[str, list[str]]:
    return {name: [clock.commitment.title for clock in group.clocks] for _title, name, group, _address in response.context["groups"]}


def seen_by(client, person, *, on):
    client.force_login(person.user)
    with time_machine.travel(days(on), tick=False):
        return client.get(DESK)


def test_a_focal_point_sees_own_parts_by_urgency_with_flags_as_sentences(client, pledge, vera):
    pledge("Silent")
    report(pledge("Fresh"), "VEL", on=115)
    report(pledge("Soon"), "VEL", on=35)
    sweep.run(now=days(120))

    page = seen_by(client, vera, on=120)

    assert titles(page) == {"late": ["Silent"], "soon": ["Soon"], "rest": ["Fresh"]}
    assert "Velika has never reported since the meeting of 15 January 2026; reports are due every 90 days; 30 days late." in page.content.decode()
    assert "Lorn has never reported" not in page.content.decode()
    assert page.content.decode().count("data-report") == 3


def test_an_alternate_sees_the_parts_of_the_party(client, pledge, velika):
    pledge()
    alternate = person_of("Anna Alternate", velika, Post.Role.ALTERNATE)

    assert titles(seen_by(client, alternate, on=1)) == {"late": [], "soon": [], "rest": ["Roadmap for customs cooperation"]}


def test_the_desk_officer_sees_what_stands_out_across_all(client, pledge, dora):
    pledge("Silent and overdue", due_on=date(2026, 3, 1))
    report(pledge("Old word"), "VEL", on=100)
    report(pledge("New word"), "LOR", on=119)
    sweep.run(now=days(120))

    page = seen_by(client, dora, on=120).context

    assert [(clock.commitment.title, clock.party_id) for clock in page["silent"].clocks][0][0] == "Silent and overdue"
    assert [flag.commitment.title for flag in page["overdue"]] == ["Silent and overdue"]
    assert [report.responsibility.commitment.title for report in page["reports"]] == ["New word"]


def test_a_reader_sees_the_state_of_things_and_is_offered_nothing_to_write(client, pledge, paul):
    pledge("Silent", due_on=date(2026, 3, 1))
    sweep.run(now=days(120))

    page = seen_by(client, paul, on=120)

    assert {view.name: number for view, number, _is_here in page.context["chips"]} == {"all": 1, "silent": 1, "overdue": 1, "soon": 0, "disagree": 0, "mine": 0}
    assert "data-report" not in page.content.decode()
    assert "Record a meeting" not in page.content.decode()


def test_an_account_without_a_person_gets_its_desk(client, django_user_model, pledge):
    pledge()
    client.force_login(django_user_model.objects.create_user("a@example.org", "x"))

    assert client.get(DESK).status_code == 200


def test_an_empty_desk_says_so(client, paul):
    assert "Nothing waits for you" in seen_by(client, paul, on=1).content.decode()


def test_with_nothing_on_record_the_desk_officer_is_told_where_to_begin(client, dora, pledge):
    begin = seen_by(client, dora, on=1).content.decode()
    pledge()
    begun = seen_by(client, dora, on=1).content.decode()

    steps = [reverse(f"admin:tracker_{noun}_add") for noun in ("party", "body", "person")] + [reverse("record_meeting"), reverse("record_commitment_anywhere")]
    assert [step in begin for step in steps] == [True] * 5
    assert ("Nothing is recorded yet" in begin, "Nothing is recorded yet" in begun) == (True, False)


def test_the_desk_costs_the_same_whatever_lies_on_it(client, pledge, vera, dora):
    def both() -> list[int]:
        counts = []
        for person in (vera, dora):
            client.force_login(person.user)
            counts.append(queries_of(client, DESK))
        return counts

    with time_machine.travel(days(120), tick=False):
        for number in range(3):
            report(pledge(f"Word {number}"), "VEL", on=119)
            pledge(f"Silent {number}", due_on=date(2026, 3, 1))
            sweep.run(now=days(120) + timedelta(minutes=number))
            if number == 0:
                with_one = both()

        assert both() == with_one == [9, 13]


def test_every_page_counts_the_reports_its_reader_owes(client, pledge, vera, lars, paul):
    pledge("Silent")
    report(pledge("Fresh"), "VEL", on=115)
    report(pledge("Soon"), "VEL", on=35)
    sweep.run(now=days(120))

    owed = [seen_by(client, person, on=120).context["frame"]()["to_report"] for person in (vera, lars, paul)]

    assert owed == [2, 3, 0]
