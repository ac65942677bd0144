from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from tracker.exchange import seed as seeds
from tracker.exchange.entry import AssessmentEntry, MilestoneEntry, ReplyEntry, ReportEntry, RequestEntry, on
from tracker.rules.refusal import Refused

TEHRAN = settings.BASE_DIR / "seeds" / "tehran-2025.yaml"
EXAMPLE = settings.BASE_DIR / "seeds" / "example-commission.yaml"
SMALL = """
parties:
  - {code: VEL, name: Velika, kind: state}
  - {code: LOR, name: Lorn, kind: state}
people:
  - {key: dora, name: Dora Desk, post: desk}
  - {key: vera, name: Vera Orel, party: VEL, post: focal_point, email: vera@example.org, sign_in: focal point}
  - {key: ada, name: Ada Assessor, post: assessor}
bodies:
  - {code: VLK, name: Commission, sides: [VEL, LOR]}
meetings:
  - title: Third session
    body: VLK
    starts: -100
    parties: {VEL: vera, LOR: null}
    source_text: The sides will draw up a roadmap.
    commitments:
      - title: Roadmap
        kind: roadmap
        quote: will draw up a roadmap
        parts: {VEL: lead, LOR: co_lead}
        milestones:
          - {title: Draft, due: -10, done: -12}
        requests: [[-20, suspension, 30, {reason: Elections are called., answer: Agreed.}]]
        reports:
          - [-50, VEL, in_progress, on_track, "Begun.", {obstacle: legal}]
          - [-40, LOR]
        assessments:
          - [-30, ada, limited, "The draft was read.", {replies: [[-28, VEL, "We differ."]]}]
"""


def refusal(tmp_path: Path, old: str, new: str) -> str:
    """What is said to the small file in which `old` was replaced by `new`."""
    assert SMALL.count(old) == 1
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.replace(old, new))
    with pytest.raises(Refused) as refused:
        seeds.read(path)
    return str(refused.value)


def test_a_sound_file_becomes_plain_entries(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)

    pledge = seeds.read(path).meetings[0].commitments[0]

    assert pledge.milestones == [MilestoneEntry(title="Draft", due=-10, done=-12)]
    assert pledge.requests == [RequestEntry(day=-20, kind="suspension", until=30, reason="Elections are called.", answer="Agreed.")]
    assert pledge.reports == [
        ReportEntry(day=-50, party="VEL", status="in_progress", health="on_track", done="Begun.", obstacle="legal"),
        ReportEntry(day=-40, party="LOR"),
    ]
    assert pledge.assessments == [
        AssessmentEntry(
            day=-30, assessor="ada", grade="limited", reasoning="The draft was read.", replies=[ReplyEntry(day=-28, party="VEL", words="We differ.")]
        ),
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("people:", "persons:", "small.yaml: the file needs exactly these sections: parties, people, bodies, meetings."),
        ("name: Lorn, ", "", "small.yaml, parties 2: add “name”."),
        ("{code: LOR, name: Lorn,", "{code: VEL, name: Lorn,", "small.yaml, parties: “VEL” stands twice. Give each its own."),
        ("{code: LOR, name: Lorn,", "{code: lor, name: Lorn,", "small.yaml, Lorn: “lor”: Use 2 to 12 capital letters or digits, as in BY or MIOM."),
        (
            "party: VEL, post: focal_point",
            "party: VIL",
            "small.yaml, Vera Orel: “VIL” is not in this file, or not above this entry.",
        ),
        ("email: vera@example.org, ", "", "small.yaml, Vera Orel: a person who signs in needs an e-mail address. Add “email”."),
        ("code: VLK, ", "code: VLK, time_zone: Velika/City, ", "small.yaml, Commission: “Velika/City” is not a time zone. Write it as in Europe/Minsk."),
        ("starts: -100", "starts: soon", "small.yaml, meetings 1 (“Third session”): “starts” is 'soon'; write a date such as 2025-10-23 / a whole number."),
        ("quote: will draw up", "quote: shall draw up", "the quote does not stand in the meeting's source_text. Copy its words from there."),
        ("VEL: lead", "VEL: boss", "“boss” is not a role; choose from: lead, co_lead, support, oversee."),
        ("kind: roadmap", "kind: plan", "meetings 1 (“Third session”), commitments 1 (“Roadmap”): “kind” is “plan”; choose from: roadmap"),
        ("[-40, LOR]", "[-40, TAR]", "“TAR” is not in this file"),
        ("[-20, suspension", "[-20, sleep", "requests 1: “kind” is “sleep”; choose from: extension, suspension, drop, completion"),
        ("post: desk", "post: reader", "commitments 1 (“Roadmap”): requests are decided by the desk. Add a person with “post: desk”."),
        ("answer: Agreed.", "agreed_at: Fourth session", "“Fourth session” is not in this file, or not above this entry."),
        (
            "[-20, suspension",
            "[2, suspension",
            "day 2 has not come yet. What is told lies in the past; only due days, forecasts and planned sessions lie ahead.",
        ),
        ("[-40, LOR]", "[4, LOR]", "day 4 has not come yet. What is told lies in the past; only due days, forecasts and planned sessions lie ahead."),
        ("[-40, LOR]", "[-40, LOR, begun]", "reports 2: “status” is “begun”; choose from: not_started, in_progress, completed."),
        ("[-40, LOR]", "[-40, LOR, in_progress, '', a, b]", "reports 2: write it as “name: value” lines."),
        ("ada, limited", "ada, best", "“best” is not a grade of the body's scale; choose from: no_evidence, not_started, limited, substantial, complete."),
        ("ada, limited", "vera, limited", "assessors: “vera” is not in this file"),
        ("[-28, VEL,", "[-28, TAR,", "“TAR” is not in this file"),
        ("[-28, VEL,", "[28, VEL,", "day 28 has not come yet."),
        ("[-28, VEL,", "[-28, VEL, we, differ,", "replies 1: write it as “name: value” lines."),
        ("{replies:", "{correction: Wrong., replies:", "the first assessment corrects none. Take its “correction” away."),
        ("requests:", "marks: [vague]\n        requests:", "“vague” is not a mark; choose from: action, deliverable, measurable."),
        ("milestones:", "milestone:", "“milestone” is unknown. Use: title, parts, key,"),
        ("parties: {VEL: vera", "parties: {VEL: [vera", "small.yaml is not YAML"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_to_do(tmp_path, old, new, words):
    assert words in refusal(tmp_path, old, new)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(Refused, match=r"none\.yaml cannot be read"):
        seeds.read(tmp_path / "none.yaml")


def test_days_counted_from_loading_leave_out_weekends():
    tuesday = date(2026, 11, 24)

    assert [on(day, tuesday) for day in (0, -1, -2, -3, -4, 4)] == [
        tuesday,
        date(2026, 11, 23),
        date(2026, 11, 20),
        date(2026, 11, 20),
        date(2026, 11, 20),
        date(2026, 11, 27),
    ]
    assert on(date(2025, 10, 25), tuesday) == date(2025, 10, 25)
    assert on(None, tuesday) is None


def test_the_tehran_file_tells_the_meeting_and_nothing_after_it():
    seed = seeds.read(TEHRAN)
    meeting = seed.meetings[0]

    assert (meeting.starts, meeting.place, meeting.host) == (date(2025, 10, 23), "Tehran", "IRN")
    assert [pledge.kind for pledge in meeting.commitments] == ["roadmap", "joint_working_group", "project_acceleration"]
    assert [pledge.overseen_by for pledge in meeting.commitments] == ["group", "", "group"]
    for pledge in meeting.commitments:
        assert pledge.quote in meeting.source_text
        assert set(pledge.parts) == {"IRNMOD", "BLRSMIC"}
        assert (pledge.reports, pledge.milestones, pledge.requests, pledge.due) == ([], [], [], None)
    assert [person.email for person in seed.people] == ["", ""]


def test_the_example_has_a_focal_point_for_every_party_but_one_and_example_addresses_only():
    seed = seeds.read(EXAMPLE)
    parts = {code for meeting in seed.meetings for pledge in meeting.commitments for code in pledge.parts}

    assert parts - {person.party for person in seed.people if person.post == "focal_point"} == {"VELCUL"}
    assert {person.email.partition("@")[2] for person in seed.people if person.email} == {"example.org"}
    carrying_out = {"VELCUS", "VELPOL", "LORHARN", "LORPOL"}  # they carry out measures of a party that reports
    assert {person.party for person in seed.people if person.sign_in == "focal point"} == {party.code for party in seed.parties} - carrying_out - {"VELCUL"}
    assert {person.sign_in for person in seed.people} == {"desk officer", "focal point", "validator", "principal", "assessor", "administrator", ""}


def test_the_example_quotes_every_pledge_and_says_nothing_twice():
    pledges = [pledge for meeting in seeds.read(EXAMPLE).meetings for pledge in meeting.commitments]
    words = [report.done for pledge in pledges for report in pledge.reports if report.done and report.done != "Our part is done."]

    assert [pledge.title for pledge in pledges if not pledge.quote] == []
    assert sorted({done for done in words if words.count(done) > 2}) == []
