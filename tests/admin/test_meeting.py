from django.urls import reverse

from tests.admin.conftest import as_shown, errors, row
from tests.conftest import MEETING_DAY
from tracker.models import Meeting

ADD = reverse("admin:tracker_meeting_add")


def test_a_meeting_is_recorded_with_its_seats(desk, commission, velika, lorn, vera):
    page = as_shown(desk.get(ADD)) | {"title": "Fourth session", "body": commission.pk, "ordinal": 4, "starts_on": "2026-06-01"}
    seats = {"attendances-TOTAL_FORMS": 2} | row("attendances", 0, party=velika.pk, head=vera.pk) | row("attendances", 1, party=lorn.pk, head="")

    desk.post(ADD, page | seats)

    meeting = Meeting.objects.get()
    assert (meeting.title, meeting.ordinal) == ("Fourth session", 4)
    assert list(meeting.attendances.values_list("party", "head")) == [(velika.pk, vera.pk), (lorn.pk, None)]


def test_a_party_at_the_table_twice_is_refused(desk, velika):
    page = as_shown(desk.get(ADD)) | {"title": "Talk", "starts_on": "2026-06-01"}
    seats = {"attendances-TOTAL_FORMS": 2} | row("attendances", 0, party=velika.pk, head="") | row("attendances", 1, party=velika.pk, head="")

    response = desk.post(ADD, page | seats)

    assert errors(response) == {"attendances": ["Velika stands twice. Name each party once."]}


def test_a_new_source_text_may_not_lose_a_quote(desk, pledge, meeting):
    pledge(quote="a roadmap for customs cooperation")
    url = reverse("admin:tracker_meeting_change", args=[meeting.pk])

    response = desk.post(url, as_shown(desk.get(url)) | {"source_text": "Nothing of the kind."})

    assert errors(response) == {"source_text": ["The quote of VLK-2026-01 would be lost. Keep its words in the text, or change that quote first."]}


def test_a_session_number_is_given_once(desk, meeting, commission):
    url = reverse("admin:tracker_meeting_add")
    page = as_shown(desk.get(url)) | {"title": "Another", "body": commission.pk, "ordinal": 3, "starts_on": "2026-03-01"}

    response = desk.post(url, page)

    assert errors(response) == {"ordinal": ["This body already has a session of this number."]}


def test_a_meeting_is_revised_and_its_seats_stay(desk, meeting):
    url = reverse("admin:tracker_meeting_change", args=[meeting.pk])

    desk.post(url, as_shown(desk.get(url)) | {"place": "Lorn City"})

    meeting.refresh_from_db()
    assert (meeting.place, meeting.version, meeting.starts_on) == ("Lorn City", 2, MEETING_DAY)
    assert meeting.attendances.count() == 2
