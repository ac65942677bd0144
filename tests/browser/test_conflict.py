"""Two desk officers edit one commitment: the second sees both sides, and nobody's words are lost."""

import pytest

from tests.conftest import person_of
from tracker.models import Post

pytestmark = pytest.mark.browser


def test_the_second_of_two_editors_sees_both_sides_and_decides(transactional_db, page_of, pledge, dora):
    commitment = pledge("Roadmap for customs cooperation")
    otto = person_of("Otto Desk", None, Post.Role.DESK)
    address = f"/commitments/{commitment.reference}/edit/"
    first, second = page_of(dora.user), page_of(otto.user)
    first.goto(address)
    second.goto(address)

    # Dora saves another title; Otto, whose form is older now, a description and a title of his own.
    first.locator("#id_title").fill("Roadmap for customs and transit")
    first.get_by_role("button", name="Save the commitment").click()
    first.wait_for_url(f"**/commitments/{commitment.reference}/")
    second.locator("#id_title").fill("Customs roadmap")
    second.locator("#id_description").fill("Agreed in plenary.")
    second.get_by_role("button", name="Save the commitment").click()

    # He sees who saved, and both titles side by side; nothing of his is stored yet.
    conflict = second.get_by_role("region", name="Two people changed this")
    assert "Dora Desk saved it on" in conflict.inner_text()
    assert [" ".join(row.split()) for row in conflict.get_by_role("row").all_inner_texts()] == [
        "Field On record now You typed",
        "Title Roadmap for customs and transit Customs roadmap",
        "Description — Agreed in plenary.",
    ]
    commitment.refresh_from_db()
    assert (commitment.title, commitment.description) == ("Roadmap for customs and transit", "")

    # He takes her title over, and saves.
    second.locator("#id_title").fill("Roadmap for customs and transit")
    second.get_by_role("button", name="Save the commitment").click()
    second.wait_for_url(f"**/commitments/{commitment.reference}/")
    commitment.refresh_from_db()
    assert (commitment.title, commitment.description, commitment.version) == ("Roadmap for customs and transit", "Agreed in plenary.", 3)
