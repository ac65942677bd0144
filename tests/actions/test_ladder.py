"""The ladder over 120 days: two parties in two zones across a change of the clocks, one silent; who is asked, on which day, by which letter."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import MEETING_AT, close, person_of
from tracker.actions import body as body_actions
from tracker.actions import commitment as commitment_actions
from tracker.actions import escalation, progress, sweep
from tracker.actions import person as person_actions
from tracker.models import Acknowledgement, Clock, Disowning, Escalation, EscalationStep, Flag, LedgerEntry, Notice, Person, Post
from tracker.rules.due import local_day
from tracker.rules.escalation import Step
from tracker.rules.refusal import Refused

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


def live_on(promise, *acts, until=FIRST + timedelta(days=DAYS)):
    """Sweep at every stored moment and once a day. Lorn reports every 30 days; `acts` are (moment, what is done then) in order."""
    now, acts = FIRST, list(acts)
    lorn = part_of(promise, "LOR")
    while now < until:
        while acts and acts[0][0] <= now:
            acts.pop(0)[1]()
        if (now - FIRST).days % 30 == 0 and now.time() == FIRST.time():
            progress.report(responsibility=lorn, author=lorn.focal_point, via="page", status="in_progress", done=f"Went on, {now:%d %B}.", now=now)
        sweep.run(now=now)
        now = min(next_moment(now), *(moment for moment, _act in acts)) if acts else next_moment(now)


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


def at(month, day, hour=12):
    return datetime(2026, month, day, hour, tzinfo=UTC)


UNDISTURBED = [
    ("2026-03-11", "focal_point", "Vera", "told"),
    ("2026-03-25", "alternate", "Anna", "told"),
    ("2026-04-10", "validator", "Otto", "told"),
    ("2026-05-10", "co_chair", "Carla", "told"),
    ("2026-05-10", "co_chair", "Casper", "told"),
]


def test_a_silence_climbs_the_default_ladder_on_the_partys_own_days(promise):
    live_on(promise)

    assert asked() == UNDISTURBED
    assert letters() == [("2026-03-24", "Anna"), ("2026-04-09", "Otto"), ("2026-05-09", "Carla"), ("2026-05-09", "Casper")]  # by their own clock, UTC
    assert [step.at.isoformat() for step in EscalationStep.objects.order_by("at")[:3]] == [
        "2026-03-10T23:00:00+00:00",
        "2026-03-24T23:00:00+00:00",
        "2026-04-09T22:00:00+00:00",  # midnight in Paris comes an hour earlier since 29 March
    ]


def test_the_other_party_climbs_by_its_own_clock(promise, lorn):
    lena = person_of("Lena Alternate", lorn, Post.Role.ALTERNATE)

    live_on(promise, until=at(2, 2))  # Lorn reports on 1 February and never again
    for day in range(DAYS):
        sweep.run(now=FIRST + timedelta(days=day))
    sweep.run(now=at(5, 31))

    steps = EscalationStep.objects.filter(flag__party=lorn).order_by("at", "id")
    days = [(local_day(step.at, "Asia/Kathmandu").isoformat(), step.rung, step.recipient and step.recipient.name.split()[0]) for step in steps]
    assert days[:2] == [("2026-03-28", "focal_point", "Lars"), ("2026-04-11", "alternate", "Lena")]
    assert Notice.objects.get(kind="escalation", recipient=lena).items.get().responsibility.party == lorn


def test_each_step_is_entered_in_the_ledger(promise):
    live_on(promise, until=at(4, 1))

    entries = LedgerEntry.objects.filter(commitment=promise, kind="escalated").order_by("seq")
    assert [entry.facts["rows"][0]["columns"]["rung"] for entry in entries] == ["focal_point", "alternate"]


def test_a_report_ends_the_climb_and_a_new_silence_begins_at_the_foot(promise, vera):
    part = part_of(promise)

    def report():
        progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", now=at(3, 26))

    live_on(promise, (at(3, 26), report))

    assert asked() == [*UNDISTURBED[:2], ("2026-05-20", "focal_point", "Vera", "told")]


def test_an_acknowledgement_holds_the_ladder_until_its_day_is_over_and_who_is_asked_then_has_their_time(promise, vera):
    part = part_of(promise)

    def promise_word():
        escalation.acknowledge(responsibility=part, person=vera, until_on=date(2026, 4, 20), now=at(3, 20))

    live_on(promise, (at(3, 20), promise_word))

    assert asked() == [
        ("2026-03-11", "focal_point", "Vera", "told"),
        ("2026-04-21", "alternate", "Anna", "told"),
        ("2026-05-07", "validator", "Otto", "told"),  # 16 days lie between the two on the ladder
    ]
    assert letters() == [("2026-04-20", "Anna"), ("2026-05-06", "Otto")]


def test_a_report_within_the_acknowledgement_is_the_end_of_it(promise, vera):
    part = part_of(promise)

    def promise_word():
        escalation.acknowledge(responsibility=part, person=vera, until_on=date(2026, 4, 20), now=at(3, 20))

    def report():
        progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", now=at(4, 19))

    live_on(promise, (at(3, 20), promise_word), (at(4, 19), report))

    assert (asked(), letters()) == (UNDISTURBED[:1], [])


def test_not_mine_brings_the_next_rung_at_once(promise, vera):
    part = part_of(promise)

    def not_mine():
        escalation.disown(responsibility=part, person=vera, note="Ask the ministry.", now=at(3, 13))

    live_on(promise, (at(3, 13), not_mine))

    assert asked() == [
        ("2026-03-11", "focal_point", "Vera", "told"),
        ("2026-03-13", "alternate", "Anna", "told"),
        *UNDISTURBED[2:],  # the others count from the flag, as before
    ]
    assert Flag.objects.open().get(rule="unreachable").cause == "disowned"


def test_not_mine_of_an_alternate_brings_the_validator_at_once(promise, people):
    part = part_of(promise)

    def not_mine():
        escalation.disown(responsibility=part, person=people[0], now=at(3, 27))

    live_on(promise, (at(3, 27), not_mine))

    assert asked() == [*UNDISTURBED[:2], ("2026-03-27", "validator", "Otto", "told"), *UNDISTURBED[3:]]
    assert Flag.objects.filter(rule="unreachable").count() == 0  # the focal point is still there


def test_a_vacant_post_is_passed_over_at_once_with_a_trace(promise, people):
    for post in people[0].posts.all():
        person_actions.withdraw_post(post=post, now=MEETING_AT)

    live_on(promise)

    assert asked() == [
        UNDISTURBED[0],
        ("2026-03-25", "alternate", None, "vacant"),
        ("2026-03-25", "validator", "Otto", "told"),
        *UNDISTURBED[3:],
    ]


@pytest.mark.parametrize("held", [{"starts_on": date(2026, 3, 26)}, {"starts_on": date(2020, 1, 1), "ends_on": date(2026, 3, 24)}])
def test_who_is_not_in_office_that_day_is_not_asked(promise, people, held):
    post = people[0].posts.get()
    person_actions.change_post(post=post, role=post.role, party=post.party, now=MEETING_AT, **held)

    live_on(promise, until=at(4, 1))

    assert asked() == [UNDISTURBED[0], ("2026-03-25", "alternate", None, "vacant"), ("2026-03-25", "validator", "Otto", "told")]


@pytest.mark.parametrize(
    "lose",
    [
        lambda anna: person_actions.bounce(person=anna, address=anna.email, now=MEETING_AT),
        lambda anna: person_actions.stop_letters(person=anna, now=MEETING_AT),
    ],
)
def test_whom_no_letter_reaches_is_passed_over_at_once_with_a_trace(promise, people, lose):
    lose(people[0])

    live_on(promise, until=at(4, 1))

    assert asked() == [UNDISTURBED[0], ("2026-03-25", "alternate", "Anna", "unreachable"), ("2026-03-25", "validator", "Otto", "told")]


def test_mail_that_comes_back_after_a_step_brings_the_next_at_once(promise, people):
    live_on(promise, (at(3, 26), lambda: person_actions.bounce(person=people[0], address="anna@example.org", now=at(3, 26))), until=at(4, 1))

    assert asked() == [*UNDISTURBED[:2], ("2026-03-26", "validator", "Otto", "told")]


def test_a_ladder_without_anybody_ends_with_its_trace(pledge):
    pledge(cadence_days=40)

    sweep.run(now=at(6, 1))

    steps = EscalationStep.objects.filter(flag__party__short_code="VEL")
    assert [(step.rung, step.outcome) for step in steps] == [("focal_point", "told")]
    sweep.run(now=at(6, 16))
    assert [(step.rung, step.outcome) for step in steps.all()[1:]] == [("alternate", "vacant"), ("validator", "vacant"), ("co_chair", "vacant")]
    assert set(Escalation.objects.values_list("next_at", flat=True)) == {None}


def test_a_body_has_its_own_ladder(promise, commission):
    ladder = [Step(rung="focal_point", wait_days=3), Step(rung="co_chair", wait_days=5)]
    body_actions.revise(body=commission, version=1, fields={}, ladder=ladder, now=MEETING_AT)

    live_on(promise, until=at(4, 1))

    assert asked() == [
        ("2026-03-14", "focal_point", "Vera", "told"),
        ("2026-03-16", "co_chair", "Carla", "told"),
        ("2026-03-16", "co_chair", "Casper", "told"),
    ]


def test_a_ladder_changed_on_the_way_asks_those_not_asked_yet(promise, commission):
    ladder = [Step(rung="focal_point", wait_days=0), Step(rung="validator", wait_days=1), Step(rung="alternate", wait_days=2)]

    live_on(promise, (at(3, 30), lambda: body_actions.revise(body=commission, version=1, fields={}, ladder=ladder, now=at(3, 30))), until=at(5, 30))

    assert asked() == [*UNDISTURBED[:2], ("2026-03-30", "validator", "Otto", "told")]


def test_each_is_asked_once_on_a_ladder(commission):
    with pytest.raises(Refused, match="Each is asked once"):
        body_actions.revise(
            body=commission, version=1, fields={}, ladder=[Step(rung="alternate", wait_days=1), Step(rung="alternate", wait_days=2)], now=MEETING_AT
        )


def test_a_watch_that_stood_still_gives_each_their_time_when_it_goes_on(promise):
    sweep.run(now=at(3, 12))
    sweep.run(now=at(5, 1))
    sweep.run(now=at(5, 16))
    sweep.run(now=at(5, 17))

    assert [step[:3] for step in asked() if step[2] in ("Vera", "Anna", "Otto")] == [
        ("2026-03-12", "focal_point", "Vera"),
        ("2026-05-01", "alternate", "Anna"),
        ("2026-05-17", "validator", "Otto"),
    ]


def test_one_letter_a_day_speaks_of_every_silence(pledge, people):
    pledge("Roadmap", cadence_days=40)
    pledge("Rail corridor", cadence_days=40)
    sweep.run(now=at(3, 12))
    sweep.run(now=at(3, 26))

    [letter] = Notice.objects.filter(kind="escalation", recipient=people[0])
    assert [item.responsibility.commitment.title for item in letter.items.all()] == ["Roadmap", "Rail corridor"]


def test_what_comes_after_the_days_letter_was_begun_goes_into_the_next_days(pledge, people):
    pledge("Roadmap", cadence_days=40)
    pledge("Rail corridor", cadence_days=40)
    sweep.run(now=at(3, 12))
    sweep.run(now=at(3, 26, 9))
    Notice.objects.filter(kind="escalation").update(attempts=1)
    third = pledge("Customs", cadence_days=40, now=at(3, 26))
    escalation.disown(responsibility=part_of(third), person=part_of(third).focal_point, now=at(3, 26, 10))

    sweep.run(now=at(3, 26, 11))

    found = Notice.objects.filter(kind="escalation", recipient=people[0]).order_by("period_key")
    assert [(letter.period_key, letter.items.count()) for letter in found] == [("2026-03-26", 2), ("2026-03-27", 1)]
    assert found[1].next_attempt_at == at(3, 27, 8)  # at the hour that she chose


def test_nobody_is_asked_about_what_only_the_desk_may_see(promise):
    commitment_actions.revise(commitment=promise, version=1, fields={"visible_to": "desk"}, now=MEETING_AT)
    live_on(promise, until=at(4, 1))
    unseen = asked()
    commitment_actions.revise(commitment=promise, version=2, fields={"visible_to": "parties"}, now=at(4, 1))

    sweep.run(now=at(4, 1, 13))

    assert (unseen, asked()) == ([], [("2026-04-01", "focal_point", "Vera", "told")])


def test_a_repeated_sweep_takes_no_step_twice(promise):
    live_on(promise, until=at(3, 26))
    before = list(EscalationStep.objects.values()), list(Escalation.objects.values()), list(Notice.objects.values())

    sweep.run(now=at(3, 26))
    sweep.run(now=at(3, 26))

    assert (list(EscalationStep.objects.values()), list(Escalation.objects.values()), list(Notice.objects.values())) == before


def test_a_sweep_with_nothing_due_asks_as_little_of_many_ladders_as_of_one(pledge, people):
    def queries_of_a_sweep():
        sweep.run(now=at(3, 12))
        with CaptureQueriesContext(connection) as captured:
            sweep.run(now=at(3, 12, 13))
        return len(captured)

    pledge("First", cadence_days=40)
    with_one = queries_of_a_sweep()
    for number in range(5):
        pledge(f"Another {number}", cadence_days=40)

    assert (queries_of_a_sweep(), Escalation.objects.count()) == (with_one, 12)


def test_a_climb_takes_as_many_queries_for_five_ladders_as_for_one(pledge, people):
    def queries_of_a_climb(day):
        with CaptureQueriesContext(connection) as captured:
            sweep.run(now=day)
        return len(captured)

    pledge("First", cadence_days=40)
    sweep.run(now=at(3, 12))
    for_one = queries_of_a_climb(at(3, 26))
    for number in range(5):
        pledge(f"Another {number}", cadence_days=40)
    sweep.run(now=at(3, 27))

    assert queries_of_a_climb(at(4, 10)) <= for_one


@pytest.mark.parametrize(
    ("until_on", "sentence"),
    [(None, "Say by which day you will report."), (date(2026, 3, 19), "This day has passed"), (date(2026, 5, 20), "Give a day within 60 days.")],
)
def test_an_acknowledgement_names_a_day_to_come_and_not_far_off(promise, vera, until_on, sentence):
    with pytest.raises(Refused, match=sentence):
        escalation.acknowledge(responsibility=part_of(promise), person=vera, until_on=until_on, now=at(3, 20))


def test_nothing_is_said_of_a_closed_commitment(promise, vera):
    close(promise, "dropped", now=MEETING_AT)
    part = part_of(promise)

    for say in (
        lambda: escalation.disown(responsibility=part, person=vera, now=at(3, 1)),
        lambda: escalation.acknowledge(responsibility=part, person=vera, until_on=date(2026, 3, 2), now=at(3, 1)),
    ):
        with pytest.raises(Refused, match="closed"):
            say()
    assert (Disowning.objects.count(), Acknowledgement.objects.count()) == (0, 0)


def test_who_says_not_mine_holds_nothing_by_their_own_promise(promise, vera):
    part = part_of(promise)
    escalation.acknowledge(responsibility=part, person=vera, until_on=date(2026, 4, 20), now=at(3, 12))
    escalation.disown(responsibility=part, person=vera, now=at(3, 13))

    part.refresh_from_db()
    assert (part.acknowledged_until, part.disowned_at) == (None, at(3, 13))
