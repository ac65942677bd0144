"""The watch's page: what each sweep did, what the next would do, and which letters wait for a person."""

from django.urls import reverse

from tests.conftest import days
from tests.views.pages import queries_of, signed_in
from tracker.actions import sweep
from tracker.models import Flag, Notice, Sweep


def test_sweeps_stand_newest_first_and_page_on(client, paul):
    for day in range(30):
        sweep.run(now=days(day))
    signed_in(client, paul)

    first = client.get(reverse("sweeps"))
    second = client.get(reverse("sweeps") + first.context["next_url"])
    back = client.get(reverse("sweeps") + second.context["previous_url"])

    ids = list(Sweep.objects.order_by("-id").values_list("id", flat=True))
    assert [[row.id for row in page.context["rows"]] for page in (first, second, back)] == [ids[:25], ids[25:], ids[:25]]
    assert (first.context["previous_url"], second.context["next_url"]) == ("", "")


def test_a_preview_tells_what_a_sweep_would_do_and_does_nothing(client, pledge, dora):
    pledge()
    signed_in(client, dora)

    answer = client.post(reverse("preview_sweep"))

    forecast = answer.context["forecast"]
    assert answer.status_code == 200
    assert (forecast.looked_at, forecast.raised) == (2, 2)
    assert (Flag.objects.count(), Notice.objects.count(), Sweep.objects.count()) == (0, 0, 0)


def test_only_the_desk_previews_and_sees_stuck_letters(client, vera, paul):
    Notice.objects.create(kind="digest", recipient=vera, period_key="2026-W03", state="failed", queued_at=days(1), next_attempt_at=days(1))
    signed_in(client, paul)

    page = client.get(reverse("sweeps"))
    answer = client.post(reverse("preview_sweep"))

    assert page.context["stuck"] == []
    assert answer.status_code == 403


def test_the_desk_sees_the_letters_that_wait_for_a_person(client, vera, dora):
    letter = Notice.objects.create(kind="digest", recipient=vera, period_key="2026-W03", state="failed", queued_at=days(1), next_attempt_at=days(1))
    signed_in(client, dora)

    page = client.get(reverse("sweeps"))

    assert page.context["stuck"] == [letter]


def test_the_page_takes_as_many_queries_for_three_sweeps_as_for_one(client, vera, dora):
    signed_in(client, dora)
    sweep.run(now=days(1))
    for_one = queries_of(client, reverse("sweeps"))
    sweep.run(now=days(2))
    sweep.run(now=days(3))
    for week in range(3):
        Notice.objects.create(kind="digest", recipient=vera, period_key=f"2026-W0{week}", state="failed", queued_at=days(1), next_attempt_at=days(1))

    for_three = queries_of(client, reverse("sweeps"))

    assert for_three == for_one
