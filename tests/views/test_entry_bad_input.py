"""Whatever is typed into the entry pages, the answer is a page with words beside the field, and the typed text stays."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.views.pages import rows, signed_in
from tracker.forms.meeting import SOURCE_LIMIT
from tracker.models import Commitment, Meeting

DAYS = ["0000-00-00", "9999-12-31", "31/04/2026", "2026-02-29", "0001-01-01", "1e309", "9" * 10_000, "٢٠٢٦-٠٣-١٤x", "\x00"]
NUMBERS = ["-1", "-0.5", "1e309", "NaN", "2147483648", str(2**63), "9" * 1_000_000, "true", "\x00"]
TEXTS = ["\x00", "x" * 1_000_000, "   ", "two\nlines", "bell\x07", "a\u2028b", "\u200b"]
ODD = [
    "<script>alert(1)</script>",
    "{{7*7}}{% load %}%s",
    "a\u202eb",
    "e\u0301" * 20,
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "=HYPERLINK(1)",
]
MEETING = {
    "title": "Session",
    "starts_on": "2026-06-02",
    "form": "in_person",
    "minutes": "draft",
    "state": "held",
    "next_precision": "month",
    "visible_to": "parties",
} | rows("seats", [])
PLEDGE = (
    {"title": "Roadmap", "kind": "other", "due_precision": "day", "lifecycle": "not_started", "visible_to": "parties"} | rows("parts", []) | rows("steps", [])
)


@pytest.fixture
def desk(client, dora):
    signed_in(client, dora)
    return client


def refused(desk, address: str, sent: dict, field: str):
    answer = desk.post(address, sent)
    assert answer.status_code == 200
    assert list(answer.context["entry"].form.errors) == [field]
    assert answer.context["entry"].form[field].value() == sent[field]


@pytest.mark.parametrize(
    ("field", "value"),
    [("starts_on", day) for day in DAYS] + [("ordinal", number) for number in [*NUMBERS, "0"]] + [("title", text) for text in TEXTS] + [("body", "9" * 10_000)],
)
def test_a_bad_field_of_a_meeting_is_refused_beside_it(desk, field, value):
    refused(desk, reverse("record_meeting"), MEETING | {field: value}, field)

    assert Meeting.objects.count() == 0


@pytest.mark.parametrize("typed", ["2026-06-02", "2 June 2026", "2 Jun 2026", "2.6.2026"])
def test_a_day_may_be_typed_as_pages_show_it(desk, typed):
    desk.post(reverse("record_meeting"), MEETING | {"starts_on": typed})

    assert Meeting.objects.get().starts_on == date(2026, 6, 2)


@pytest.mark.parametrize("letter", ["x", "ж", "字", "\U0001f91d"])
def test_the_longest_source_text_of_any_script_is_taken(desk, letter):
    desk.post(reverse("record_meeting"), urlencode(MEETING | {"source_text": letter * SOURCE_LIMIT}), content_type="application/x-www-form-urlencoded")

    assert Meeting.objects.get().source_text == letter * SOURCE_LIMIT


def test_no_browser_cuts_what_is_pasted(desk, pledge):
    part = pledge().responsibilities.first()
    forms = [
        reverse("record_meeting"),
        reverse("record_commitment", args=[part.commitment.meeting_id]),
        reverse("report", args=[part.commitment.reference, "VEL"]),
    ]

    pages = [desk.get(address).content.decode() for address in [*forms, reverse("admin:tracker_meeting_add")]]

    assert [page.count("maxlength") for page in pages] == [0, 0, 0, 0]


def test_line_ends_count_once_and_are_stored_as_one_character(desk):
    desk.post(reverse("record_meeting"), MEETING | {"source_text": "\r\n".join(["x"] * (SOURCE_LIMIT // 2))})

    assert Meeting.objects.get().source_text == "\n".join(["x"] * (SOURCE_LIMIT // 2))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "not an address", "http://[::1", "https://" + "x" * 600 + ".org"])
def test_a_source_address_that_is_none_is_refused(desk, address, db):
    refused(desk, reverse("record_meeting"), MEETING | {"source_url": address}, "source_url")


@pytest.mark.parametrize(
    ("field", "value"),
    [("due_on", day) for day in DAYS]
    + [("lifecycle", "completed"), ("kind", "poem"), ("overseen_by", "0"), ("quote", "x " * 500_000)]
    + [("cadence_days", number) for number in [*NUMBERS, "0"]]
    + [("grace_days", number) for number in NUMBERS]
    + [("title", text) for text in TEXTS],
)
def test_a_bad_field_of_a_commitment_is_refused_beside_it(desk, meeting, field, value):
    refused(desk, reverse("record_commitment", args=[meeting.pk]), PLEDGE | {field: value}, field)

    assert Commitment.objects.count() == 0


@pytest.mark.parametrize("value", ODD)
def test_odd_text_is_kept_as_it_was_typed_and_shown_as_text(desk, meeting, value):
    desk.post(reverse("record_commitment", args=[meeting.pk]), PLEDGE | {"title": value})

    page = desk.get(meeting.get_absolute_url()).content.decode()
    assert Commitment.objects.get().title == value
    assert "<script>alert" not in page


@pytest.mark.parametrize("day", DAYS)
def test_a_bad_day_in_a_row_is_refused_in_its_row(desk, meeting, day):
    steps = rows("steps", [{"title": "Step", "due_on": day, "due_precision": "day", "done_on": day}])

    answer = desk.post(reverse("record_commitment", args=[meeting.pk]), PLEDGE | steps)

    assert [sorted(errors) for errors in answer.context["entry"].steps.errors] == [["done_on", "due_on"]]


@pytest.mark.parametrize("tampered", [{"steps-TOTAL_FORMS": "9" * 10_000}, {"parts-INITIAL_FORMS": "x"}, {"version": "9" * 10_000}])
def test_a_tampered_form_is_refused_and_never_breaks(desk, meeting, tampered):
    answer = desk.post(reverse("record_commitment", args=[meeting.pk]), PLEDGE | tampered)

    assert answer.status_code == 200
    assert len(answer.context["entry"].wrongs()) > 0


def test_an_empty_submit_is_refused_and_never_breaks(desk, meeting):
    for address in (reverse("record_meeting"), reverse("record_commitment", args=[meeting.pk]), reverse("edit_meeting", args=[meeting.pk])):
        answer = desk.post(address, {})

        assert answer.status_code == 200
        assert "title" in answer.context["entry"].form.errors


@pytest.mark.parametrize("text", ["\x00", "x" * 60_000, "%", "_", "\\", "'", "<script>"])
def test_any_search_is_answered(desk, meeting, text):
    assert desk.get(reverse("meetings"), {"text": text, "body": text}).status_code == 200
