"""The ladder over 120 days: two parties in two zones across a change of the clocks, one silent; who is asked, on which day, by which letter."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.conftest import MEETING_AT, person_of
from tracker.actions import person as person_actions
from tracker.actions import progress, sweep
from tracker.models import Clock, Escalation, EscalationStep, Notice, Person, Post
from tracker.rules.due import local_day

FIRST = datetime(2026, 2, 1, 5, 30, tzinfo=UTC)
DAYS = 120  # to 1 June: Velika's clocks go forward on 29 March, Lorn's never change


@pytest.fixture
def people(commission, velika, lorn):
    """Velika's alternate and validator, and a co-chair of each side."""
    anna = person_of("Anna Alternate", velika, Post.Role.ALTERNATE)
    otto = person_of("Otto Reviewer", velika, Post.Role.VALIDATOR)
    chairs = [person_of("Carla Chair", velika), person_of("Casper Chair", lorn)]
    for chair in chairs:
        person_actions.give_post(person=chair, role="co_chair", body=commission, starts_on=date(2020, 1, 1), now=MEETING_AT)
    return [anna, otto, *chairs]


@pytest.fixture
def promise(pledge, people):
    """Reports are due every 40 days with 14 days of grace: silent from 11 March on. Lorn reports in time, Velika never."""
    return pledge(cadence_days=40)


def live_on(promise, *, until=None, then=()):
    """Sweep at every stored moment and once a day over the 120 days. Lorn reports every 30; `then` holds (moment, act) in order."""
    now, end, todo = FIRST, FIRST + timedelta(days=DAYS), sorted(then, key=lambda pair: pair[0])
    lorn = promise.responsibilities.get(party__short_code="LOR")
    while now < (until or end):
        while todo and todo[0][0] <= now:
            todo.pop(0)[1](now)
        if (now - FIRST).days % 30 == 0 and now.time() == FIRST.time():
            progress.report(responsibility=lorn, author=lorn.focal_point, via="page", status="in_progress", done=f"Went on. {now:%d %m}", now=now)
        sweep.run(now=now)
        now = next_moment(now)


def next_moment(now):
    """The next stored moment, or the next morning if that comes first."""
    stored = [
        Clock.objects.filter(check_at__gt=now).order_by("check_at").values_list("check_at", flat=True).first(),
        Escalation.objects.filter(next_at__gt=now).order_by("next_at").values_list("next_at", flat=True).first(),
        Person.objects.filter(digest_at__gt=now).order_by("digest_at").values_list("digest_at", flat=True).first(),
    ]
    morning = datetime.combine(now.date() + timedelta(days=now.time() >= FIRST.time()), FIRST.time(), UTC)
    return min([moment for moment in stored if moment] + [morning])


def asked(zone="Europe/Paris"):
    """(local day, rung, first name of the recipient, outcome) of every step."""
    return [
        (local_day(step.at, zone).isoformat(), step.rung, step.recipient and step.recipient.name.split()[0], step.outcome)
        for step in EscalationStep.objects.select_related("recipient").order_by("at", "id")
    ]


def letters():
    """(day of the letter, first name of the recipient) of every letter of escalation."""
    found = Notice.objects.filter(kind="escalation").select_related("recipient").order_by("period_key", "recipient__name")
    return [(letter.period_key, letter.recipient.name.split()[0]) for letter in found]


def part_of(promise, code="VEL"):
    return promise.responsibilities.select_related("party", "commitment").get(party__short_code=code)


def test_a_silence_climbs_the_default_ladder_on_the_partys_own_days(promise):
    live_on(promise)

    assert asked() == [
        ("2026-03-11", "focal_point", "Vera", "told"),
        ("2026-03-25", "alternate", "Anna", "told"),
        ("2026-04-10", "validator", "Otto", "told"),
        ("2026-05-10", "co_chair", "Carla", "told"),
        ("2026-05-10", "co_chair", "Casper", "told"),
    ]
    assert letters() == [("2026-03-24", "Anna"), ("2026-04-09", "Otto"), ("2026-05-09", "Carla"), ("2026-05-09", "Casper")]
