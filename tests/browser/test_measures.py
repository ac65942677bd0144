"""Rows pasted from a spreadsheet, in a real browser: seen in the table, then saved."""

import pytest

from tests.browser.shared import texts

pytestmark = pytest.mark.browser

ROWS = "Number\tMeasure\tDeadline\tResponsible\n1.1\tExchange customs data\t2030-06\tVEL; LOR\n1.2\tOpen a green lane\tpermanent\tVEL"


def test_pasted_rows_are_seen_in_the_table_and_saved(transactional_db, page_of, pledge, dora):
    roadmap = pledge("Roadmap", kind="roadmap")

    page = page_of(dora.user)
    page.goto(roadmap.get_absolute_url())
    page.get_by_role("link", name="Enter or paste them").click()
    page.get_by_label("Rows from a spreadsheet").fill(ROWS)
    page.get_by_role("button", name="Read these rows").click()
    assert "nothing is saved yet" in page.locator(".messages").inner_text()
    assert roadmap.milestones.count() == 0
    page.get_by_role("button", name="Save", exact=True).click()

    assert [row.split("\n")[0] for row in page.locator("table.measures tbody tr .what").all_inner_texts()] == [
        "1.1 Exchange customs data",
        "1.2 Open a green lane",
    ]
    assert texts(page, "table.measures tbody tr td:nth-of-type(1)") == ["LOR, VEL", "VEL"]
    assert page.complaints == []
