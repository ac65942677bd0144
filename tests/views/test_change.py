"""Requests on the pages: who may ask, who may decide, and what each sees of it."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.conftest import MEETING_AT, close, days, person_of
from tests.views.pages import queries_of, recorded_writes, text
from tracker.actions import change, meeting, person
from tracker.models import Commitment, Decision, DueDate, Person, Post, Request

DUE, LATER = date(2026, 6, 30), date(2026, 12, 31)
ASKED = {"kind": "extension", "until_on": "2026-12-31", "until_precision": "day", "code": "permit", "reason": "The permit is late.", "key": ""}
APPROVED = {"verdict": "approved", "reason": "Both sides accept it."}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(days(20), tick=False):
        yield


def client_of(somebody):
    client = Client()
    client.force_login(somebody.user)
    return client


@pytest.fixture
def commitment(pledge):
    return pledge(due_on=DUE)


@pytest.fixture
def asked(commitment, vera):
    """Vera's request for an extension."""
    told = {"kind": "extension", "until_on": LATER, "code": "permit", "reason": "The permit is late.", "via": "page"}
    return change.ask(commitment=commitment, party=vera.party, asked_by=vera, now=days(10), **told)


@pytest.fixture
def chair(commission):
    """A co-chair of the commission."""
    somebody = person_of("Cora Chair")
    person.give_post(person=somebody, role=Post.Role.CO_CHAIR, body=commission, starts_on=date(2020, 1, 1), now=MEETING_AT)
    return somebody


def ask_page(commitment, code="VEL"):
    return reverse("ask", args=[commitment.reference, code])


def decide_page(request):
    return reverse("decide", args=[request.commitment.reference, request.pk])


def withdraw_page(request):
    return reverse("withdraw", args=[request.commitment.reference, request.pk])


def test_a_focal_point_asks_on_the_page(commitment, vera):
    client = client_of(vera)

    shown = client.get(ask_page(commitment))
    answer = client.post(ask_page(commitment), ASKED)

    request = Request.objects.get()
    assert "Velika asks for a change" in text(shown)
    assert answer.url == commitment.get_absolute_url()
    assert (request.party, request.asked_by, request.via, request.until_on, request.code) == (vera.party, vera, "page", LATER, "permit")
    assert Commitment.objects.get().due_on == DUE


def test_a_form_sent_twice_asks_once(commitment, vera):
    client = client_of(vera)
    key = client.get(ask_page(commitment)).context["form"]["key"].value()

    answers = [client.post(ask_page(commitment), ASKED | {"key": key}) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Request.objects.count() == 1


def test_all_that_is_wrong_with_a_request_is_said_at_once_and_kept(commitment, vera):
    answer = client_of(vera).post(ask_page(commitment), ASKED | {"until_on": "2026-06-30", "reason": "", "proof_url": "ftp://example.org/act"})

    form = answer.context["form"]
    assert form.errors == {
        "proof_url": ["Write the whole address, as in https://example.org/act.pdf."],
        "until_on": ["The due date is 30 Jun 2026 already. Give a later one."],
        "reason": ["Say in a sentence or two why."],
    }
    assert form["until_on"].value() == "2026-06-30"
    assert Request.objects.count() == 0


def test_a_completion_takes_a_document_and_hands_it_out_as_it_was_given(commitment, vera, dora, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    client = client_of(vera)
    without = client.post(ask_page(commitment), ASKED | {"kind": "completion", "until_on": ""})
    wrong = client.post(ask_page(commitment), ASKED | {"kind": "completion", "proof_file": SimpleUploadedFile("act.exe", b"signed")})

    client.post(ask_page(commitment), ASKED | {"kind": "completion", "proof_file": SimpleUploadedFile("act.pdf", b"signed")})

    request = Request.objects.get()
    document = client_of(dora).get(reverse("request_document", args=[request.pk]))
    assert list(without.context["form"].errors) == ["proof_url"]
    assert list(wrong.context["form"].errors) == ["proof_file", "proof_url"]
    assert (request.until_on, b"".join(document.streaming_content), document["Content-Disposition"]) == (None, b"signed", 'attachment; filename="act.pdf"')


def test_only_those_who_answer_for_a_party_ask_in_its_name(commitment, vera, lars, dora, paul):
    answers = {who.name: client_of(who).post(ask_page(commitment), ASKED).status_code for who in (lars, dora, paul, vera)}

    assert answers == {"Lars Dahl": 403, "Dora Desk": 403, "Paul Principal": 403, "Vera Orel": 302}
    assert Request.objects.count() == 1


def test_the_desk_asks_in_its_own_name(commitment, vera, dora):
    page = reverse("ask_as_desk", args=[commitment.reference])

    forbidden = client_of(vera).post(page, ASKED)
    client_of(dora).post(page, ASKED | {"kind": "drop", "until_on": ""})

    request = Request.objects.get()
    assert forbidden.status_code == 403
    assert (request.party, request.asked_by, request.kind) == (None, dora, "drop")


def test_whoever_may_not_see_the_commitment_finds_none_of_its_pages(asked, tmp_path, settings):
    outsider = person_of("Olaf Outsider")
    client, nobody = client_of(outsider), Client()
    reference = asked.commitment.reference
    addresses = [ask_page(asked.commitment), reverse("ask_as_desk", args=[reference]), decide_page(asked), withdraw_page(asked)]

    assert [client.post(address, ASKED | APPROVED).status_code for address in addresses] == [404, 404, 404, 404]
    assert [nobody.post(address, ASKED | APPROVED).status_code for address in addresses] == [302, 302, 302, 302]
    assert (Request.objects.count(), Decision.objects.count()) == (1, 0)


def test_a_request_of_another_commitment_is_not_found(asked, pledge, dora):
    other = pledge("Other")

    answer = client_of(dora).post(reverse("decide", args=[other.reference, asked.pk]), APPROVED)

    assert (answer.status_code, Decision.objects.count()) == (404, 0)


def test_the_desk_approves_and_the_page_tells_both_dates(asked, dora):
    client, page = client_of(dora), asked.commitment.get_absolute_url()
    assert "to be decided" in text(client.get(page))

    answer = client.post(decide_page(asked), APPROVED)

    shown = text(client.get(page))
    assert answer.url == page
    assert Commitment.objects.get().due_on == LATER
    for said in (
        "30 Jun 2026",
        "31 Dec 2026",
        "184 days later than the original",
        "Permit: <bdi>The permit is late.</bdi>",
        "Both sides accept it.",
        "in force",
    ):
        assert said in shown
    assert "to be decided" not in shown


def test_a_co_chair_decides_as_a_meeting_agreed(asked, chair, commission, meeting):
    client_of(chair).post(decide_page(asked), APPROVED | {"meeting": meeting.pk})

    decision = Decision.objects.get()
    assert (decision.decided_by, decision.meeting, DueDate.objects.get(kind="agreed").meeting) == (chair, meeting, meeting)


def test_only_meetings_of_the_body_that_were_held_are_offered(asked, dora, commission, meeting):
    elsewhere = meeting_of({"title": "Elsewhere", "starts_on": date(2026, 1, 20)})
    coming = meeting_of({"title": "Fourth session", "body": commission, "starts_on": date(2026, 3, 1)})

    form = client_of(dora).get(decide_page(asked)).context["form"]
    refused = client_of(dora).post(decide_page(asked), APPROVED | {"meeting": elsewhere.pk})

    assert set(form.fields["meeting"].rows) == {str(meeting.pk)}
    assert str(coming.pk) not in form.fields["meeting"].rows
    assert refused.context["form"].errors == {"meeting": ["Choose one of the list."]}


def meeting_of(fields):
    return meeting.record(fields=fields, seats=[], now=days(5))


def test_a_decision_needs_a_verdict_and_a_reason(asked, dora):
    answer = client_of(dora).post(decide_page(asked), {"verdict": "", "reason": ""})

    assert answer.context["form"].errors == {"verdict": ["Choose: approve or refuse."], "reason": ["This field is required."]}
    assert Decision.objects.count() == 0


def test_those_who_asked_or_only_look_may_not_decide(asked, vera, lars, paul):
    answers = {who.name: client_of(who).post(decide_page(asked), APPROVED).status_code for who in (vera, lars, paul)}

    assert answers == {"Vera Orel": 403, "Lars Dahl": 403, "Paul Principal": 403}
    assert Decision.objects.count() == 0


def test_the_officer_who_asked_cannot_approve_it_but_a_colleague_can(commitment, dora):
    told = {"kind": "completion", "reason": "Done.", "proof_url": "https://example.org/act", "via": "page"}
    request = change.ask(commitment=commitment, party=None, asked_by=dora, now=days(10), **told)
    colleague = person_of("Olga Officer", None, Post.Role.DESK)

    own = client_of(dora).post(decide_page(request), APPROVED)
    between = Commitment.objects.get().lifecycle
    client_of(colleague).post(decide_page(request), APPROVED)

    assert (own.status_code, between, Commitment.objects.get().lifecycle) == (403, "not_started", "completed")


def test_a_request_decided_meanwhile_says_by_whom(asked, dora, chair):
    change.decide(request=asked, verdict="refused", reason="No.", decided_by=chair, now=days(12))

    answer = client_of(dora).post(decide_page(asked), APPROVED)

    assert answer.context["form"].errors == {"__all__": ["This request was decided meanwhile: refused, by Cora Chair."]}


def test_who_asked_withdraws_and_nobody_else(asked, vera, dora):
    forbidden = client_of(dora).post(withdraw_page(asked))
    looked = client_of(vera).get(withdraw_page(asked))
    client_of(vera).post(withdraw_page(asked))

    assert (forbidden.status_code, looked.status_code) == (403, 405)
    assert Decision.objects.get().verdict == "withdrawn"


def test_a_withdrawal_that_comes_too_late_says_so(asked, vera, dora):
    change.decide(request=asked, verdict="approved", reason="Yes.", decided_by=dora, now=days(12))

    page = client_of(vera).post(withdraw_page(asked), follow=True)

    assert "This request was decided meanwhile: approved, by Dora Desk." in text(page)


def test_a_closed_commitment_offers_its_reopening(commitment, vera):
    close(commitment, "dropped", days(5))
    client = client_of(vera)

    page = client.get(commitment.get_absolute_url())
    form = client.get(ask_page(commitment)).context["form"]

    assert "Ask for its reopening" in text(page)
    assert [kind for kind, _label in form.fields["kind"].choices] == ["reopening"]


def test_looking_writes_nothing(asked, dora, vera):
    addresses = [ask_page(asked.commitment), decide_page(asked), asked.commitment.get_absolute_url(), reverse("desk")]

    with recorded_writes() as found:
        answers = [client.get(address).status_code for client, own in ((client_of(vera), addresses[:1]), (client_of(dora), addresses[1:])) for address in own]

    assert answers == [200, 200, 200, 200]
    assert [sql for sql in found if "session" not in sql and "last_login" not in sql] == []


def test_outsiders_see_the_dates_but_neither_requests_nor_names(asked, dora):
    change.decide(request=asked, verdict="approved", reason="Both sides accept it.", decided_by=dora, now=days(12))
    Commitment.objects.update(visible_to="public")

    page = text(Client().get(asked.commitment.get_absolute_url()))

    assert "184 days later than the original" in page
    for inside in ("The permit is late.", "Both sides accept it.", "Dora Desk", "Vera Orel", "Ask for"):
        assert inside not in page


def test_the_timeline_tells_what_was_asked_and_decided(asked, dora, meeting):
    change.decide(request=asked, verdict="refused", reason="The season is over.", meeting=meeting, decided_by=dora, now=days(12))

    events = client_of(dora).get(asked.commitment.get_absolute_url()).context["events"]

    assert [(event.text, event.sub, event.tone) for event in events[:2]] == [
        ("Extension until 31 Dec 2026: refused", f"The season is over. · agreed at {meeting} · Dora Desk", "bad"),
        ("Velika asks: extension until 31 Dec 2026", "The permit is late. · Vera Orel", ""),
    ]


def test_the_timeline_tells_a_date_revised_by_hand(commitment, dora):
    client = client_of(dora)
    form = client.get(reverse("edit_commitment", args=[commitment.reference])).context["entry"]
    sent = {field.html_name: field.value() for field in form.form if field.value() not in (None, False)}
    for rows in (form.parts, form.steps):
        sent |= {f"{rows.prefix}-TOTAL_FORMS": 0, f"{rows.prefix}-INITIAL_FORMS": 0}
    sent |= {"due_on": "2026-09-30", "code": "funding", "reason": "The budget came late.", "agreed_at": commitment.meeting_id}

    client.post(reverse("edit_commitment", args=[commitment.reference]), sent)

    event = client.get(commitment.get_absolute_url()).context["events"][0]
    assert (event.text, event.sub) == ("Due date set to 30 Sep 2026", f"funding · {commitment.meeting} · The budget came late. · Dora Desk")


def test_the_desk_lists_what_waits_for_this_person(asked, dora, vera, chair):
    own = change.ask(commitment=asked.commitment, party=None, kind="drop", reason="Overtaken.", asked_by=dora, via="page", now=days(11))

    def waiting(who):
        return client_of(who).get(reverse("desk")).context["to_decide"]

    assert (waiting(dora), waiting(chair), waiting(vera)) == ([asked], [asked, own], [])


def test_the_pages_take_as_many_queries_for_three_requests_as_for_one(pledge, vera, dora):
    officer = Person.objects.filter(name="Olga Officer").first() or person_of("Olga Officer", None, Post.Role.DESK)
    client, counts = client_of(dora), []
    one, three = pledge("One", due_on=DUE), pledge("Three", due_on=DUE)

    def ask_and_refuse(commitment, times):
        for number in range(times):
            told = {"kind": "extension", "until_on": LATER, "reason": "Late.", "asked_by": vera, "via": "page", "now": days(number)}
            request = change.ask(commitment=commitment, party=vera.party, **told)
            change.decide(request=request, verdict="approved", reason="Yes.", decided_by=officer, meeting=commitment.meeting, now=days(number))
            Commitment.objects.filter(pk=commitment.pk).update(due_on=DUE, due_ends_on=DUE)
        change.ask(commitment=commitment, party=vera.party, kind="drop", reason="Overtaken.", asked_by=vera, via="page", now=days(9))

    for commitment, times in ((one, 1), (three, 3)):
        ask_and_refuse(commitment, times)
        counts.append((queries_of(client, commitment.get_absolute_url()), queries_of(client, reverse("desk"))))

    assert counts[0] == counts[1]
