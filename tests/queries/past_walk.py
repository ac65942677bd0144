"""A random walk through the actions, each step taken in the record and in its model (past_model.Model) alike."""

import random
from datetime import date, datetime, timedelta

from tests.conftest import MEETING_AT, SOURCE, days
from tests.queries.past_model import CLOSED, Model, Part, Pledge, Report, Step, day_of, last_day
from tracker.actions import body as body_actions
from tracker.actions import change, progress, review, sweep
from tracker.actions import commitment as commitment_actions
from tracker.actions import meeting as meeting_actions
from tracker.actions import party as party_actions
from tracker.actions import person as person_actions
from tracker.models import Body, Commitment, Meeting, Milestone, Party, Person, Post, ProgressReport, Responsibility

ZONES = ("UTC", "Europe/Paris", "Asia/Kathmandu", "America/Los_Angeles")
CODES = ("VEL", "LOR", "MIR", "TAN")
PACES = (20, 30, 45, 90)
REVIEWED, VALIDATED = ("BBB",), ("VEL", "LOR")  # where a report waits for a validator, if its party has one
BECOMES = {"suspension": "suspended", "completion": "completed", "drop": "dropped", "supersession": "superseded", "reopening": "in_progress"}
KINDS = ("agreement", "study", "other")  # without rules of their own, of which the model knows nothing
PLEDGES = 20  # in one walk
WEIGHTS = {
    "report": 230,
    "say_nothing": 70,
    "edit": 30,
    "set_date": 25,
    "set_parts": 20,
    "set_steps": 30,
    "move": 25,
    "review": 60,
    "sweep": 40,
    "record": 10,
    "move_meeting": 3,
    "set_pace": 2,
    "move_party": 1,
}
VERBS = [verb for verb, weight in WEIGHTS.items() for _time in range(weight)]


class Walk:
    def __init__(self, dice: random.Random):
        self.dice, self.model, self.now = dice, Model(), MEETING_AT
        self.titles, self.people = 0, ["Ada", "Ben", ""]
        for name in ("Ada", "Ben", "Val"):
            person_actions.record(fields={"name": name}, now=self.now)
        for code, zone in zip(CODES, ZONES, strict=True):
            party_actions.record(fields={"name": code.title(), "short_code": code, "kind": "state", "time_zone": zone})
            self.model.zones[code] = zone
        for code in VALIDATED:
            post = {"role": Post.Role.VALIDATOR, "party": Party.objects.get(short_code=code), "starts_on": days(-9).date()}
            person_actions.give_post(person=Person.objects.get(name="Val"), now=self.now, **post)
        for code, zone in (("AAA", "UTC"), ("BBB", "Asia/Kathmandu")):
            body_actions.record(
                fields={"name": code, "short_code": code, "cadence_days": 30, "grace_days": 5, "time_zone": zone, "needs_review": code in REVIEWED}
            )
            self.model.bodies[code] = [30, 5, zone]
        for number in range(4):
            body, first = ("AAA", "BBB")[number % 2], days(number).date()
            fields = {"title": f"Session {number}", "body": Body.objects.get(short_code=body), "starts_on": first, "source_text": SOURCE}
            meeting_actions.record(fields=fields, seats=[], now=self.now)
            self.model.meetings[f"Session {number}"] = [first, first, body]
        for _pledge in range(3):
            self.record()

    def step(self) -> None:
        self.now += timedelta(seconds=self.dice.randint(1, 60_000))
        getattr(self, self.dice.choice(VERBS))()

    # What is chosen

    def _pledge(self, *, is_open: bool = False) -> Pledge | None:
        pledges = [pledge for pledge in self.model.pledges.values() if not (is_open and pledge.lifecycle in CLOSED)]
        return self.dice.choice(pledges) if pledges else None

    def _title(self, noun: str) -> str:
        self.titles += 1
        return f"{noun} {self.titles}"

    def _day(self) -> date:
        return day_of(self.now, "UTC") + timedelta(days=self.dice.randint(15, 200))

    def _parties(self) -> list[str]:
        return self.dice.sample(CODES, self.dice.randint(1, 3))

    # Steps: first in the record, then in the model

    def record(self) -> None:
        if len(self.model.pledges) == PLEDGES:
            return
        meeting = self.dice.choice(list(self.model.meetings))
        told = {"title": self._title("Pledge"), "kind": self.dice.choice(KINDS), "description": self._title("Words")}
        fields = told | {"meeting": Meeting.objects.get(title=meeting)}
        row = commitment_actions.record(fields=fields, parts=[self._part(code) for code in self._parties()], now=self.now)
        pledge = Pledge(reference=row.reference, meeting=meeting, recorded_at=self.now, **told)
        self.model.pledges[row.reference] = pledge
        self._copy_parts(pledge)
        self.model.note(pledge.reference, self.now)

    def report(self) -> None:
        self._say(is_nothing=False)

    def say_nothing(self) -> None:
        self._say(is_nothing=True)

    def _say(self, *, is_nothing: bool) -> None:
        pledge = self._pledge(is_open=True)
        if pledge is None:
            return
        part = self.dice.choice(list(pledge.parts.values()))
        kept = part.status or "not_started", part.health
        status = self.dice.choice(("not_started", "in_progress", "in_progress", "completed"))
        health, words = self.dice.choice(("", "on_track", "at_risk", "off_track")), self._title("Said")
        forecast = self._day() if not is_nothing and self.dice.random() < 0.3 else None
        told = {"nothing_to_report": True} if is_nothing else {"status": status, "health": health, "done": words, "forecast_on": forecast}
        row = progress.report(responsibility=Responsibility.objects.get(pk=part.uid), author=None, via="page", now=self.now, **told)
        report = Report(row.pk, self.now, *(kept if is_nothing else (status, health)), "" if is_nothing else words, forecast, is_nothing)
        if self.model.context(pledge).body in REVIEWED and part.party in VALIDATED:
            part.waiting.append(report)
        else:
            self._hear(pledge, part, report)

    def review(self) -> None:
        waiting = [(pledge, part, report) for pledge in self.model.pledges.values() for part in pledge.parts.values() for report in part.waiting]
        if not waiting:
            return
        pledge, part, report = self.dice.choice(waiting)
        row, validator = ProgressReport.objects.get(pk=report.pk), Person.objects.get(name="Val")
        part.waiting.remove(report)
        if self.dice.random() < 0.7:
            review.accept(report=row, reviewer=validator, now=self.now)
            self._hear(pledge, part, report)
        else:
            review.send_back(report=row, reason="Say more.", reviewer=validator, now=self.now)
            part.was_returned = True

    def _hear(self, pledge: Pledge, part: Part, report: Report) -> None:
        if part.hear(report):
            if pledge.lifecycle == "not_started" and report.status != "not_started":
                pledge.lifecycle = "in_progress"
            self.model.note(pledge.reference, self.now)

    def _revise(self, pledge: Pledge, **changes) -> Commitment:
        row = Commitment.objects.get(reference=pledge.reference)
        return commitment_actions.revise(commitment=row, version=row.version, fields=changes.pop("fields", {}), now=self.now, **changes)

    def edit(self) -> None:
        pledge, dice = self._pledge(), self.dice
        told = {
            "title": self._title("Pledge"),
            "description": self._title("Words"),
            "kind": dice.choice(KINDS),
            "cadence_days": dice.choice((None, *PACES)),
            "grace_days": dice.choice((None, 0, 3, 10)),
            "is_draft": dice.random() < 0.15,
            "visible_to": dice.choice(("desk", "parties", "parties", "public")),
        }
        over = dice.choice([None, *(other for other in self.model.pledges if other != pledge.reference)])
        meeting = dice.choice(list(self.model.meetings)) if dice.random() < 0.2 else pledge.meeting
        rows = {"overseen_by": Commitment.objects.filter(reference=over).first(), "meeting": Meeting.objects.get(title=meeting)}
        self._revise(pledge, fields=told | rows)
        pledge.title, pledge.description, pledge.kind, pledge.cadence, pledge.grace, pledge.is_draft, pledge.visible_to = told.values()
        pledge.overseen_by, pledge.meeting = over or "", meeting
        self.model.note(pledge.reference, self.now)

    def set_date(self) -> None:
        pledge, due = self._pledge(), self.dice.choice((None, self._day(), self._day()))
        precision = self.dice.choice(("day", "month", "quarter", "year"))
        self._revise(pledge, fields={"due_on": due, "due_precision": precision})
        stood = pledge.due and (pledge.due, pledge.precision)
        pledge.due, pledge.precision = due, precision
        if (due and (due, precision)) != stood:
            self._agree_date(pledge)
        self.model.note(pledge.reference, self.now)

    def _agree_date(self, pledge: Pledge) -> None:
        """The first date is the original; with any later one forecasts begin anew."""
        if pledge.original:
            for part in pledge.parts.values():
                part.forecast_moves = 0
        pledge.original = pledge.original or last_day(pledge.due, pledge.precision)

    def set_parts(self) -> None:
        """A party that has spoken keeps its part; any other may go, come, or come back."""
        pledge = self._pledge()
        kept = [code for code, part in pledge.parts.items() if part.was_spoken_of]
        self._revise(pledge, parts=[self._part(code) for code in dict.fromkeys(kept + self._parties())])
        self._copy_parts(pledge)
        self.model.note(pledge.reference, self.now)

    def _part(self, code: str) -> commitment_actions.Part:
        person = Person.objects.filter(name=self.dice.choice(self.people)).first()
        return commitment_actions.Part(party=Party.objects.get(short_code=code), role=self.dice.choice(("lead", "support")), focal_point=person)

    def _copy_parts(self, pledge: Pledge) -> None:
        """The model takes over roles, people and keys; what was said it keeps by itself."""
        rows = Responsibility.objects.filter(commitment__reference=pledge.reference).select_related("party", "focal_point").order_by("pk")
        stood, pledge.parts = pledge.parts, {}
        for row in rows:
            code, focal = row.party.short_code, row.focal_point.name if row.focal_point else ""
            part = stood.get(code)
            pledge.parts[code] = part if part and part.uid == row.pk else Part(row.pk, code, row.role, focal)
            pledge.parts[code].role, pledge.parts[code].focal = row.role, focal

    def set_steps(self) -> None:
        pledge, steps = self._pledge(), []
        for step in [step for step in pledge.steps if self.dice.random() < 0.8] + [None] * self.dice.randint(0, 2):
            due = self.dice.choice((None, self._day(), self._day()))
            party = self.dice.choice(("", *CODES))
            steps.append((step, self._title("Step"), party, due, self.dice.choice(("day", "month")), self._day() if self.dice.random() < 0.2 else None))
        steps = steps[:5]
        said = [
            commitment_actions.Step(
                title=title, party=Party.objects.filter(short_code=party).first(), due_on=due, due_precision=precision, done_on=done, id=step and step.uid
            )
            for step, title, party, due, precision, done in steps
        ]
        self._revise(pledge, steps=said)
        for step, _title, party, _due, _precision, done in steps:
            if done != (step and step.done):
                for part in pledge.parts.values():
                    if part.moved_at and party in ("", part.party):
                        part.moved_at, part.unmoved = self.now, 0
        keys = Milestone.objects.filter(commitment__reference=pledge.reference).order_by("position", "pk").values_list("pk", flat=True)
        pledge.steps = [Step(uid, *told) for uid, (_step, *told) in zip(keys, steps, strict=True)]
        self.model.note(pledge.reference, self.now)

    def move(self) -> None:
        """A request that may be made of the pledge as it stands, asked for by one and decided by another; or begun, or not, by the desk."""
        pledge = self._pledge()
        if pledge.lifecycle in ("not_started", "in_progress") and self.dice.random() < 0.2:
            pledge.lifecycle = self.dice.choice(("not_started", "in_progress"))
            self._revise(pledge, fields={"lifecycle": pledge.lifecycle})
            self.model.note(pledge.reference, self.now)
            return
        open_kinds = ["suspension", "suspension", "completion", "drop", "supersession"] + ["extension"] * 2 * (pledge.due is not None)
        kinds = ["reopening"] if pledge.lifecycle in CLOSED else open_kinds + ["reopening"] * 3 * (pledge.lifecycle == "suspended")
        kind, is_approved, today = self.dice.choice(kinds), self.dice.random() < 0.8, day_of(self.now, self.model.context(pledge).zone)
        until = today + timedelta(days=self.dice.randint(3, 60)) if kind in ("suspension", "extension") else None
        if kind == "extension":
            until = max(until, last_day(pledge.due, pledge.precision) + timedelta(days=1))
        row, ada, ben = Commitment.objects.get(reference=pledge.reference), *Person.objects.filter(name__in=("Ada", "Ben")).order_by("name")
        told = {"kind": kind, "until_on": until, "reason": "Because.", "proof_url": "https://example.org/act" if kind == "completion" else ""}
        request = change.ask(commitment=row, party=None, asked_by=ada, via="seed", now=self.now, **told)
        verdict = "approved" if is_approved else "refused"
        change.decide(request=request, verdict=verdict, reason="So be it.", decided_by=ben, now=self.now)
        pledge.asked.append((self.now, kind, verdict))
        if is_approved and kind == "extension":
            pledge.due, pledge.precision = until, "day"
            self._agree_date(pledge)
        elif is_approved:
            pledge.lifecycle = BECOMES[kind]
            pledge.closed_on = today if pledge.lifecycle in CLOSED else None
            pledge.suspended_until = until
        self.model.note(pledge.reference, self.now)

    def sweep(self) -> None:
        sweep.run(now=self.now)
        for reference in self.model.pledges:
            self.model.note(reference, self.now, is_sweep=True)

    def move_meeting(self) -> None:
        title, moved = self.dice.choice(list(self.model.meetings)), self.dice.randint(0, 10)
        row = Meeting.objects.get(title=title)
        first = days(moved).date()
        meeting_actions.revise(meeting=row, version=row.version, fields={"starts_on": first, "ends_on": first + timedelta(days=2)}, now=self.now)
        self.model.meetings[title][:2] = [first, first + timedelta(days=2)]
        self._note(lambda pledge: pledge.meeting == title)

    def set_pace(self) -> None:
        code, cadence, grace = self.dice.choice(("AAA", "BBB")), self.dice.choice(PACES), self.dice.choice((0, 5, 14))
        row = Body.objects.get(short_code=code)
        body_actions.revise(body=row, version=row.version, fields={"cadence_days": cadence, "grace_days": grace}, now=self.now)
        self.model.bodies[code][:2] = [cadence, grace]
        self._note(lambda pledge: self.model.context(pledge).body == code)

    def move_party(self) -> None:
        code, zone = self.dice.choice(CODES), self.dice.choice(ZONES)
        row = Party.objects.get(short_code=code)
        party_actions.revise(party=row, version=row.version, fields={"time_zone": zone}, now=self.now)
        self.model.zones[code] = zone
        self._note(lambda pledge: code in pledge.parts)

    def _note(self, concerns) -> None:
        for reference, pledge in self.model.pledges.items():
            if concerns(pledge):
                self.model.note(reference, self.now)


def past_moment(walk: Walk) -> datetime:
    """Some moment between the first step and the last."""
    return MEETING_AT + (walk.now - MEETING_AT) * walk.dice.random()
