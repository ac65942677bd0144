"""Parties: the tree with its counts, and the record of one."""

from urllib.parse import quote

from django.urls import reverse

from tests.conftest import days
from tests.views.pages import queries_of, signed_in
from tracker.actions import party as actions
from tracker.actions import progress, sweep


def test_ministries_stand_below_their_state(client, velika, lorn, paul):
    actions.record(fields={"name": "Agency", "short_code": "AGC", "parent": lorn})
    signed_in(client, paul)

    branches = client.get(reverse("parties")).context["branches"]

    assert [(branch.party.name, branch.depth) for branch in branches] == [("Lorn", 0), ("Agency", 1), ("Velika", 0)]


def test_counts_lead_to_the_list_they_count(client, pledge, vera, paul):
    part = pledge().responsibilities.get(party__short_code="VEL")
    progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", now=days(80))
    sweep.run(now=days(110))
    signed_in(client, paul)

    answer = client.get(reverse("parties"))

    lorn, velika = answer.context["branches"]
    assert (lorn.reporting, lorn.flags) == ({"never_reported": 1}, 1)
    assert (velika.reporting, velika.flags) == ({"up_to_date": 1}, 0)
    assert 'href="/commitments/?party=LOR&amp;reporting=never_reported">1</a>' in answer.content.decode()


def test_who_may_enter_a_party_is_led_there(client, velika, dora, paul):
    pages = []
    for person in (dora, paul):
        signed_in(client, person)
        pages.append(client.get(reverse("parties")).content.decode())

    assert [reverse("admin:tracker_party_add") in page for page in pages] == [True, False]


def test_the_tree_takes_as_many_queries_for_three_parties_as_for_one(client, velika, paul):
    signed_in(client, paul)
    for_one = queries_of(client, reverse("parties"))
    for number in range(2):
        actions.record(fields={"name": f"Ministry {number}", "short_code": f"M{number}", "parent": velika})

    for_three = queries_of(client, reverse("parties"))

    assert for_three == for_one


def test_a_party_shows_its_parts_and_how_long_it_was_silent(client, pledge, velika, vera, paul):
    part = pledge().responsibilities.get(party=velika)
    sweep.run(now=days(110))
    progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", now=days(120))
    sweep.run(now=days(130))
    signed_in(client, paul)

    answer = client.get(velika.get_absolute_url())

    (silence,) = answer.context["history"]
    assert [shown for shown, _strip in answer.context["parts"]] == [part]
    assert (silence.rule, silence.times, silence.standing, silence.longest_days) == ("silent", 1, 0, 120)


def test_a_party_takes_as_many_queries_for_three_parts_as_for_one(client, pledge, velika, paul):
    pledge()
    signed_in(client, paul)
    for_one = queries_of(client, velika.get_absolute_url())
    pledge("Second")
    pledge("Third")
    sweep.run(now=days(110))

    for_three = queries_of(client, velika.get_absolute_url())

    assert for_three == for_one


def test_a_code_nobody_has_is_not_found(client, paul):
    signed_in(client, paul)

    codes = [client.get(f"/parties/{quote(code, safe='')}/").status_code for code in ("NONE", "\x00", "<script>", "9" * 1000)]

    assert codes == [404, 404, 404, 404]
