"""The pages of session packs: asked for, waited for, read, taken away as files."""

import uuid
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.actions.test_pack import ask, made, say
from tests.conftest import days, person_of
from tests.views.pages import queries_of, recorded_writes, signed_in, text
from tracker.actions import meeting as meetings
from tracker.actions import pack as packs
from tracker.actions import person as people
from tracker.exchange.pack import files, pdf
from tracker.models import Pack

NOW = days(120)
LIST = "/bodies/VLK/packs/"
ASK = "/bodies/VLK/packs/ask/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def desk(client, dora):
    signed_in(client, dora)
    return client


def typed(**fields):
    return {"meeting": "", "since_on": "2026-01-15", "as_of": "2026-05-15", "language": "en", "key": str(uuid.UUID(int=3))} | fields


def test_the_form_begins_with_the_next_session_and_the_time_since_the_last(desk, commission, meeting):
    fields = {"title": "Fourth session", "body": commission, "ordinal": 4, "starts_on": days(200).date(), "state": "planned"}
    planned = meetings.record(fields=fields, seats=[], now=NOW)

    first = desk.get(LIST).context["form"].initial

    assert (first["meeting"], first["since_on"], first["as_of"], first["language"]) == (planned.pk, meeting.last_day, NOW.date(), "en")


def test_a_pack_that_was_asked_for_waits_on_a_page_that_looks_again(desk, commission, meeting, dora):
    answer = desk.post(ASK, typed(meeting=meeting.pk), follow=True)

    row = Pack.objects.get()
    assert answer.redirect_chain == [(reverse("pack", args=[row.pk]), 302)]
    assert (row.state, row.body, row.meeting, row.asked_by) == ("queued", commission, meeting, dora)
    for shown in ('<meta http-equiv="refresh" content="3">', "It waits for the worker.", "<progress", "Cancel it"):
        assert shown in text(answer)


def test_sent_twice_is_asked_once(desk, meeting):
    for _time in range(2):
        desk.post(ASK, typed())

    assert Pack.objects.count() == 1


def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(desk, meeting):
    answer = desk.post(ASK, typed(as_of="2026-06-01", since_on="3 March 2026"))

    assert answer.status_code == 200
    assert answer.context["form"].errors == {"as_of": ["This day has not come yet. Give today or a day gone by."]}
    assert 'value="3 March 2026"' in text(answer)
    assert Pack.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"as_of": "soon"}, {"language": "xx"}, {"meeting": "999"}, {"key": "x"}, {"since_on": ""}])
def test_what_cannot_be_read_is_refused(desk, meeting, wrong):
    answer = desk.post(ASK, typed(**wrong))

    assert list(answer.context["form"].errors) == list(wrong)
    assert Pack.objects.count() == 0


def test_the_page_counts_what_is_read(desk, commission):
    row = ask(commission)
    Pack.objects.update(state="running", done=500, total=1200, claim_token="other")

    shown = text(desk.get(reverse("pack", args=[row.pk])))

    assert "500 of 1200 commitments are read." in shown
    assert '<progress max="1200" value="500"' in shown


def test_the_paper_stands_on_its_page_with_links_to_its_files(desk, commission, pledge):
    say(pledge(), "VEL", 100, done="Our side is ready.")
    row = made(commission)

    shown = text(desk.get(reverse("pack", args=[row.pk])))

    for words in ("State of implementation", "Our side is ready.", f"/packs/{row.pk}/html/", f"/packs/{row.pk}/docx/", f"/packs/{row.pk}/pdf/"):
        assert words in shown
    assert "http-equiv" not in shown


def test_without_weasyprint_a_sentence_stands_for_the_pdf(desk, commission, monkeypatch):
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    row = made(commission)

    page, taken = desk.get(reverse("pack", args=[row.pk])), desk.get(f"/packs/{row.pk}/pdf/", follow=True)

    assert "PDF needs WeasyPrint" in text(page)
    assert f"/packs/{row.pk}/pdf/" not in text(page)
    assert (taken.redirect_chain, "PDF needs WeasyPrint" in text(taken)) == ([(f"/packs/{row.pk}/", 302)], True)


@pytest.mark.parametrize(
    ("name", "content_type", "begins"),
    [
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
        ("pdf", "application/pdf", b"%PDF"),
    ],
)
def test_a_file_is_taken_away_and_kept_by_nobody_between(desk, commission, name, content_type, begins):
    row = made(commission)

    answer = desk.get(f"/packs/{row.pk}/{name}/")

    assert answer.content.startswith(begins)
    assert {header: answer.headers[header] for header in ("Content-Type", "Content-Disposition", "Cache-Control")} == {
        "Content-Type": content_type,
        "Content-Disposition": f'attachment; filename="VLK-session-2026-05-15.{name}"',
        "Cache-Control": "private",
    }


def test_there_is_no_file_of_another_format_nor_before_it_is_ready(desk, commission):
    ready, waiting = made(commission), ask(commission)

    assert [desk.get(f"/packs/{pk}/{name}/").status_code for pk, name in ((ready.pk, "odt"), (waiting.pk, "html"))] == [404, 404]


def test_cancelled_from_its_page(desk, commission):
    row = ask(commission)

    answers = [desk.post(f"/packs/{row.pk}/cancel/", follow=True) for _time in range(2)]

    assert ["It was cancelled." in text(answer) for answer in answers] == [True, True]
    assert Pack.objects.get().state == "cancelled"


def test_a_finished_one_is_not_cancelled(desk, commission):
    row = made(commission)

    answer = desk.post(f"/packs/{row.pk}/cancel/", follow=True)

    assert "This pack is finished already" in text(answer)
    assert Pack.objects.get().state == "done"


def test_one_that_failed_says_why(desk, commission):
    row = ask(commission)
    Pack.objects.update(state="failed", error="It could not be made (Turn).")

    assert "It could not be made (Turn)." in text(desk.get(reverse("pack", args=[row.pk])))


def test_a_reader_of_the_body_reads_what_they_may_not_make(client, commission, pledge):
    pledge()
    row = made(commission)
    rita = person_of("Rita Reader")
    people.give_post(person=rita, role="reader", body=commission, starts_on=date(2020, 1, 1), now=NOW)
    signed_in(client, rita)

    page = text(client.get(LIST))

    assert (f"/packs/{row.pk}/" in page, "Make the pack" in page) == (True, False)
    assert [client.get(address).status_code for address in (f"/packs/{row.pk}/", f"/packs/{row.pk}/docx/", ASK)] == [200, 200, 403]
    assert [client.post(address).status_code for address in (ASK, f"/packs/{row.pk}/cancel/")] == [403, 403]


@pytest.mark.parametrize("who", ["nobody", "a side"])
def test_others_do_not_find_it_nor_does_a_side_by_itself(client, commission, vera, who):
    row = made(commission)
    signed_in(client, vera if who == "a side" else person_of("Nina Nobody"))

    assert {client.get(address).status_code for address in (LIST, ASK, f"/packs/{row.pk}/", f"/packs/{row.pk}/html/")} == {404}
    assert client.post(f"/packs/{row.pk}/cancel/").status_code == 404
    assert "Session packs" not in text(client.get("/bodies/VLK/"))


def test_the_body_shows_the_newest_three(desk, commission):
    rows = [made(commission, now=days(100 + number), as_of=days(90 + number).date()) for number in range(4)]

    shown = text(desk.get("/bodies/VLK/"))

    assert [f"/packs/{row.pk}/" in shown for row in rows] == [False, True, True, True]
    assert LIST in shown


def test_looking_writes_nothing_and_reads_as_much_for_many_as_for_one(desk, commission, meeting):
    row = made(commission)
    first = queries_of(desk, LIST)
    for number in range(5):
        made(commission, as_of=days(90 + number).date())

    with recorded_writes() as written:
        assert queries_of(desk, LIST) == first
        desk.get(f"/packs/{row.pk}/")

    assert written == []


def test_the_page_of_a_large_pack_leaves_the_longest_section_to_the_files(desk, commission, pledge, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(files, "LARGE", 0)
    say(pledge(), "VEL", 100, done="Our side is ready.")
    row = made(commission)

    before, taken = desk.get(f"/packs/{row.pk}/"), desk.get(f"/packs/{row.pk}/pdf/", follow=True)
    packs.set_pdfs(now=NOW)
    after, pdf_file = desk.get(f"/packs/{row.pk}/"), desk.get(f"/packs/{row.pk}/pdf/")

    waits = "The PDF of so large a pack takes minutes. The worker sets it now; look at this page again."
    assert (waits in text(before), waits in text(taken), waits in text(after)) == (True, True, False)
    assert ("What each party says is long" in text(after), "What each party says</h2>" in text(after), "#commitment-" in text(after)) == (True, False, False)
    assert pdf_file.content[:4] == b"%PDF"
    assert "What each party says" in text(desk.get(f"/packs/{row.pk}/html/"))
