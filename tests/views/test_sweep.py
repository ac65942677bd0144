"""The watch's page: what each sweep did, what the next would do, and which letters wait for a person."""

from django.urls import reverse

from tests.conftest import days, person_of
from tests.views.pages import queries_of, signed_in, text
from tracker.actions import outbox, sweep
from tracker.actions import person as person_actions
from tracker.models import Flag, MailQueue, Notice, Sweep


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


def test_the_desk_stops_all_letters_and_lets_them_go(client, vera, dora):
    sweep.run(now=days(1))
    signed_in(client, dora)

    stopped = text(client.post(reverse("stop_letters"), follow=True))
    elsewhere = text(client.get(reverse("desk")))
    health = client.get(reverse("health"))
    gone = text(client.post(reverse("let_letters_go"), follow=True))

    assert ("All letters are stopped, by Dora Desk, since" in elsewhere, "Let letters go" in stopped) == (True, True)
    assert (health.json()["letters_stopped_at"] is None, "Dora" in health.content.decode()) == (False, False)
    assert ("All letters are stopped, by" in gone, "Stop all letters" in gone, MailQueue.objects.get().stopped_at) == (False, True, None)


def test_a_second_stop_changes_nothing(client, vera, dora):
    outbox.stop(by=dora, now=days(1))

    outbox.stop(by=vera, now=days(2))

    assert (MailQueue.objects.get().stopped_by, MailQueue.objects.get().stopped_at) == (dora, days(1))


def test_only_the_desk_of_all_stops_letters(client, commission, vera, paul):
    nora = person_of("Nora Desk")
    person_actions.give_post(person=nora, role="desk", body=commission, starts_on=days(0).date(), now=days(0))
    for person in (nora, vera, paul):
        signed_in(client, person)
        assert [client.post(reverse(name)).status_code for name in ("stop_letters", "let_letters_go", "preview_sweep")] == [403, 403, 403]
    assert MailQueue.objects.count() == 0


def test_letters_held_back_are_told(client, pledge, dora, settings):
    settings.LETTERS_PER_SWEEP = 1
    pledge()
    sweep.run(now=days(111))
    signed_in(client, dora)

    page = text(client.get(reverse("sweeps")))

    assert "1 held back" in page
