"""Parties, bodies, people, posts, accounts and reports."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.admin.conftest import as_shown, errors, row
from tests.conftest import MEETING_AT, close
from tracker.actions import progress
from tracker.models import Body, Evidence, LedgerEntry, Party, Person, Post, ProgressReport, User
from tracker.queries import ledger


def url(name, *args):
    return reverse(f"admin:tracker_{name}", args=args)


@pytest.fixture
def part(pledge):
    return pledge().responsibilities.first()


@pytest.fixture
def word(desk, part):
    """The add page of a report filled in."""
    return as_shown(desk.get(url("progressreport_add"))) | {"responsibility": part.pk, "status": "in_progress", "done": "Group formed."}


def test_a_party_is_recorded_and_revised(desk):
    desk.post(url("party_add"), as_shown(desk.get(url("party_add"))) | {"name": "Norrland", "short_code": "NOR"})
    party = Party.objects.get()

    desk.post(url("party_change", party.pk), as_shown(desk.get(url("party_change", party.pk))) | {"time_zone": "Asia/Tehran"})

    party.refresh_from_db()
    assert (party.name, party.time_zone, party.version) == ("Norrland", "Asia/Tehran", 2)


def test_a_party_has_names_in_other_languages_a_line_each(desk, velika):
    page = as_shown(desk.get(url("party_change", velika.pk)))

    desk.post(url("party_change", velika.pk), page | {"names": "fa: ولیکا\r\n ru : Велика\r\n"})

    velika.refresh_from_db()
    assert velika.names == {"fa": "ولیکا", "ru": "Велика"}
    assert as_shown(desk.get(url("party_change", velika.pk)))["names"].split("\n") == ["fa: ولیکا", "ru: Велика"]


@pytest.mark.parametrize("typed", ["Velika", "fa:", "Persian: x", "fa: x\nfa: y", "fa: " + "x" * 201, "fa: \x07"])
def test_names_that_cannot_be_read_are_refused(desk, velika, typed):
    page = as_shown(desk.get(url("party_change", velika.pk)))

    response = desk.post(url("party_change", velika.pk), page | {"names": typed})

    assert list(errors(response)) == ["names"]
    velika.refresh_from_db()
    assert velika.names == {}


def test_a_zone_of_any_name_on_record_is_kept(desk, velika):
    Party.objects.update(time_zone="US/Eastern")
    page = as_shown(desk.get(url("party_change", velika.pk)))

    desk.post(url("party_change", velika.pk), page | {"name": "Velika Republic"})

    velika.refresh_from_db()
    assert (velika.name, velika.time_zone) == ("Velika Republic", "US/Eastern")


def test_a_zone_that_is_none_is_refused(desk):
    page = as_shown(desk.get(url("party_add"))) | {"name": "Norrland", "short_code": "NOR", "time_zone": "Mars/Olympus"}

    response = desk.post(url("party_add"), page)

    assert list(errors(response)) == ["time_zone"]


def test_a_party_below_itself_is_refused_on_the_form(desk, velika):
    page = as_shown(desk.get(url("party_change", velika.pk)))

    response = desk.post(url("party_change", velika.pk), page | {"parent": velika.pk})

    assert errors(response) == {"parent": ["A party cannot stand below itself. Choose another parent party."]}


def test_a_body_is_revised_with_its_sides(desk, commission, velika, lorn):
    page = as_shown(desk.get(url("body_change", commission.pk)))

    desk.post(url("body_change", commission.pk), page | {"cadence_days": 30, "sides-1-DELETE": "on"})

    body = Body.objects.get()
    assert (body.cadence_days, body.version) == (30, 2)
    assert list(body.parties.all()) == [velika]


def test_a_body_gets_a_ladder_of_its_own(desk, commission):
    page = as_shown(desk.get(url("body_change", commission.pk))) | {"ladder-TOTAL_FORMS": 2}
    typed = row("ladder", 0, rung="focal_point", wait_days="3", id="") | row("ladder", 1, rung="co_chair", wait_days="9", id="")

    desk.post(url("body_change", commission.pk), page | typed)

    assert list(commission.ladder.values_list("rung", "wait_days")) == [("focal_point", 3), ("co_chair", 9)]


def test_a_rung_stands_once_on_a_ladder(desk, commission):
    page = as_shown(desk.get(url("body_change", commission.pk))) | {"ladder-TOTAL_FORMS": 2}
    typed = row("ladder", 0, rung="alternate", wait_days="3", id="") | row("ladder", 1, rung="alternate", wait_days="9", id="")

    response = desk.post(url("body_change", commission.pk), page | typed)

    assert (response.status_code, commission.ladder.count()) == (200, 0)


def test_a_bodys_page_leads_to_the_preview_of_its_watch(desk, commission):
    assert reverse("watch", args=["VLK"]) in desk.get(url("body_change", commission.pk)).content.decode()


def test_a_person_gets_letters_and_posts(desk, velika):
    page = as_shown(desk.get(url("person_add"))) | {"name": "Nina", "email": "nina@example.org", "party": velika.pk, "posts-TOTAL_FORMS": 1}

    desk.post(url("person_add"), page | row("posts", 0, role="focal_point", party=velika.pk, body="", starts_on="2026-01-01", ends_on=""))

    nina = Person.objects.get(name="Nina")
    assert nina.digest_at is not None
    assert nina.posts.get().role == Post.Role.FOCAL_POINT


def test_a_post_is_ended_on_its_persons_page(desk, vera):
    page = as_shown(desk.get(url("person_change", vera.pk)))

    desk.post(url("person_change", vera.pk), page | {"posts-0-ends_on": "2026-12-31"})

    assert vera.posts.get().ends_on == date(2026, 12, 31)


def test_a_post_for_nobody_is_refused(desk, vera):
    page = as_shown(desk.get(url("post_add"))) | {"person": vera.pk, "role": "focal_point", "starts_on": "2026-01-01"}

    response = desk.post(url("post_add"), page)

    assert errors(response) == {"__all__": ["Say for which party or body this post is held."]}


def test_a_post_is_given_and_changed_on_its_own_page(desk, vera, lorn):
    page = as_shown(desk.get(url("post_add"))) | {"person": vera.pk, "role": "validator", "party": lorn.pk, "starts_on": "2026-01-01"}
    desk.post(url("post_add"), page)
    post = Post.objects.get(role="validator")

    desk.post(url("post_change", post.pk), as_shown(desk.get(url("post_change", post.pk))) | {"ends_on": "2026-02-01"})

    post.refresh_from_db()
    assert (post.person, post.ends_on) == (vera, date(2026, 2, 1))


def test_the_desk_sees_accounts_but_cannot_give_them(desk, vera, dora):
    page = as_shown(desk.get(url("person_change", vera.pk)))

    desk.post(url("person_change", vera.pk), page | {"user": dora.user.pk})

    vera.refresh_from_db()
    assert vera.user.email == "vera@example.org"


def test_a_report_comes_in_through_the_desk(desk, word, part, dora):
    rows = {"evidence-TOTAL_FORMS": 2, "evidence-0-url": "https://example.org/minutes", "evidence-1-file": SimpleUploadedFile("plan.pdf", b"%PDF")}

    desk.post(url("progressreport_add"), word | rows)

    report = ProgressReport.objects.get()
    part.refresh_from_db()
    assert (report.via, report.author, report.done) == ("admin", dora, "Group formed.")
    assert part.last_report == report
    assert list(report.evidence.values_list("url", "name")) == [("https://example.org/minutes", ""), ("", "plan.pdf")]


def test_a_report_sent_twice_is_one(desk, word):
    desk.post(url("progressreport_add"), word)
    desk.post(url("progressreport_add"), word)

    assert ProgressReport.objects.count() == 1


def test_evidence_is_a_link_or_a_file(desk, word):
    both = {"evidence-TOTAL_FORMS": 1, "evidence-0-url": "https://example.org/", "evidence-0-file": SimpleUploadedFile("plan.pdf", b"%PDF")}

    response = desk.post(url("progressreport_add"), word | both)

    assert errors(response) == {"evidence-0-file": ["Give either a link or a file; use one row for each."]}
    assert not ProgressReport.objects.exists() and not Evidence.objects.exists()


def test_a_part_is_chosen_by_its_commitment(desk, pledge):
    pledge("Customs")
    pledge("Railway")

    asked = {"app_label": "tracker", "model_name": "progressreport", "field_name": "responsibility", "term": "Velika"}
    found = desk.get(reverse("admin:autocomplete"), asked).json()["results"]

    assert [row["text"] for row in found] == ["VLK-2026-01 Velika, lead", "VLK-2026-02 Velika, lead"]


def test_an_empty_report_is_refused_in_words(desk):
    response = desk.post(url("progressreport_add"), as_shown(desk.get(url("progressreport_add"))))

    assert errors(response) == {"responsibility": ["This field is required."]}


def test_a_report_that_says_nothing_is_refused_in_words(desk, word):
    response = desk.post(url("progressreport_add"), word | {"done": ""})

    assert errors(response) == {"done": ["Say in a sentence what was done, or choose “nothing to report”."]}


def test_a_report_for_a_closed_commitment_is_refused(desk, word, part):
    close(part.commitment, "completed", MEETING_AT)

    response = desk.post(url("progressreport_add"), word)

    said = "This commitment is closed (completed), so it takes no more reports. Ask the desk to reopen it if there is news."
    assert errors(response) == {"__all__": [said]}


def test_a_report_is_read_and_never_changed_or_deleted(desk, part, vera):
    report = progress.report(
        responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", links=["https://example.org/"], now=MEETING_AT + timedelta(days=1)
    )

    statuses = [
        desk.get(url("progressreport_change", report.pk)).status_code,
        desk.post(url("progressreport_change", report.pk), {"done": "Other."}).status_code,
        desk.post(url("progressreport_delete", report.pk), {"post": "yes"}).status_code,
        desk.post(url("evidence_delete", report.evidence.get().pk), {"post": "yes"}).status_code,
    ]

    assert statuses == [200, 403, 403, 403]
    assert ProgressReport.objects.get().done == "Begun."


@pytest.fixture
def report(part, vera):
    return progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Vera met Mr Sand.", now=MEETING_AT + timedelta(days=1))


def test_a_superuser_is_asked_before_words_are_erased(root, report):
    response = root.post(url("progressreport_changelist"), {"action": "erase", "_selected_action": report.pk})

    assert str(report) in response.content.decode()
    assert ProgressReport.objects.get().done == "Vera met Mr Sand."


def test_a_superuser_erases_the_words_of_a_report(root, report):
    response = root.post(url("progressreport_changelist"), {"action": "erase", "_selected_action": report.pk, "sure": "Erase them"})

    row = ProgressReport.objects.get()
    assert response.status_code == 302
    assert (row.done, row.next_step, row.salt, row.status) == ("[erased]", "", "", "in_progress")
    assert LedgerEntry.objects.order_by("-seq").first().facts == {"erased": [{"row": "progressreport", "id": row.pk}]}
    assert ledger.verify().wrongs == []


def test_the_desk_cannot_erase_words(desk, report):
    shown = desk.get(url("progressreport_changelist")).content.decode()
    desk.post(url("progressreport_changelist"), {"action": "erase", "_selected_action": report.pk, "sure": "Erase them"})

    assert "Erase the words" not in shown
    assert ProgressReport.objects.get().done == "Vera met Mr Sand."


def test_an_account_signs_in_by_e_mail_address_and_password(root):
    page = as_shown(root.get(url("user_add")))

    response = root.post(
        url("user_add"), page | {"email": "new@example.org", "usable_password": "true", "password1": "quiet long words", "password2": "quiet long words"}
    )

    user = User.objects.get(email="new@example.org")
    assert response.status_code == 302
    assert user.check_password("quiet long words")
    assert user.emailaddress_set.get().verified
    assert root.get(url("user_change", user.pk)).status_code == 200


def test_a_changed_address_replaces_the_old_one(root, vera):
    page = as_shown(root.get(url("user_change", vera.user.pk)))

    root.post(url("user_change", vera.user.pk), page | {"email": "vera.orel@example.org"})

    assert list(vera.user.emailaddress_set.values_list("email", flat=True)) == ["vera.orel@example.org"]


def test_a_password_is_changed_by_a_superuser(root, vera):
    change = reverse("admin:auth_user_password_change", args=[vera.user.pk])

    root.post(change, {"usable_password": "true", "password1": "other quiet words", "password2": "other quiet words", "set-password": "1"})

    vera.user.refresh_from_db()
    assert vera.user.check_password("other quiet words")


def test_an_account_whose_second_step_is_lost_signs_in_without_it(root, vera):
    TOTP.activate(vera.user, generate_totp_secret())
    RecoveryCodes.activate(vera.user)

    root.post(url("user_changelist"), {"action": "drop_second_step", "_selected_action": vera.user.pk, "index": 0})

    assert not Authenticator.objects.exists()
    assert LogEntry.objects.get().get_change_message() == "Took off the second step and passkeys."


def test_an_address_in_other_letters_is_the_same_account(root, vera):
    page = as_shown(root.get(url("user_add")))

    response = root.post(url("user_add"), page | {"email": "VERA@example.org", "usable_password": "false"})

    assert errors(response) == {"email": ["Another account has this e-mail address."]}
