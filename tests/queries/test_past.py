"""What was known on a past day, against a second record kept in plain Python through 10,000 random steps (past_model, past_walk)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.queries.past_model import Flag, Model, day_of, last_day
from tests.queries.past_walk import CODES, KINDS, Walk, past_moment
from tracker.models import Body, Meeting, Party
from tracker.models.clock import rule_choices
from tracker.queries import past as queries
from tracker.queries import past_list, past_meeting, past_party
from tracker.rules.access import Standing
from tracker.rules.past import Past, end_of

WALKS, STEPS, ASKED_EVERY = 100, 100, 25
DESK = Standing(day=date(2026, 1, 1), is_signed_in=True, is_desk=True)
READER = Standing(day=date(2026, 1, 1), is_signed_in=True, reads_all=True)


@pytest.mark.django_db
@pytest.mark.slow
@settings(max_examples=WALKS, deadline=None, derandomize=True)
@given(dice=st.randoms(use_true_random=False))
def test_past_days_are_told_as_they_were_noted(dice):
    with transaction.atomic():
        walk = Walk(dice)
        for step in range(1, STEPS + 1):
            walk.step()
            if step % ASKED_EVERY == 0:
                zone = dice.choice(("UTC", "Asia/Kathmandu", "America/Los_Angeles"))
                past = end_of(day_of(past_moment(walk), zone), zone)
                with timezone.override(ZoneInfo(zone)):
                    compare(walk, past, f"step {step}, {past}")
        transaction.set_rollback(True)


def compare(walk: Walk, past: Past, at: str) -> None:
    model = walk.model
    stood = model.stood(past.moment)
    rows = queries.rebuild(queries.known(DESK, past).order_by("reference"), past, standing=DESK, has_history=True)
    assert [row.reference for row in rows] == list(stood), at
    for row in rows:
        assert told(row) == expected(model, row.reference, past.moment), at
    for reference in walk.dice.sample(sorted(model.pledges), 2):
        assert overseen(reference, past) == expected_overseen(reference, stood), at
    code, title = walk.dice.choice(CODES), walk.dice.choice(list(model.meetings))
    assert party(code, past) == expected_party(model, code, past), at
    assert meeting(title, past) == expected_meeting(model, title, stood), at
    for filters in some_filters(walk):
        assert listed(past, **filters) == expected_list(model, past.moment, **filters), f"{at}, {filters}"
    drafts = {reference for reference, (pledge, _context) in stood.items() if pledge.is_draft}
    hidden = {reference for reference, pledge in model.pledges.items() if pledge.is_draft or pledge.visible_to == "desk"}
    assert [row.reference for row in queries.known(READER, past).order_by("reference")] == [r for r in stood if r not in drafts | hidden], at


# One commitment, from the rows that the pages show and from the model


def told(row) -> dict:
    return {
        "reference": row.reference,
        "title": row.title,
        "description": row.description,
        "kind": row.kind,
        "standing": (row.lifecycle, row.closed_on, row.suspended_until, row.is_draft),
        "due": (row.due_on, row.due_precision if row.due_on else None, row.due_ends_on),
        "pace": (row.cadence_days, row.grace_days),
        "meeting": (row.meeting.title, row.meeting.starts_on, row.meeting.last_day, row.body.short_code),
        "parts": [_part(part) for part in row.responsibilities.all()],
        "steps": [(step.title, step.party.short_code if step.party else "", step.due_on, step.due_ends_on, step.done_on) for step in row.milestones.all()],
        "standing flags": sorted((*_flag(flag), _title(flag)) for flag in row.open_flags),
        "cleared flags": sorted((*_flag(flag), flag.cleared_at) for flag in row.all_flags if flag.cleared_at),
    }


def _part(part) -> tuple:
    focal, said = part.focal_point.name if part.focal_point else "", part.last_report.done if part.last_report else ""
    [clock] = part.silence
    return (part.party.short_code, part.role, focal, part.stated_status, part.health, said, part.last_reported_at, clock.state, clock.due_on)


def _flag(flag) -> tuple:
    return flag.rule, flag.party.short_code if flag.party else "", flag.raised_at


def _title(flag) -> str:
    return flag.milestone.title if flag.milestone else ""


def expected(model: Model, reference: str, moment: datetime) -> dict:
    pledge, context = model.known(reference, moment)
    flags = [flag for flag in model.raised(moment) if flag.reference == reference]
    titles = {("milestone_overdue", step.uid): step.title for step in pledge.steps}
    parts = [
        (part.party, part.role, part.focal, part.status, part.health, part.words, part.said_at, *model.reporting(pledge, context, part, moment)[::2])
        for part in pledge.parts.values()
    ]
    return {
        "reference": reference,
        "title": pledge.title,
        "description": pledge.description,
        "kind": pledge.kind,
        "standing": (pledge.lifecycle, pledge.closed_on, pledge.suspended_until, pledge.is_draft),
        "due": (pledge.due, pledge.precision if pledge.due else None, last_day(pledge.due, pledge.precision)),
        "pace": (context.cadence, context.grace),
        "meeting": (pledge.meeting, *context.days, context.body),
        "parts": parts,
        "steps": [(step.title, step.party, step.due, last_day(step.due, step.precision), step.done) for step in pledge.steps],
        "standing flags": sorted((flag.rule, flag.party, flag.raised, titles.get((flag.rule, flag.uid), "")) for flag in flags if stands(flag, moment)),
        "cleared flags": sorted((flag.rule, flag.party, flag.raised, flag.cleared) for flag in flags if not stands(flag, moment)),
    }


def stands(flag: Flag, moment: datetime) -> bool:
    return flag.cleared is None or flag.cleared > moment


def overseen(reference: str, past: Past) -> tuple | None:
    row = queries.one(reference, past, standing=DESK)
    if row is None:
        return None
    asked = [(request.asked_at, request.kind, request.answer.verdict) for request in queries.requests(row, past, standing=DESK)]
    return row.title, row.overseen_by.title if row.overseen_by else "", sorted(other.title for other in row.oversees.all()), sorted(asked)


def expected_overseen(reference: str, stood: dict) -> tuple | None:
    if reference not in stood:
        return None
    pledge = stood[reference][0]
    over = stood[pledge.overseen_by][0].title if pledge.overseen_by else ""
    oversees = sorted(other.title for other, _context in stood.values() if other.overseen_by == reference)
    return pledge.title, over, oversees, pledge.asked


# The other pages


def party(code: str, past: Past) -> tuple:
    row = Party.objects.get(short_code=code)
    parts = past_party.responsibilities(row, past, standing=DESK)
    history = past_party.history(row, past, standing=DESK)
    return (
        sorted((part.commitment.reference, part.stated_status, part.silence[0].state) for part in parts),
        {line.rule: (line.times, line.standing, line.longest_days) for line in history},
    )


def expected_party(model: Model, code: str, past: Past) -> tuple:
    parts = [
        (reference, pledge.parts[code].status, model.reporting(pledge, context, pledge.parts[code], past.moment)[0])
        for reference, (pledge, context) in model.stood(past.moment).items()
        if code in pledge.parts
    ]
    found: dict[str, tuple] = {}
    labels = dict(rule_choices())
    for flag in model.raised(past.moment):
        if flag.party == code:
            times, standing, longest = found.get(labels[flag.rule], (0, 0, 0))
            ended = past.day if stands(flag, past.moment) else timezone.localtime(flag.cleared).date()
            found[labels[flag.rule]] = times + 1, standing + stands(flag, past.moment), max(longest, (ended - flag.basis).days)
    return parts, found


def meeting(title: str, past: Past) -> tuple:
    row = Meeting.objects.get(title=title)
    born, earlier = (find(row, past, standing=DESK) for find in (past_meeting.born_at, past_meeting.open_before))
    return sorted(row.reference for row in born), sorted(row.reference for row in earlier)


def expected_meeting(model: Model, title: str, stood: dict) -> tuple:
    first, _last, body = model.meetings[title]
    born = [reference for reference, (pledge, _context) in stood.items() if pledge.meeting == title]
    earlier = [
        reference
        for reference, (pledge, context) in stood.items()
        if context.body == body and context.days[0] < first and (pledge.closed_on is None or pledge.closed_on >= first)
    ]
    return born, earlier


def some_filters(walk: Walk) -> list[dict]:
    dice = walk.dice
    offered = {
        "text": dice.choice(("pledge", "PLEDGE 1", "aaa", "7")),
        "party": dice.choice(CODES),
        "body": dice.choice(("AAA", "BBB")),
        "kind": dice.sample(KINDS, 2),
        "lifecycle": dice.sample(("not_started", "in_progress", "completed", "suspended"), 2),
        "flag": dice.sample(("silent", "overdue", "milestone_overdue", "nothing_done", "stalled", "slipping", "unreachable"), 2),
        "due_after": day_of(past_moment(walk), "UTC"),
        "due_before": day_of(past_moment(walk), "UTC"),
        "reporting": dice.sample(("silent", "never_reported", "due", "up_to_date", "paused"), 2),
        "sides": ["disagree"],
    }
    return [{name: offered[name] for name in dice.sample(list(offered), count)} for count in (1, 1, 2, 3)]


def listed(past: Past, **wanted) -> list[str]:
    wanted = dict(wanted)
    computed = {name: wanted.pop(name) for name in past_list.COMPUTED if name in wanted}
    for noun, model in {"party": Party, "body": Body}.items():
        if noun in wanted:
            wanted[noun] = model.objects.get(short_code=wanted[noun]).pk
    rows = past_list.filtered(DESK, past, **wanted)
    page = past_list.page(rows, past, standing=DESK, after="", before="", party=wanted.get("party"), computed=computed)
    return [row.reference for row in page.rows]


def expected_list(model: Model, moment: datetime, **wanted) -> list[str]:
    return [reference for reference, (pledge, context) in model.stood(moment).items() if _answers(model, pledge, context, moment, **wanted)]


def _answers(model, pledge, context, moment, *, party=None, **wanted) -> bool:
    due = last_day(pledge.due, pledge.precision)
    flags = [flag for flag in model.raised(moment) if flag.reference == pledge.reference and stands(flag, moment)]
    states = [model.reporting(pledge, context, part, moment)[0] for part in pledge.parts.values() if party in (None, part.party)]
    answers = {
        "text": lambda text: all(word.lower() in f"{pledge.reference} {pledge.title}".lower() for word in text.split()),
        "body": lambda code: context.body == code,
        "kind": lambda kinds: pledge.kind in kinds,
        "lifecycle": lambda lifecycles: pledge.lifecycle in lifecycles,
        "flag": lambda rules: any(flag.rule in rules and (party is None or flag.party in ("", party)) for flag in flags),
        "due_after": lambda day: due is not None and due >= day,
        "due_before": lambda day: due is not None and due <= day,
        "reporting": lambda wanted: any(state in wanted for state in states),
        "sides": lambda _disagree: len({part.status for part in pledge.parts.values()} - {""}) > 1,
    }
    return (party is None or party in pledge.parts) and all(answers[name](value) for name, value in wanted.items())
