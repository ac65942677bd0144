"""The main path by keys alone, and without script."""

import pytest

from tests.conftest import days
from tracker.actions import sweep
from tracker.models import ProgressReport

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.id || document.activeElement.textContent"
LIST = "/commitments/?sort=reference"


@pytest.fixture
def pledged(transactional_db, pledge):
    return [pledge(title, due_on=None) for title in ("Roadmap", "Working group", "Rail corridor")]


def test_slash_takes_the_focus_to_the_search_and_is_a_letter_in_it(pledged, page_of, vera):
    page = page_of(vera.user)
    page.goto("/desk/")

    page.keyboard.press("/")
    focused = page.evaluate(FOCUSED)
    page.keyboard.type("rail/road")

    assert (focused, page.input_value("#search")) == ("search", "rail/road")
    assert page.complaints == []


def test_j_and_k_walk_the_rows_and_stop_at_the_ends(pledged, page_of, vera):
    page = page_of(vera.user)
    page.goto(LIST)

    walked = []
    for key in "jjjjkkkk":
        page.keyboard.press(key)
        walked.append(page.evaluate(FOCUSED))

    assert walked == ["Roadmap", "Working group", "Rail corridor", "Rail corridor", "Working group", "Roadmap", "Roadmap", "Roadmap"]
    assert page.complaints == []


def test_enter_opens_the_chosen_row_and_r_its_report(pledged, page_of, vera):
    page = page_of(vera.user)
    page.goto(LIST)

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.wait_for_url("**/report/VEL/")
    from_the_row = page.url
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{pledged[0].get_absolute_url()}")
    page.keyboard.press("r")
    page.wait_for_url("**/report/VEL/")

    assert [url.split("/")[-4] for url in (from_the_row, page.url)] == [pledged[1].reference, pledged[0].reference]
    assert page.complaints == []


def test_the_question_mark_opens_help_and_escape_closes_it(pledged, page_of, vera):
    page = page_of(vera.user)
    page.goto(LIST)
    keys = page.get_by_role("dialog", name="Keyboard")

    page.keyboard.press("?")
    opened = keys.is_visible()
    page.keyboard.press("Escape")

    assert (opened, keys.is_visible()) == (True, False)
    assert page.complaints == []


def test_no_filter_takes_the_focus_under_the_buttons_that_stay_in_sight(pledged, page_of, vera):
    page = page_of(vera.user, viewport={"width": 1280, "height": 700}, reduced_motion="reduce")
    page.goto(LIST)
    page.focus("#id_text")

    covered = []
    while page.evaluate("document.activeElement.closest('.facets-fields') !== null"):
        if not page.evaluate("""() => {
            const box = document.activeElement.getBoundingClientRect();
            return document.activeElement === document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        }"""):
            covered.append(page.evaluate(FOCUSED))
        page.keyboard.press("Tab")

    assert covered == []


def test_filter_and_report_work_without_script_on_a_phone(pledged, page_of, vera):
    sweep.run(now=days(200))
    page = page_of(vera.user, java_script_enabled=False, viewport={"width": 390, "height": 844})

    page.goto("/desk/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Commitments").click()
    page.get_by_role("link", name="Filters").click()
    filters = page.get_by_role("search", name="Filters")
    filters.get_by_label("Text").fill("rail")
    filters.get_by_role("group", name="Flag").get_by_label("Silent").check()
    filters.get_by_role("button", name="Show").click()
    page.get_by_role("main").get_by_role("link", name="Rail corridor").click()
    page.get_by_role("link", name="Report progress", exact=True).click()
    page.get_by_role("group", name="How far is your part?").get_by_label("In progress").check()
    page.get_by_label("What was done").fill("Land was bought.")
    page.get_by_role("button", name="Send the report").click()
    page.get_by_text("Your report is saved. It cleared a flag: silent.").wait_for()

    assert [(report.done, report.responsibility.commitment) for report in ProgressReport.objects.all()] == [("Land was bought.", pledged[2])]
    assert page.complaints == []
