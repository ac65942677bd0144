"""Meetings as people read them and as the desk records and edits them."""

from datetime import date

import pytest
from django.urls import reverse

from tests.conftest import SOURCE, days
from tests.views.pages import queries_of, rows, signed_in
from tracker.actions import meeting as actions
from tracker.actions import sweep
from tracker.actions.meeting import Seat
from tracker.forms.entry import Difference
from tracker.models import Meeting

GOOD = {
    "title": "Fourth session",
    "starts_on": "2026-06-02",
    "form": "in_person",
    "minutes": "draft",
    "state": "held",
    "next_precision": "month",
    "visible_to": "parties",
    "source_text": "One.\r\nTwo.",
    **rows("seats", []),
}


def test_outsiders_are_shown_no_meeting_that_is_not_public(client, meeting):
    listed, opened = client.get(reverse("meetings")), client.get(meeting.get_absolute_url())

    assert "Third session" not in listed.content.decode()
    assert (opened.status_code, opened.url) == (302, f"/accounts/login/?next={meeting.get_absolute_url()}")


def test_only_the_desk_records_and_edits(client, meeting, vera):
    signed_in(client, vera)

    codes = [client.get(reverse(name, args=args)).status_code for name, args in (("record_meeting", []), ("edit_meeting", [meeting.pk]))]

    assert codes == [403, 403]


def test_the_list_counts_what_was_pledged_what_is_open_and_what_is_silent(client, pledge, meeting, paul):
    pledge("Roadmap")
    pledge("Done", lifecycle="completed")
    sweep.run(now=days(110))
    signed_in(client, paul)

    answer = client.get(reverse("meetings"))

    ((row, count),) = answer.context["rows"]
    assert (row, count["total"], count["open"], count["silent"]) == (meeting, 2, 1, 1)


@pytest.mark.parametrize(("filters", "titles"), [({"text": "customs ROADMAP"}, ["Third session"]), ({"text": "nowhere"}, []), ({}, ["Third session"])])
def test_the_list_is_filtered_by_words(client, meeting, paul, filters, titles):
    signed_in(client, paul)

    answer = client.get(reverse("meetings"), filters)

    assert [row.title for row, _count in answer.context["rows"]] == titles


def test_the_list_is_filtered_by_body(client, meeting, commission, paul):
    actions.record(fields={"title": "A visit", "starts_on": date(2026, 2, 1)}, seats=[], now=days(20))
    signed_in(client, paul)

    answer = client.get(reverse("meetings"), {"body": commission.pk})

    assert [row.title for row, _count in answer.context["rows"]] == ["Third session"]


def test_the_list_takes_as_many_queries_for_three_meetings_as_for_one(client, pledge, commission, velika, paul):
    pledge()
    signed_in(client, paul)
    for_one = queries_of(client, reverse("meetings"))
    for number in range(2):
        fields = {"title": f"Visit {number}", "body": commission, "host": velika, "starts_on": date(2026, 2, 1)}
        actions.record(fields=fields, seats=[Seat(party=velika)], now=days(20))

    for_three = queries_of(client, reverse("meetings"))

    assert for_three == for_one


def test_a_meeting_takes_as_many_queries_for_three_commitments_as_for_one(client, pledge, meeting, commission, paul):
    pledge(quote="establish a joint working group")
    later = actions.record(fields={"title": "Fourth session", "body": commission, "starts_on": date(2026, 6, 1)}, seats=[], now=days(140))
    sweep.run(now=days(110))
    signed_in(client, paul)
    for_one = [queries_of(client, row.get_absolute_url()) for row in (meeting, later)]
    for number in range(2):
        pledge(f"Pledge {number}", quote="establish a joint working group")
    sweep.run(now=days(110))

    for_three = [queries_of(client, row.get_absolute_url()) for row in (meeting, later)]

    assert for_three == for_one


def test_a_meeting_marks_its_quotes_and_links_them_both_ways(client, pledge, meeting, paul):
    group = pledge("Working group", quote="establish a joint working group")
    roadmap = pledge("Roadmap", quote="to draw up a roadmap")
    signed_in(client, paul)

    answer = client.get(meeting.get_absolute_url())

    page = answer.content.decode()
    assert answer.context["born"] == [(roadmap, 1), (group, 2)]
    assert "<mark>establish a joint working group</mark>" in page
    for commitment in (roadmap, group):
        assert f'id="quote-{commitment.reference}" href="#commitment-{commitment.reference}"' in page
        assert f'id="commitment-{commitment.reference}"' in page
        assert f'href="#quote-{commitment.reference}"' in page


def test_a_later_session_shows_what_was_open_from_earlier_ones_when_it_met(client, pledge, commission, paul):
    still_open = pledge("Roadmap")
    pledge("Done before it", lifecycle="completed")
    closed_later = pledge("Done after it", lifecycle="completed", now=days(200))
    later = actions.record(fields={"title": "Fourth session", "body": commission, "starts_on": date(2026, 6, 1)}, seats=[], now=days(140))
    signed_in(client, paul)

    answer = client.get(later.get_absolute_url())

    assert set(answer.context["earlier"]) == {still_open, closed_later}


def test_a_script_in_a_source_is_shown_and_never_run(client, paul):
    row = actions.record(fields={"title": "Visit", "starts_on": date(2026, 2, 1), "source_text": "<script>alert(1)</script>"}, seats=[], now=days(20))
    signed_in(client, paul)

    page = client.get(row.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_desk_records_a_meeting_with_its_parties(client, commission, velika, lorn, vera, dora):
    signed_in(client, dora)
    seats = rows("seats", [{"party": velika.pk, "head": vera.pk}, {"party": lorn.pk}, {}])

    answer = client.post(reverse("record_meeting"), GOOD | {"body": commission.pk, "ordinal": 4, "host": lorn.pk, "ends_on": "2026-06-03"} | seats)

    row = Meeting.objects.get()
    assert answer.url == row.get_absolute_url()
    assert (row.title, row.body, row.ordinal, row.starts_on, row.ends_on, row.host) == (
        "Fourth session",
        commission,
        4,
        date(2026, 6, 2),
        date(2026, 6, 3),
        lorn,
    )
    assert row.source_text == "One.\nTwo."
    assert list(row.attendances.values_list("party", "head")) == [(velika.pk, vera.pk), (lorn.pk, None)]


def test_the_desk_changes_removes_and_adds_parties(client, meeting, velika, lorn, lars, dora):
    signed_in(client, dora)
    kept = meeting.attendances.get(party=lorn)
    seats = rows("seats", [{"party": velika.pk, "DELETE": "on"}, {"party": lorn.pk, "head": lars.pk}], initial=2)

    client.post(reverse("edit_meeting", args=[meeting.pk]), GOOD | {"source_text": SOURCE, "version": 1} | seats)

    assert list(meeting.attendances.values_list("pk", "party", "head")) == [(kept.pk, lorn.pk, lars.pk)]


def test_two_rows_may_change_places(client, meeting, velika, lorn, dora):
    signed_in(client, dora)
    seats = rows("seats", [{"party": lorn.pk}, {"party": velika.pk}], initial=2)

    answer = client.post(reverse("edit_meeting", args=[meeting.pk]), GOOD | {"version": 1} | seats)

    assert answer.url == meeting.get_absolute_url()
    assert set(meeting.attendances.values_list("party", flat=True)) == {velika.pk, lorn.pk}


def test_a_stale_form_shows_both_and_saves_the_second_time(client, meeting, commission, velika, lorn, dora):
    signed_in(client, dora)
    actions.revise(meeting=meeting, version=1, fields={"place": "Lorn City"}, now=days(1))
    same = {"title": "Third session", "body": commission.pk, "ordinal": 3, "starts_on": "2026-01-15", "minutes": "none", "source_text": SOURCE}
    typed = GOOD | same | {"place": "Velika Hills", "version": 1} | rows("seats", [{"party": velika.pk}, {"party": lorn.pk}], initial=2)

    first = client.post(reverse("edit_meeting", args=[meeting.pk]), typed)
    second = client.post(reverse("edit_meeting", args=[meeting.pk]), typed | {"version": first.context["entry"].form["version"].value()})

    meeting.refresh_from_db()
    assert first.context["entry"].differences == [Difference("Place", "Lorn City", "Velika Hills")]
    assert first.context["entry"].form["place"].value() == "Velika Hills"
    assert (second.status_code, meeting.place) == (302, "Velika Hills")


def test_all_that_is_wrong_is_said_at_once(client, meeting, commission, velika, dora):
    signed_in(client, dora)
    twice = rows("seats", [{"party": velika.pk}, {"party": velika.pk}])
    typed = {"title": "", "body": commission.pk, "ordinal": 3, "starts_on": "2026-06-02", "ends_on": "2026-06-01"}

    entry = client.post(reverse("record_meeting"), GOOD | typed | twice).context["entry"]

    assert sorted(entry.form.errors) == ["ends_on", "ordinal", "title"]
    assert entry.seats.non_form_errors() == ["Velika stands twice. Name each party once."]


def test_what_the_rules_refuse_stands_beside_its_field(client, pledge, meeting, velika, dora):
    pledge(quote="establish a joint working group")
    signed_in(client, dora)
    twice = rows("seats", [{"party": velika.pk}, {"party": velika.pk}])

    lost = client.post(reverse("edit_meeting", args=[meeting.pk]), GOOD | {"version": 1, "starts_on": "2026-01-15"})
    backwards = client.post(reverse("record_meeting"), GOOD | {"ends_on": "2026-06-01"} | twice)

    assert lost.context["entry"].form.errors == {
        "source_text": ["The quote of VLK-2026-01 would be lost. Keep its words in the text, or change that quote first."]
    }
    assert backwards.context["entry"].form.errors == {"ends_on": ["The last day cannot be before the first day."]}
    assert backwards.context["entry"].seats.non_form_errors() == ["Velika stands twice. Name each party once."]


@pytest.mark.parametrize("mark", ["2026-01-15_1", "x", "2026-01-15_" + "9" * 30, "9" * 5000, "\x00", "0000-00-00_1"])
def test_a_made_up_page_mark_is_no_error(client, meeting, paul, mark):
    signed_in(client, paul)

    assert client.get(reverse("meetings"), {"after": mark}).status_code == 200
    assert client.get(reverse("meetings"), {"before": mark}).status_code == 200
