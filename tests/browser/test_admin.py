import pytest

from tracker.models import Commitment

pytestmark = pytest.mark.browser


def choose(page, label_for: str, term: str) -> None:
    """Pick in an autocomplete field what `term` finds."""
    page.click(f"#{label_for} + .select2 .select2-selection")
    page.fill(".select2-search__field", term)
    page.click(f".select2-results__option--highlighted:has-text('{term}')")


def test_a_commitment_is_entered_with_its_rows(transactional_db, page_of, dora, meeting, vera, lars, tmp_path):
    page = page_of(dora.user)
    page.goto("/admin/tracker/commitment/add/")
    page.fill("#id_title", "Roadmap for customs cooperation")
    page.select_option("#id_kind", "roadmap")
    choose(page, "id_meeting", "Third session")
    page.fill("#id_due_on", "2026-01-01")
    for number, (party, person) in enumerate([("Velika", "Vera Orel"), ("Lorn", "Lars Dahl")]):
        page.click("#responsibilities-group .add-row a")
        choose(page, f"id_responsibilities-{number}-party", party)
        choose(page, f"id_responsibilities-{number}-focal_point", person)
    page.click("#milestones-group .add-row a")
    page.fill("#id_milestones-0-title", "Draft")

    page.click("input[name=_save]")
    page.wait_for_selector(".field-due_on .errorlist")
    assert page.inner_text(".field-due_on .errorlist") == "This is before the meeting. Give a date on or after its first day, or leave it empty."
    assert page.inner_text("#id_responsibilities-1-focal_point + .select2 .select2-selection__rendered").strip().endswith("Lars Dahl")
    page.screenshot(path=tmp_path / "refused.png", full_page=True)
    page.fill("#id_due_on", "2026-06-01")
    page.click("input[name=_save]")
    page.wait_for_selector(".messagelist")

    assert "VLK-2026-01" in page.inner_text(".messagelist")
    commitment = Commitment.objects.get()
    assert [(str(part.party), str(part.focal_point)) for part in commitment.responsibilities.all()] == [("Velika", "Vera Orel"), ("Lorn", "Lars Dahl")]
    assert commitment.milestones.get().title == "Draft"
    assert page.complaints == []


@pytest.mark.parametrize("path", ["", "tracker/commitment/", "tracker/meeting/add/", "tracker/progressreport/add/", "tracker/flag/", "tracker/sweep/"])
def test_no_page_asks_for_what_the_security_policy_forbids(transactional_db, page_of, dora, pledge, path):
    pledge(due_on=None)
    page = page_of(dora.user)

    page.goto(f"/admin/{path}", wait_until="networkidle")

    assert page.complaints == []


def test_a_sweep_is_previewed_and_run_by_its_buttons(transactional_db, page_of, dora, pledge, tmp_path):
    pledge()
    page = page_of(dora.user)
    page.goto("/admin/tracker/sweep/")

    page.click("button:has-text('Preview a sweep')")
    page.wait_for_selector("text=Nothing was written.")
    page.click("button:has-text('Sweep now')")
    page.wait_for_selector("text=Swept: 2 looked at, 2 raised")

    assert page.locator("#result_list tbody tr").count() == 1
    page.screenshot(path=tmp_path / "sweeps.png", full_page=True)
    assert page.complaints == []
