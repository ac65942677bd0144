"""Every verb done twice, as by a double click, a retry or a second worker, changes nothing the second time."""

import importlib
import inspect
import pkgutil
import uuid
from datetime import date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from tests.conftest import MEETING_DAY, days
from tests.exchange.test_seed import TEHRAN
from tracker import actions
from tracker.actions import (
    assessment,
    body,
    change,
    clock,
    commitment,
    demo,
    escalation,
    group,
    heartbeat,
    indicator,
    ledger,
    letter,
    meeting,
    notice,
    obstacle,
    outbox,
    pack,
    parallel,
    party,
    person,
    progress,
    project,
    review,
    search,
    seed,
    session,
    sweep,
)
from tracker.actions.commitment import Part, Step
from tracker.actions.meeting import Seat
from tracker.exchange import seed as seeds
from tracker.models import Assessment, Clock, Commitment, Decision, Flag, Meeting, Notice, Outcome, Person, Post, ProgressReport, Project, Request, Sweep
from tracker.models.kind import own_rules
from tracker.rules.refusal import Refused

NOW = days(110)
KEY = uuid.UUID(int=1)
READS = {"clock.locked", "commitment.as_step", "commitment.as_steps", "demo.loaded", "sweep.preview"}  # they write nothing the first time
STEPS = {
    "body.tell_founder",
    "ledger.note",
    "ledger.note_each",
    "ledger.note_state",
    "seed_kinds.add_text",
    "seed_kinds.bring_projects",
    "seed_kinds.foresee",
}  # of other verbs, which are tried


@pytest.fixture
def record(pledge, vera, lars, dora):
    """A commitment on which one side is silent, so that letters wait."""
    record = pledge("Roadmap", steps=[Step(title="Draft", due_on=date(2026, 3, 1))])
    part = record.responsibilities.get(party__short_code="VEL")
    progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", now=days(80))
    sweep.run(now=NOW)
    return record


TWICE = {
    "assessment.assess": lambda c: assessment.assess(commitment=c, grade="limited", reasoning="Read.", assessor=an_assessor(), key=KEY, now=NOW),
    "assessment.reply": lambda c: assessment.reply(assessment=an_assessment(c), party=a_party(c), words="We differ.", author=vera_orel(), now=NOW),
    "body.record": lambda c: body.record(fields={"name": "Council", "short_code": "COU"}, sides=[body.Seat(party=a_party(c))]),
    "body.revise": lambda c: body.revise(body=c.body, version=1, fields={"cadence_days": 30}, sides=[], now=NOW),
    "change.ask": lambda c: ask(c, key=KEY),
    "change.decide": lambda c: change.decide(request=asked(c), verdict="approved", reason="Agreed.", decided_by=someone(), now=NOW),
    "change.withdraw": lambda c: change.withdraw(request=asked(c), by=a_part(c).focal_point, now=NOW),
    "clock.complete": lambda c: complete(c),
    "clock.restart": lambda c: restart(c),
    "commitment.record": lambda c: commitment.record(fields=pledged(c), parts=[Part(party=a_party(c))], steps=[Step(title="Draft")], key=KEY, now=NOW),
    "commitment.revise": lambda c: commitment.revise(commitment=c, version=1, fields={"title": "New"}, steps=[Step(title="Other")], now=NOW),
    "demo.load": lambda c: demo.load(seed=seeds.read(TEHRAN), now=NOW.replace(year=2027)),
    "demo.open_accounts": lambda c: demo.open_accounts(seed=seeds.read(TEHRAN), passwords={}),
    "demo.remove": lambda c: demo.remove(name="tehran-2025"),
    "escalation.acknowledge": lambda c: escalation.acknowledge(responsibility=a_part(c), person=vera_of(c), until_on=date(2026, 5, 20), now=NOW),
    "escalation.begin": lambda c: escalation.begin(flags=Flag.objects.all(), now=NOW),
    "escalation.climb": lambda c: escalation.climb(now=days(170), quota=notice.Quota()),
    "escalation.disown": lambda c: escalation.disown(responsibility=a_part(c), person=vera_of(c), note="Ask the ministry.", now=NOW),
    "group.adopt_terms": lambda c: group.adopt_terms(body=c.body, text="To meet twice a year.", adopted_on=MEETING_DAY, by=someone(), now=NOW),
    "group.constitute": lambda c: group.constitute(commitment=a_group(c), fields=founded(), seats=[group.Seat(party=a_party(c))], by=someone(), now=NOW),
    "heartbeat.beat": lambda c: heartbeat.beat(now=NOW),
    "indicator.define": lambda c: indicator.define(commitment=c, version=1, rows=[indicator.Row(title="Trade", unit="EUR m")], by=someone(), now=NOW),
    "indicator.read": lambda c: indicator.read(indicator=an_indicator(c), on=MEETING_DAY, value=5, by=someone(), key=KEY, now=NOW),
    "ledger.check": lambda c: ledger.check(now=NOW),
    "ledger.erase": lambda c: ledger.erase(row=ProgressReport.objects.first(), actor=None, now=NOW),
    "letter.freeze": lambda c: letter.freeze(notice=a_letter(), now=NOW),
    "meeting.record": lambda c: meeting.record(fields={"title": "Fourth", "starts_on": MEETING_DAY}, seats=[Seat(party=a_party(c))], key=KEY, now=NOW),
    "meeting.revise": lambda c: meeting.revise(meeting=c.meeting, version=1, fields={"place": "Lorn City"}, seats=[], now=NOW),
    "notice.hand_on": lambda c: notice.hand_on(parts=c.responsibilities.all(), holder=a_letter().recipient, successor=someone(), now=NOW),
    "notice.queue": lambda c: notice.queue(now=NOW + timedelta(days=7)),
    "notice.tell": lambda c: notice.tell(kind="decision", event=decided(c).request, recipient=decided(c).request.asked_by, part=None, now=NOW),
    "notice.set_moments": lambda c: set_moments(),
    "obstacle.answer": lambda c: obstacle.answer(obstacle=an_obstacle(c), words="The permit came.", is_solved=True, by=someone(), key=KEY, now=NOW),
    "obstacle.record": lambda c: raised(c),
    "outbox.let_go": lambda c: outbox.let_go(),
    "outbox.resume": lambda c: outbox.resume(now=NOW),
    "outbox.send_due": lambda c: outbox.send_due(now=NOW),
    "outbox.send_now": lambda c: outbox.send_now(notice=a_letter(), now=NOW),
    "outbox.stop": lambda c: outbox.stop(by=vera_of(c), now=NOW),
    "pack.ask": lambda c: a_pack(c),
    "pack.cancel": lambda c: pack.cancel(pack=a_pack(c), by=None, now=NOW),
    "pack.make": lambda c: pack.make(pack_id=a_pack(c).pk, now=NOW),
    "pack.make_waiting": lambda c: (a_pack(c), pack.make_waiting(now=NOW)),
    "pack.set_pdfs": lambda c: (pack.make(pack_id=a_pack(c).pk, now=NOW), pack.set_pdfs(now=NOW)),
    "parallel.add": lambda c: parallel.add(commitment=c, language="fa", text="متن", is_authentic=True, by=someone(), key=KEY, now=NOW),
    "party.record": lambda c: party.record(fields={"name": "Tarrin", "short_code": "TAR"}),
    "party.revise": lambda c: party.revise(party=a_party(c), version=1, fields={"name": "Great Velika", "time_zone": "UTC"}, now=NOW),
    "person.arrive": lambda c: person.arrive(person=vera_of(c), now=NOW),
    "person.bounce": lambda c: person.bounce(person=vera_of(c), address="vera@example.org", now=NOW),
    "person.change_post": lambda c: person.change_post(post=Post.objects.first(), role="alternate", party=a_party(c), starts_on=MEETING_DAY, now=NOW),
    "person.drop_second_step": lambda c: person.drop_second_step(user=Person.objects.get(name="Vera Orel").user),
    "person.give_account": lambda c: person.give_account(person=someone(), password="a long and quiet password"),
    "person.give_post": lambda c: person.give_post(person=someone(), role="validator", party=a_party(c), starts_on=MEETING_DAY, now=NOW),
    "person.hand_over": lambda c: person.hand_over(post=a_post(), successor=someone(), on=NOW.date(), by=None, now=NOW),
    "person.record": lambda c: person.record(fields={"name": "Nora New", "email": "nora@example.org"}, now=NOW),
    "person.revise": lambda c: person.revise(person=someone(), version=1, fields={"position": "Head"}, now=NOW),
    "person.set_own": lambda c: person.set_own(person=someone(), fields={"digest": "daily"}, now=NOW),
    "person.stop_letters": lambda c: person.stop_letters(person=someone(), now=NOW),
    "person.vouch": lambda c: person.vouch(user=Person.objects.get(name="Vera Orel").user),
    "person.withdraw_post": lambda c: person.withdraw_post(post=Post.objects.filter(person__name="Vera Orel").first() or Post(pk=0, person_id=0), now=NOW),
    "progress.hear": lambda c: hear(c),
    "progress.report": lambda c: progress.report(responsibility=a_part(c), author=None, via="page", status="completed", done="Done.", key=KEY, now=NOW),
    "project.record": lambda c: project.record(fields={"name": "Dry port"}, funding=[("State budget", 10)]),
    "project.revise": lambda c: project.revise(project=a_project(), version=1, fields={"place": "Lorn City"}, funding=[("Bank", 5)]),
    "review.accept": lambda c: review.accept(report=a_waiting_report(c), reviewer=someone(), now=NOW),
    "review.send_back": lambda c: review.send_back(report=a_waiting_report(c), reason="Which?", reviewer=someone(), now=NOW),
    "search.index": lambda c: search.index([c.pk]),
    "seed.tell": lambda c: seed.tell(seed=seeds.read(TEHRAN), now=NOW.replace(year=2027)),
    "session.apply": lambda c: session.apply(meeting=an_outcome(c).meeting, by=vera_of(c), now=NOW),
    "session.forget": lambda c: session.forget(outcome=Outcome.objects.first() or an_outcome(c)),
    "session.note": lambda c: an_outcome(c),
    "sweep.look": lambda c: sweep.look(now=days(300), counts=sweep.Counts()),
    "sweep.run": lambda c: sweep.run(now=days(300)),
    "sweep.run_on_time": lambda c: sweep.run_on_time(now=datetime.now(tz=NOW.tzinfo)),
}


def a_party(record):
    return a_part(record).party


def a_part(record):
    return record.responsibilities.select_related("party").get(party__short_code="VEL")


def an_assessor():
    ada = someone()
    if not ada.posts.exists():
        person.give_post(person=ada, role="assessor", starts_on=date(2020, 1, 1), now=NOW)
    return ada


def an_assessment(record):
    said = {"grade": "limited", "reasoning": "Read.", "assessor": an_assessor()}
    return Assessment.objects.first() or assessment.assess(commitment=record, **said, now=NOW)


def a_group(record):
    """A commitment to establish a joint working group, pledged at the same meeting."""
    known = Commitment.objects.filter(kind="joint_working_group").first()
    return known or commitment.record(fields={"title": "Group", "kind": "joint_working_group", "meeting": record.meeting}, parts=[], now=NOW)


def founded():
    return {"name": "Group on customs", "short_code": "GRP", "constituted_on": NOW.date()}


def an_indicator(record):
    if not record.indicators.exists():
        indicator.define(commitment=record, version=record.version, rows=[indicator.Row(title="Trade")], by=None, now=NOW)
    return record.indicators.get()


def raised(record):
    told = {"title": "No permit", "cause": "permit", "party": a_party(record), "answer_due_on": date(2026, 6, 1)}
    return obstacle.record(commitment=record, **told, by=someone(), key=KEY, now=NOW)


def an_obstacle(record):
    return record.obstacles.first() or raised(record)


def a_project():
    return Project.objects.first() or project.record(fields={"name": "Dry port"})


def an_outcome(record):
    later = Meeting.objects.filter(title="Fourth").first()
    if later is None:
        fields = {"title": "Fourth", "body": record.body, "starts_on": date(2026, 4, 1), "state": "planned"}
        later = meeting.record(fields=fields, seats=[], now=NOW)
    return session.note(meeting=later, commitment=record, kind="dropped", words="Overtaken.", by=someone(), now=NOW)


def vera_orel():
    return Person.objects.get(name="Vera Orel")


def vera_of(record):
    return a_part(record).focal_point


def a_letter():
    return Notice.objects.select_related("recipient__user").order_by("pk").first()


def a_post():
    return Post.objects.get(person__name="Lars Dahl")


def ask(record, **key):
    """Velika's focal point asks to drop it."""
    part = a_part(record)
    told = {"commitment": record, "party": part.party, "kind": "drop", "reason": "Overtaken.", "asked_by": part.focal_point, "via": "seed"}
    return change.ask(**told, now=NOW, **key)


def asked(record):
    return Request.objects.first() or ask(record)


def decided(record):
    return Decision.objects.first() or change.decide(request=asked(record), verdict="refused", reason="No.", decided_by=someone(), now=NOW)


def someone():
    return Person.objects.filter(name="Sam Else").first() or person.record(fields={"name": "Sam Else", "email": "sam@example.org"}, now=NOW)


def pledged(record):
    return {"title": "Study", "meeting": record.meeting}


def complete(record):
    """The clocks of a group that was recorded before its rules were there."""
    if not Commitment.objects.filter(kind="joint_working_group").exists():
        a_group(record)
        Clock.objects.filter(rule__in=own_rules()).delete()
    clock.complete(now=NOW)


@transaction.atomic
def restart(record):
    clock.restart(clock.locked(record.pk), cleared_by=Flag.ClearedBy.CHANGE, now=NOW)


@transaction.atomic
def hear(record):
    written = a_part(record).last_report
    progress.hear(commitment=clock.locked(record.pk), written=written, by=written.author, now=NOW)


def a_waiting_report(record):
    part = a_part(record)
    if not part.reports.filter(needs_review=True).exists():
        body.revise(body=record.body, version=1, fields={"needs_review": True}, now=NOW)
        person.give_post(person=someone(), role="validator", party=part.party, starts_on=MEETING_DAY, now=NOW)
        progress.report(responsibility=part, author=part.focal_point, via="page", status="completed", done="Done.", now=NOW)
    return part.reports.get(needs_review=True)


def a_pack(record):
    asked = {"since_on": MEETING_DAY, "as_of": NOW.date(), "language": "en", "by": None}
    return pack.ask(body=record.body, meeting=None, **asked, key=KEY, now=NOW)


def set_moments():
    person = someone()
    notice.set_moments(person, now=NOW)
    person.save()


def everything() -> dict[str, list]:
    """Every row of the product, but for the row that each sweep leaves of itself."""
    models = [model for model in apps.get_app_config("tracker").get_models() if model is not Sweep]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


@pytest.mark.parametrize("verb", TWICE)
def test_a_verb_done_twice_changes_nothing_the_second_time(record, verb):
    TWICE[verb](record)
    before = everything()

    start = transaction.savepoint()
    try:
        TWICE[verb](record)
    except (Refused, IntegrityError):  # refused is as good as passed over
        transaction.savepoint_rollback(start)

    assert everything() == before


def test_every_verb_is_tried():
    verbs = {
        f"{module.name}.{name}"
        for module in pkgutil.iter_modules(actions.__path__)
        for name, verb in inspect.getmembers(importlib.import_module(f"tracker.actions.{module.name}"), inspect.isfunction)
        if verb.__module__ == f"tracker.actions.{module.name}" and not name.startswith("_")
    }

    assert verbs - READS - STEPS == set(TWICE)
