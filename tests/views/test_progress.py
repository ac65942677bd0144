"""The report form, from a first word to a session that ran out, and the evidence that came with it."""

import uuid
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.bad_input import ALL, FILE_NAMES, each
from tests.conftest import PASSWORD, close, days
from tests.views.pages import queries_of
from tracker.actions import progress, sweep
from tracker.actions.commitment import Step
from tracker.models import Evidence, Flag, ProgressReport

FORM = "/commitments/VLK-2026-01/report/VEL/"
SAID = {"status": "in_progress", "health": "at_risk", "done": "Land was bought.", "next_step": "Permits.", "obstacle": "permit"}


@pytest.fixture(autouse=True)
def evidence_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def focal_point(client, pledge, vera):
    pledge()
    client.force_login(vera.user)
    return client


def keyed(**said) -> dict:
    return SAID | {"key": str(uuid.uuid4())} | said


def test_a_report_is_saved_with_its_author_and_evidence(focal_point, vera):
    answer = focal_point.post(FORM, keyed(links="https://example.org/a\nhttps://example.org/b", files=[SimpleUploadedFile("act.pdf", b"%PDF-1.4")]))

    written = ProgressReport.objects.get()
    assert answer.url == "/commitments/VLK-2026-01/"
    assert (written.author, written.via, written.status, written.health, written.done, written.obstacle) == (
        vera, "page", "in_progress", "at_risk", "Land was bought.", "permit"
    )  # fmt: skip
    assert [item.url or item.name for item in written.evidence.all()] == ["https://example.org/a", "https://example.org/b", "act.pdf"]


def test_the_message_names_the_flags_that_the_report_cleared(focal_point):
    sweep.run(now=days(200))

    page = focal_point.post(FORM, keyed(), follow=True).content.decode()

    assert "Your report is saved. It cleared a flag: silent." in page
    assert {flag.party.short_code for flag in Flag.objects.open()} == {"LOR"}


def test_a_form_sent_twice_is_one_report(focal_point):
    sent = keyed()
    answers = [focal_point.post(FORM, sent).status_code for _again in range(2)]

    assert (answers, ProgressReport.objects.count()) == ([302, 302], 1)


def test_the_form_begins_with_what_was_last_stated(focal_point):
    focal_point.post(FORM, keyed())

    page = focal_point.get(FORM)

    assert (page.context["form"]["status"].value(), page.context["form"]["health"].value()) == ("in_progress", "at_risk")
    assert "Land was bought." in page.content.decode()


def test_the_form_costs_the_same_after_many_reports(focal_point):
    focal_point.post(FORM, keyed())
    after_one = queries_of(focal_point, FORM)
    for _another in range(3):
        focal_point.post(FORM, keyed())

    assert queries_of(focal_point, FORM) == after_one


def test_nothing_to_report_is_a_report(focal_point):
    focal_point.post(FORM, {"key": str(uuid.uuid4()), "nothing_to_report": "on"})

    assert ProgressReport.objects.get().nothing_to_report is True


def test_an_empty_report_says_what_to_do_beside_the_fields(focal_point):
    errors = focal_point.post(FORM, {}).context["form"].errors

    assert errors == {"done": ["Say in a sentence what was done, or choose “nothing to report”."], "status": ["Choose how far your part is."]}


def test_another_partys_report_is_refused_with_a_page_that_says_whose_it_is(client, pledge, lars):
    pledge()
    client.force_login(lars.user)

    answers = [client.get(FORM), client.post(FORM, keyed())]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Its focal point is Vera Orel." in answers[0].content.decode()
    assert ProgressReport.objects.count() == 0


def test_the_desk_reports_for_any_party(client, pledge, dora):
    pledge()
    client.force_login(dora.user)

    assert client.post(FORM, keyed()).status_code == 302


def test_a_closed_commitment_takes_no_report_and_keeps_what_was_typed(client, pledge, vera):
    commitment = pledge()
    close(commitment, "dropped", days(3))
    client.force_login(vera.user)

    page = client.post(FORM, keyed())

    assert page.context["form"].non_field_errors()[0].startswith("This commitment is closed (dropped)")
    assert "Land was bought." in page.content.decode()
    assert "This commitment is closed" in client.get(FORM).content.decode()


def test_a_party_without_a_part_is_a_404(focal_point):
    assert focal_point.get("/commitments/VLK-2026-01/report/XX/").status_code == 404


@pytest.mark.parametrize(
    ("files", "wrong"),
    [
        ([SimpleUploadedFile("run.exe", b"x")], "“run.exe” is not of a kind that is kept here."),
        ([SimpleUploadedFile(f"{n}.pdf", b"x") for n in range(6)], "At most 5 files"),
        ([SimpleUploadedFile("big.pdf", b"x" * 1_000_001)], "“big.pdf” is larger than 1 MB."),
        ([SimpleUploadedFile("empty.pdf", b"")], "The submitted file is empty."),
    ],
    ids=["kind", "number", "size", "empty"],
)
def test_files_that_are_not_kept_are_named(focal_point, settings, files, wrong):
    settings.EVIDENCE_MAX_BYTES = 1_000_000

    page = focal_point.post(FORM, keyed(files=files))

    assert wrong in page.context["form"].errors["files"][0]
    assert "Land was bought." in page.content.decode()


@pytest.mark.parametrize("links", ["javascript:alert(1)", "ftp://example.org/a", "example.org", "https://a.org https://b.org https://c.org https://d.org"])
def test_links_that_are_no_web_addresses_are_refused(focal_point, links):
    assert "links" in focal_point.post(FORM, keyed(links=links)).context["form"].errors


@pytest.mark.parametrize("value", each(ALL))
def test_bad_input_is_answered_beside_the_field_and_kept(focal_point, value):
    for name in ("status", "health", "done", "next_step", "obstacle", "links", "key"):
        sent = urlencode(keyed(**{name: value}), errors="surrogatepass")
        answer = focal_point.post(FORM, sent, content_type="application/x-www-form-urlencoded")

        assert answer.status_code in (200, 302)
        if answer.status_code == 200:
            assert answer.context["form"].errors
            assert answer.context["form"]["next_step" if name == "done" else "done"].value() == ("Permits." if name == "done" else "Land was bought.")
            assert answer.context["form"][name].value() == answer.wsgi_request.POST[name]


@pytest.mark.parametrize("name", each(FILE_NAMES))
def test_file_names_of_every_kind_are_answered(focal_point, name):
    assert focal_point.post(FORM, keyed(files=[SimpleUploadedFile(name, b"x")])).status_code in (200, 302)


def test_words_typed_in_a_session_that_ran_out_come_back_after_sign_in(pledge, vera):
    pledge()
    client = Client()

    sent_away = client.post(FORM, keyed())
    client.post(sent_away.url, {"login": vera.email, "password": PASSWORD})
    page = client.get(FORM)

    assert sent_away.url == f"{reverse('account_login')}?next={FORM}"
    assert ProgressReport.objects.count() == 0
    assert {name: page.context["form"][name].value() for name in SAID} == SAID
    assert "You were signed out while you wrote" in page.content.decode()
    assert client.post(FORM, {name: page.context["form"][name].value() for name in [*SAID, "key"]}).status_code == 302
    assert "You were signed out while you wrote" not in client.get(FORM).content.decode()


def evidence_of(pledge, vera) -> Evidence:
    part = pledge().responsibilities.get(party__short_code="VEL")
    file = SimpleUploadedFile('Abnahme "Süd".pdf', b"%PDF-1.4 <script>")
    progress.report(responsibility=part, author=vera, via="page", now=days(3), status="in_progress", done="Done.", files=[file], links=["https://example.org/"])
    return Evidence.objects.exclude(file="").get()


def test_evidence_is_saved_under_its_name_and_never_shown(client, pledge, vera, paul):
    item = evidence_of(pledge, vera)
    client.force_login(paul.user)

    answer = client.get(reverse("evidence", args=[item.pk]))

    assert b"".join(answer.streaming_content) == b"%PDF-1.4 <script>"
    assert {name: answer[name] for name in ("Content-Type", "Content-Disposition", "Content-Security-Policy", "X-Content-Type-Options")} == {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": "attachment; filename*=utf-8''Abnahme%20%22S%C3%BCd%22.pdf",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }


def test_evidence_that_is_a_link_or_lost_is_a_404_page(client, pledge, vera):
    item = evidence_of(pledge, vera)
    link = Evidence.objects.get(file="")
    item.file.storage.delete(item.file.name)
    client.force_login(vera.user)

    assert [client.get(reverse("evidence", args=[pk])).status_code for pk in (item.pk, link.pk, 10**18)] == [404, 404, 404]


def test_a_report_on_a_roadmap_says_of_which_permanent_measures_it_speaks(client, pledge, vera, lars):
    steps = [
        Step(title="Exchange data", details={"number": "1.2", "every_days": 90}),
        Step(title="Open a lane", due_on=days(300).date(), details={"number": "1.1"}),
    ]
    roadmap = pledge(kind="roadmap", steps=steps)
    client.force_login(vera.user)
    page = client.get(FORM).content.decode()
    assert ("1.2 Exchange data" in page, "1.1 Open a lane" in page) == (True, False)

    client.post(FORM, keyed(measures=[roadmap.milestones.get(title="Exchange data").pk]))

    assert [row.milestone.title for row in ProgressReport.objects.get().measures.all()] == ["Exchange data"]


def test_a_measure_of_another_commitment_is_refused(client, pledge, vera):
    pledge(kind="roadmap", steps=[Step(title="Ours", details={"every_days": 90})])
    other = pledge("Other", kind="roadmap", steps=[Step(title="Theirs", details={"every_days": 90})])
    client.force_login(vera.user)

    answer = client.post(FORM, keyed(measures=[other.milestones.get().pk]))

    assert list(answer.context["form"].errors) == ["measures"]
    assert ProgressReport.objects.count() == 0
