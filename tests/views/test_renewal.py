"""Commitments made anew: recorded from the page, told on commitment, body, meeting and list, refused where they would go in a circle."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from tests.conftest import days, person_of
from tests.views.pages import queries_of, rows, signed_in, text
from tracker.actions import body as bodies
from tracker.actions import commitment as actions
from tracker.actions import meeting as meetings
from tracker.actions import person as people
from tracker.actions import project as projects
from tracker.actions.meeting import Seat
from tracker.models import Commitment, guard
from tracker.queries import renewal
from tracker.rules.refusal import Refused

NONE = rows("parts", []) | rows("steps", [])
GOOD = {"title": "Roadmap", "kind": "other", "due_precision": "day", "lifecycle": "not_started", "visible_to": "parties"} | NONE


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(days(400), tick=False) as clock:
        yield clock


@pytest.fixture
def hold(commission, velika, lorn):
    """Record a session of the commission, held in 2019 unless said otherwise."""

    def record(title="First session", year=2019, **fields):
        told = {"title": title, "body": commission, "starts_on": date(year, 5, 10), "host": velika} | fields
        return meetings.record(fields=told, seats=[Seat(party=velika), Seat(party=lorn)], now=days(0))

    return record


@pytest.fixture
def chain(pledge, hold):
    """The same promise of 2019, 2022 and of the third session, in 2026, each made anew from the one before."""
    first = pledge("Roadmap of 2019", meeting=hold())
    second = pledge("Roadmap of 2022", meeting=hold("Second session", 2022), renews=first)
    return first, second, pledge("Roadmap of 2026", renews=second)


@pytest.fixture
def desk(client, dora):
    signed_in(client, dora)
    return client


# the commitment's page


def test_a_page_tells_the_whole_chain_and_what_was_made_anew(desk, chain):
    first, second, third = chain

    newest, middle = (text(desk.get(row.get_absolute_url())) for row in (third, second))

    assert "First made in 2019 (First session), renewed 2 times." in newest
    assert all(f'<a href="{row.get_absolute_url()}">{row.title}</a>' in newest for row in (first, second))
    assert "made anew at Third session, 15 Jan 2026" in middle
    assert "First made in 2019 (First session), renewed once." in middle


def test_what_one_may_not_see_is_counted_and_not_named(client, chain, vera):
    first, _second, third = chain
    Commitment.objects.filter(pk=first.pk).update(visible_to="desk", title="Secret")
    signed_in(client, vera)

    page = text(client.get(third.get_absolute_url()))

    assert "It was renewed 2 times; where it was first made is not open to you." in page
    assert "1 earlier commitment of this chain is not open to you." in page
    assert ("Secret" in page, first.reference in page, "2019" in page) == (False, False, False)


def test_what_was_made_anew_out_of_sight_is_counted(client, chain, vera):
    first, second, _third = chain
    Commitment.objects.filter(pk=second.pk).update(visible_to="desk")
    signed_in(client, vera)

    assert "It was made anew by 1 commitment that is not open to you." in text(client.get(first.get_absolute_url()))


def test_a_longer_chain_costs_no_further_query(desk, chain, pledge):
    longer = pledge("Once more", renews=chain[2])

    assert queries_of(desk, longer.get_absolute_url()) == queries_of(desk, chain[1].get_absolute_url())


def test_a_circle_in_the_record_ends_where_it_comes_back(chain):
    first, second, third = chain
    Commitment.objects.filter(pk=first.pk).update(renews=third)

    assert renewal.behind([third.pk], renewal.pairs()) == {third.pk: [second.pk, first.pk]}


def test_a_page_says_what_it_carries_out_and_by_what_it_is_carried_out(desk, pledge):
    roadmap = pledge("Roadmap")
    study = pledge("Study", implements=roadmap)

    assert f'It carries out a part of <a href="{roadmap.get_absolute_url()}">{roadmap.reference} Roadmap</a>.' in text(desk.get(study.get_absolute_url()))
    assert f'<a href="{study.get_absolute_url()}">Study</a>' in text(desk.get(roadmap.get_absolute_url()))


# overlaps


def overlaps(client, row) -> list:
    return [(found.commitment.title, found.why) for found in client.get(row.get_absolute_url()).context["overlaps"]]


def test_promises_that_renew_or_carry_out_the_same_overlap(desk, pledge, chain):
    one = pledge("Study one", implements=chain[2])
    pledge("Study two", implements=chain[2])
    pledge("A second renewal", renews=chain[1])

    assert overlaps(desk, one) == [("Study two", ["it carries out the same commitment"])]
    assert overlaps(desk, chain[2]) == [("A second renewal", ["it renews the same commitment"])]


def test_promises_of_other_meetings_about_the_same_project_overlap_and_what_is_renewed_does_not(desk, pledge, hold, velika, lorn):
    bridge = projects.record(fields={"name": "Bridge"})
    earlier, elsewhere = hold(), hold("Second session", 2022)
    old, double = pledge("Old", meeting=earlier), pledge("Double", meeting=elsewhere)
    new, neighbour = pledge("New", renews=old), pledge("Of the same meeting")
    part = pledge("A part of it", meeting=elsewhere, implements=new)
    for row in (old, double, new, neighbour, part):
        row.projects.add(bridge)

    assert overlaps(desk, new) == [("Double", ["it has the same project: Bridge"])]


def test_what_is_closed_or_not_for_the_reader_does_not_overlap(client, pledge, vera):
    roadmap = pledge("Roadmap")
    one = pledge("Study one", implements=roadmap)
    pledge("Dropped", implements=roadmap, lifecycle="dropped")
    pledge("Of the desk", implements=roadmap, visible_to="desk")
    signed_in(client, vera)

    assert overlaps(client, one) == []


def test_a_long_list_of_overlaps_says_that_it_is_cut(desk, pledge):
    roadmap = pledge("Roadmap")
    studies = [pledge(f"Study {number:02}", implements=roadmap) for number in range(12)]

    page = desk.get(studies[0].get_absolute_url())

    assert (len(page.context["overlaps"]), "the first 10" in text(page), "There are" in text(page)) == (10, True, False)
    assert "These are the first 10; there are more." in text(desk.get(roadmap.get_absolute_url()))


# what is refused


def test_a_circle_is_refused_beside_the_field_and_by_the_action(desk, chain):
    first, _second, third = chain
    Commitment.objects.filter(pk=first.pk).update(meeting=third.meeting)  # so that its day allows it
    first.refresh_from_db()
    said = f"{third.reference} was itself made anew from this commitment, so the two would renew each other. Choose an earlier one."

    answer = desk.post(reverse("edit_commitment", args=[first.reference]), GOOD | {"version": first.version, "renews": third.pk})
    with pytest.raises(Refused) as refused:
        actions.revise(commitment=first, version=first.version, fields={"renews": third}, now=days(1))

    assert answer.context["entry"].form.errors == {"renews": [said]}
    assert refused.value.problems == {"renews": said}


def test_two_that_would_carry_out_each_other_are_refused(desk, pledge):
    one = pledge("One")
    two = pledge("Two", implements=one)

    answer = desk.post(reverse("edit_commitment", args=[one.reference]), GOOD | {"version": 1, "implements": two.pk})

    assert list(answer.context["entry"].form.errors) == ["implements"]


def test_what_was_pledged_later_is_neither_offered_nor_taken(desk, pledge, hold):
    earlier, later = pledge("Earlier", meeting=hold()), pledge("Later")

    offered = desk.get(reverse("edit_commitment", args=[earlier.reference])).context["entry"].form.fields
    with pytest.raises(Refused) as refused:
        actions.revise(commitment=earlier, version=1, fields={"renews": later}, now=days(1))

    assert ([*offered["renews"].rows], [*offered["implements"].rows]) == ([], [str(later.pk)])
    assert refused.value.problems == {"renews": f"{later.reference} was pledged later, at a meeting after this one. Choose an earlier commitment."}


# making it anew


def test_the_page_leads_to_the_form_of_the_next_session_with_what_it_says_as_suggestions(desk, chain, hold, velika, lorn, vera, lars):
    third = chain[2]
    Commitment.objects.filter(pk=third.pk).update(kind="study")
    planned = hold("Fourth session", 2027, state="planned")
    address = f"{reverse('record_commitment', args=[planned.pk])}?renews={third.reference}"

    offered, entry = text(desk.get(third.get_absolute_url())), desk.get(address).context["entry"]

    assert f'href="{address}">Make it anew at the next session</a>' in offered
    form = entry.form
    assert (form["renews"].value(), form["title"].value(), form["kind"].value()) == (third.pk, "Roadmap of 2026", "study")
    assert entry.parts.initial == [
        {"party": velika.pk, "role": "lead", "focal_point": vera.pk},
        {"party": lorn.pk, "role": "co_lead", "focal_point": lars.pk},
    ]
    assert Commitment.objects.count() == 3

    desk.post(address, GOOD | {"renews": third.pk})

    assert Commitment.objects.get(meeting=planned).renews == third


def test_without_a_planned_session_the_meeting_is_chosen_first(desk, chain, meeting):
    third = chain[2]
    address = f"{reverse('record_commitment_anywhere')}?renews={third.reference}"

    assert f'href="{address}">Make it anew at another meeting</a>' in text(desk.get(third.get_absolute_url()))
    assert f'<input type="hidden" name="renews" value="{third.reference}">' in text(desk.get(address))
    assert (
        desk.get(address, {"meeting": meeting.pk, "renews": third.reference}).url
        == f"{reverse('record_commitment', args=[meeting.pk])}?renews={third.reference}"
    )


@pytest.mark.parametrize("said", ["", "NONE-1", "\x00", "x" * 500])
def test_a_reference_that_is_none_presets_nothing(desk, meeting, said):
    answer = desk.get(reverse("record_commitment", args=[meeting.pk]), {"renews": said})

    assert (answer.status_code, answer.context["entry"].form["renews"].value()) == (200, None)


def test_only_who_keeps_the_record_is_offered_to_make_it_anew(client, chain, vera):
    signed_in(client, vera)

    assert "?renews=" not in text(client.get(chain[2].get_absolute_url()))


def test_a_link_to_what_the_person_may_not_see_stays_when_they_edit(client, chain, commission):
    _first, second, third = chain
    other = bodies.record(fields={"name": "Other", "short_code": "OTH"}, sides=[])
    Commitment.objects.filter(pk=second.pk).update(body=other, visible_to="desk")
    nora = person_of("Nora Desk")
    people.give_post(person=nora, role="desk", body=commission, starts_on=days(0).date(), now=days(0))
    signed_in(client, nora)
    page = reverse("edit_commitment", args=[third.reference])

    assert ("renews" in client.get(page).context["entry"].form.fields) is False
    answer = client.post(page, GOOD | {"version": 1, "title": "Reworded"})

    third.refresh_from_db()
    assert (answer.status_code, third.title, third.renews_id) == (302, "Reworded", second.pk)


def test_what_a_commitment_renews_is_offered_however_far_it_stands(desk, chain):
    from_elsewhere = bodies.record(fields={"name": "Other", "short_code": "OTH"}, sides=[])
    Commitment.objects.filter(pk=chain[1].pk).update(body=from_elsewhere)

    field = desk.get(reverse("edit_commitment", args=[chain[2].reference])).context["entry"].form["renews"]

    assert (field.value(), list(field.field.rows)) == (chain[1].pk, [str(chain[0].pk), str(chain[1].pk)])


def test_a_working_group_is_offered_what_the_body_above_it_agreed(desk, pledge, commission, velika):
    roadmap = pledge("Roadmap")
    group = bodies.record(fields={"name": "Group", "short_code": "GRP", "parent": commission}, sides=[bodies.Seat(party=velika)])
    met = meetings.record(fields={"title": "Of the group", "body": group, "starts_on": date(2026, 5, 1)}, seats=[], now=days(200))

    fields = desk.get(reverse("record_commitment", args=[met.pk])).context["entry"].form.fields

    assert [list(fields[name].rows) for name in ("renews", "implements")] == [[str(roadmap.pk)]] * 2


def test_a_session_begins_with_its_body_number_host_and_sides(desk, hold, commission, meeting, velika, lorn):
    hold(host=velika, ordinal=1)
    body_page = text(desk.get(reverse("body", args=["VLK"])))

    entry = desk.get(f"{reverse('record_meeting')}?body=VLK").context["entry"]

    assert f'href="{reverse("record_meeting")}?body=VLK"' in body_page
    assert entry.form.initial == {"body": commission.pk, "ordinal": 4, "host": lorn.pk}
    assert entry.seats.initial == [{"party": velika.pk}, {"party": lorn.pk}]


def test_what_the_minutes_agreed_goes_before_the_turn(desk, hold, velika):
    hold(host=velika, next_host=velika, next_on=date(2027, 3, 1), next_precision="day")

    initial = desk.get(f"{reverse('record_meeting')}?body=VLK").context["entry"].form.initial

    assert (initial["host"], initial["starts_on"]) == (velika.pk, date(2027, 3, 1))


@pytest.mark.parametrize("said", ["", "NONE", "\x00"])
def test_a_body_that_is_none_presets_nothing(desk, said):
    answer = desk.get(reverse("record_meeting"), {"body": said})

    assert (answer.status_code, answer.context["entry"].form.initial) == (200, {})


# carried over


def test_a_body_carries_over_what_is_open_from_before_its_last_session_the_oldest_first(desk, chain, pledge, hold):
    pledge("Of the last session")
    pledge("Study of 2022", meeting=chain[1].meeting)

    answer = desk.get(reverse("body", args=["VLK"]))

    assert [row.title for row, _made in answer.context["carried_over"]] == ["Roadmap of 2026", "Study of 2022"]
    assert "renewed 2 times, first made 7 years ago" in text(answer)
    assert "first made 4 years ago" in text(answer)


def test_what_an_open_commitment_makes_anew_is_carried_by_that_one_and_comes_back_when_it_is_closed(desk, chain, commission):
    before = [row.title for row, _made in desk.get(reverse("body", args=["VLK"])).context["carried_over"]]
    Commitment.objects.filter(pk=chain[2].pk).update(lifecycle="dropped", closed_on=date(2026, 6, 1))

    after = [row.title for row, _made in desk.get(reverse("body", args=["VLK"])).context["carried_over"]]

    assert (before, after) == (["Roadmap of 2026"], ["Roadmap of 2022"])


def test_a_long_list_of_what_is_carried_over_is_cut_and_counted_whole(desk, pledge, hold, meeting):
    earlier = hold()
    for number in range(17):
        pledge(f"Old {number}", meeting=earlier)

    answer = desk.get(reverse("body", args=["VLK"]))

    assert (len(answer.context["carried_over"]), answer.context["carried"], "These are the first 15." in text(answer)) == (15, 17, True)


def test_a_body_that_carries_nothing_over_says_nothing_of_it(desk, pledge):
    pledge()

    assert "Carried over" not in text(desk.get(reverse("body", args=["VLK"])))


def test_a_session_says_which_of_its_pledges_are_made_anew_and_how_old_the_open_ones_are(desk, chain, meeting, pledge):
    pledge("New")

    page = text(desk.get(meeting.get_absolute_url()))

    assert "1 of them makes an earlier one anew." in page
    assert page.count("renewed 2 times, first made 7 years ago") == 1
    assert page.count("renewed once, first made 7 years ago") == 1
    assert page.count('<p class="small">first made 7 years ago</p>') == 1


def test_more_pledges_made_anew_cost_the_meeting_and_the_body_no_further_query(desk, chain, meeting, pledge):
    addresses = [meeting.get_absolute_url(), reverse("body", args=["VLK"]), reverse("commitments")]
    before = [queries_of(desk, address) for address in addresses]
    for number in range(3):
        pledge(f"Again {number}", renews=chain[number])

    assert [queries_of(desk, address) for address in addresses] == before


def test_the_list_says_how_often_and_filters_by_it(desk, chain):
    page = desk.get(reverse("commitments"), {"renewed": "yes"})

    assert sorted((row.commitment.title, row.renewed) for row in page.context["rows"]) == [("Roadmap of 2022", 1), ("Roadmap of 2026", 2)]
    assert "· renewed 2 times" in text(page)


# days gone by


def move_on(clock, client, person):
    """Some months later, signed in anew."""
    clock.move_to(datetime(2027, 6, 1, tzinfo=UTC))
    signed_in(client, person)


def test_a_day_gone_by_tells_the_links_that_were_known_then(desk, clock, chain, dora):
    first, second, third = chain
    move_on(clock, desk, dora)
    actions.revise(commitment=third, version=1, fields={"renews": None}, now=days(420))
    actions.revise(commitment=second, version=1, fields={"renews": None, "title": "Renamed"}, now=days(420))

    then, now = text(desk.get(third.get_absolute_url(), {"as_of": "2027-02-01"})), text(desk.get(third.get_absolute_url()))
    of_second = text(desk.get(second.get_absolute_url(), {"as_of": "2027-02-01"}))

    assert "First made in 2019 (First session), renewed 2 times." in then
    assert ("Roadmap of 2022" in then, "Renamed" in then, "First made" in now) == (True, False, False)
    assert "made anew at Third session, 15 Jan 2026" in of_second
    listed = desk.get(reverse("commitments"), {"as_of": "2027-02-01", "renewed": "yes"})
    assert sorted((row.commitment.title, row.renewed) for row in listed.context["rows"]) == [("Roadmap of 2022", 1), ("Roadmap of 2026", 2)]
    assert "renewed 2 times, first made 7 years ago" in text(desk.get(third.meeting.get_absolute_url(), {"as_of": "2027-02-01"}))


def test_a_link_that_was_made_later_is_not_told_of_the_day_before(desk, clock, pledge, hold, dora):
    old, new = pledge("Old", meeting=hold()), pledge("New")
    move_on(clock, desk, dora)
    actions.revise(commitment=new, version=1, fields={"renews": old}, now=days(420))

    then = [text(desk.get(row.get_absolute_url(), {"as_of": "2027-02-01"})) for row in (new, old)]

    assert [(row.title in page, 'id="renewals"' in page) for row, page in zip((new, old), then, strict=True)] == [(True, False)] * 2
    assert list(desk.get(reverse("commitments"), {"as_of": "2027-02-01", "renewed": "yes"}).context["rows"]) == []


def test_a_state_from_before_links_were_kept_renews_nothing(desk, pledge):
    old = pledge("Old")
    with guard.lifted():
        entry = old.ledger.get(kind="recorded")
        entry.facts["state"].pop("renews_id")
        type(entry).objects.filter(pk=entry.pk).update(facts=entry.facts)

    page = desk.get(reverse("commitments"), {"as_of": "2026-12-01", "renewed": "yes"})

    assert (page.status_code, list(page.context["rows"])) == (200, [])
    assert desk.get(old.get_absolute_url(), {"as_of": "2026-12-01"}).status_code == 200
