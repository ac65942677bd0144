"""The meeting of the public sample followed for two years that are INVENTED, from the day after it to the pack of the next session.

Nothing here happened: no report says what became of the three undertakings. Whatever is said below carries "(invented)", no real
person says any of it, and none of it is in a seed file.
"""

import io
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import mammoth
import pytest
from pypdf import PdfReader

from tests.conftest import person_of
from tests.exchange.test_seed import TEHRAN
from tracker.actions import commitment as commitments
from tracker.actions import demo, group, obstacle, pack, progress, sweep
from tracker.actions import meeting as meetings
from tracker.actions import project as projects
from tracker.actions.commitment import Cause, Step
from tracker.actions.meeting import Seat
from tracker.exchange import seed as seeds
from tracker.exchange.pack import files
from tracker.models import Commitment, Flag, Meeting, Party, Post
from tracker.rules import flag as flags

TEHRAN_TIME = ZoneInfo("Asia/Tehran")  # the body's clock: there a day ends at 20:30 UTC
pytestmark = pytest.mark.django_db


def at(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def tehran():
    """The public sample, and people of both sides and a desk who are invented."""
    demo.load(seed=seeds.read(TEHRAN), now=at(2025, 10, 24))
    iran, belarus = Party.objects.get(short_code="IRNMOD"), Party.objects.get(short_code="BLRSMIC")
    return {
        "iran": iran,
        "belarus": belarus,
        "desk": person_of("Dora Desk (invented)", None, Post.Role.DESK),
        "for_iran": person_of("Ira Focal (invented)", iran, Post.Role.FOCAL_POINT),
        "for_belarus": person_of("Boris Focal (invented)", belarus, Post.Role.FOCAL_POINT),
    }


def of(kind: str) -> Commitment:
    return Commitment.objects.get(kind=kind)


def found(now: datetime) -> dict[tuple[str, str], str]:
    """What the watch finds at this moment and had not found before: (kind, rule) -> what the flag says on that day."""
    before = set(Flag.objects.values_list("pk", flat=True))
    sweep.run(now=now)
    new = Flag.objects.exclude(pk__in=before).select_related("commitment", "party", "milestone").order_by("id")
    return {(flag.commitment.kind, flag.rule): flags.sentence(flag, now.astimezone(TEHRAN_TIME).date()) for flag in new}


def stands(kind: str, rule: str) -> bool:
    return Flag.objects.open().filter(commitment__kind=kind, rule=rule).exists()


def revise(commitment: Commitment, now: datetime, **said) -> None:
    commitment.refresh_from_db()
    commitments.revise(commitment=commitment, version=commitment.version, fields=said.pop("fields", {}), by=None, now=now, **said)


def report(commitment: Commitment, party: Party, now: datetime, done: str) -> None:
    part = commitment.responsibilities.get(party=party)
    progress.report(responsibility=part, author=None, via="page", status="in_progress", done=f"{done} (invented)", now=now)


def test_a_group_that_one_side_alone_constitutes(tehran):
    group_promised = of("joint_working_group")

    # In January, ninety days after the meeting, Iran's side has named its co-chair, Belarus's has not.
    named = [
        Step(title="Co-chair named (invented)", step="co_chairs", party=tehran["iran"], done_on=date(2026, 1, 10)),
        Step(title="Co-chair named (invented)", step="co_chairs", party=tehran["belarus"]),
    ]
    revise(group_promised, at(2026, 1, 10), steps=named)
    assert ("joint_working_group", "not_constituted") not in found(at(2026, 1, 21, 20, 29))  # the day is not over in Tehran
    assert found(at(2026, 1, 21, 20, 31))["joint_working_group", "not_constituted"] == (
        "The group was to be constituted by 21 January 2026; no co-chair is named by: BLRSMIC; 1 day late."
    )

    # In April the other side names its own, and the group becomes a body that shall meet twice a year. The flag is gone at once.
    seats = [group.Seat(party=tehran["iran"]), group.Seat(party=tehran["belarus"])]
    fields = {"name": "Working group (invented)", "short_code": "IRBLWG", "constituted_on": date(2026, 4, 20), "meets_every_days": 180}
    body = group.constitute(commitment=group_promised, fields=fields | {"time_zone": "Asia/Tehran"}, seats=seats, by=tehran["desk"], now=at(2026, 4, 20))
    assert not stands("joint_working_group", "not_constituted")

    # It does not meet. Half a year later that is said.
    assert ("joint_working_group", "no_first_meeting") not in found(at(2026, 10, 20, 20, 29))
    assert found(at(2026, 10, 20, 20, 31))["joint_working_group", "no_first_meeting"] == (
        "The group was constituted on 20 April 2026 and has not met; its first meeting was expected by 20 October 2026."
    )

    # In November it meets, in Tehran. Only one side signs the minutes.
    seated = [Seat(party=tehran["iran"], minutes_signed_on=date(2026, 11, 6)), Seat(party=tehran["belarus"])]
    told = {"title": "First session (invented)", "body": body, "ordinal": 1, "starts_on": date(2026, 11, 5), "host": tehran["iran"], "minutes": "agreed"}
    first = meetings.record(fields=told, seats=seated, now=at(2026, 11, 6))
    assert not stands("joint_working_group", "no_first_meeting")
    assert ("joint_working_group", "minutes_unsigned") not in found(at(2027, 1, 4, 20, 29))
    assert found(at(2027, 1, 4, 20, 31))["joint_working_group", "minutes_unsigned"] == (
        "The minutes of the session of 5 November 2026 are not signed by: BLRSMIC."
    )
    signed = [seated[0], Seat(party=tehran["belarus"], minutes_signed_on=date(2027, 1, 12))]
    meetings.revise(meeting=first, version=1, fields={"minutes": "signed"}, seats=signed, now=at(2027, 1, 12))
    assert not stands("joint_working_group", "minutes_unsigned")

    # Then nothing for nine months: a session is missed, and the next one is hosted out of turn.
    assert ("joint_working_group", "session_missed") not in found(at(2027, 8, 2, 20, 29))
    assert found(at(2027, 8, 2, 20, 31))["joint_working_group", "session_missed"] == (
        "The last session was on 5 November 2026; the group meets every 180 days."
    )
    meetings.record(
        fields=told | {"title": "Second session (invented)", "ordinal": 2, "starts_on": date(2027, 9, 14), "minutes": "signed"},
        seats=signed,
        now=at(2027, 9, 15),
    )
    assert not stands("joint_working_group", "session_missed")
    assert found(at(2027, 9, 15, 9))["joint_working_group", "host_turn_skipped"] == (
        "The session of 14 September 2027 was hosted by IRNMOD; it was the turn of BLRSMIC."
    )


def test_a_roadmap_that_is_drafted_late(tehran):
    roadmap = of("roadmap")
    draft = Step(title="Draft exchanged (invented)", due_on=date(2026, 3, 31), details={"number": "1"}, answering=(tehran["iran"], tehran["belarus"]))
    exchange = Step(title="Exchange of data (invented)", details={"number": "2", "every_days": 180}, answering=(tehran["iran"], tehran["belarus"]))

    # In December the desk enters two measures and until when the roadmap runs.
    revise(roadmap, at(2025, 12, 1), fields={"due_on": date(2026, 6, 30)}, told={"ends_on": date(2027, 6, 30)}, steps=[draft, exchange])

    # Nobody reports: both sides are silent in February, by their own clocks.
    assert ("roadmap", "silent") not in found(at(2026, 2, 4, 20, 29))
    assert found(at(2026, 2, 4, 21, 1))["roadmap", "silent"].endswith("reports are due every 90 days; 15 days late.")

    # The draft is not there in March, nor the roadmap in June, and nothing was said of the permanent measure for half a year.
    report(roadmap, tehran["iran"], at(2026, 3, 1), "Our half is drafted")
    assert ("roadmap", "milestone_overdue") not in found(at(2026, 3, 31, 20, 29))
    assert found(at(2026, 3, 31, 20, 31))["roadmap", "milestone_overdue"].startswith("The milestone “Draft exchanged (invented)” was due on 31 March 2026")
    assert found(at(2026, 4, 21, 20, 31))["roadmap", "measure_unreported"] == (
        "The permanent measure “2 Exchange of data (invented)” was never reported on since 23 October 2025; it is due every 180 days; 1 day late."
    )
    assert found(at(2026, 6, 30, 20, 31))["roadmap", "overdue"].startswith("The due date, 30 June 2026, has passed")

    # Belarus's side has no body of its own for the first measure any more: that is said at once.
    rows = {step.title: step for step in commitments.as_steps(roadmap)}
    alone = Step(**vars(rows["Draft exchanged (invented)"]) | {"answering": (tehran["iran"],)})
    revise(roadmap, at(2026, 7, 2), steps=[alone, rows["Exchange of data (invented)"]])
    assert found(at(2026, 7, 2, 9))["roadmap", "measure_without_body"] == "No body is named for the measure “1 Draft exchanged (invented)” by: BLRSMIC."

    # The span ends with both measures open.
    assert ("roadmap", "span_ended") not in found(at(2027, 6, 30, 20, 29))
    assert found(at(2027, 6, 30, 20, 31))["roadmap", "span_ended"] == (
        "The span ended on 30 June 2027 and 2 measures are open, the first of them “1 Draft exchanged (invented)”. Carry them over, drop or close them."
    )


def test_a_project_that_slips(tehran):
    accelerated = of("project_acceleration")

    # Nobody said when anything was to be done before, so nobody can tell whether it is faster.
    sweep.run(now=at(2025, 10, 24, 9))
    assert stands("project_acceleration", "no_baseline")

    # In December a project is named with its stages: it shall be built nine months earlier than planned.
    works = projects.record(fields={"name": "Assembly line (invented)"})
    stage = Step(title="Construction (invented)", project=works, details={"stage": "construction"}, baseline_on=date(2027, 6, 30), due_on=date(2026, 9, 30))
    revise(accelerated, at(2025, 12, 1), steps=[stage], projects=[works])
    assert not stands("project_acceleration", "no_baseline")

    # In June Belarus's side owes an answer on a permit. It does not come.
    owed = {"title": "Import permit (invented)", "cause": "permit", "party": tehran["belarus"], "answer_due_on": date(2026, 6, 15)}
    obstacle.record(commitment=accelerated, **owed, by=tehran["for_iran"], now=at(2026, 6, 1))
    assert ("project_acceleration", "obstacle_unanswered") not in found(at(2026, 6, 15, 20, 59))  # the day is not over in Minsk
    assert found(at(2026, 6, 15, 21, 1))["project_acceleration", "obstacle_unanswered"] == (
        "BLRSMIC owes an answer on the obstacle “Import permit (invented)” since 15 June 2026; 1 day late."
    )

    # In August the forecast moves beyond what was planned before anybody promised to be faster.
    [row] = commitments.as_steps(accelerated)
    revise(accelerated, at(2026, 8, 1), steps=[Step(**vars(row) | {"forecast_on": date(2027, 9, 30)})])
    assert found(at(2026, 8, 1, 9))["project_acceleration", "negative_acceleration"] == (
        "The stage “Construction (invented)” is expected on 30 September 2027, 92 days after its baseline, 30 June 2027."
    )

    # The desk moves the baseline, without a meeting that agreed to it. That is said too, and a decision makes it good.
    [row] = commitments.as_steps(accelerated)
    revise(accelerated, at(2026, 9, 1), steps=[Step(**vars(row) | {"baseline_on": date(2027, 12, 31)})], cause=Cause(reason="New plan (invented)"))
    assert not stands("project_acceleration", "negative_acceleration")
    assert "Construction (invented)" in found(at(2026, 9, 1, 9))["project_acceleration", "rebaselined_without_decision"]
    [row] = commitments.as_steps(accelerated)
    decided = Cause(reason="Agreed (invented)", meeting=Meeting.objects.get())
    revise(accelerated, at(2026, 10, 1), steps=[Step(**vars(row) | {"baseline_on": date(2027, 11, 30)})], cause=decided)
    assert not stands("project_acceleration", "rebaselined_without_decision")


def test_the_pack_for_the_second_session_tells_all_of_it(tehran):
    # Two invented years on, the committee is to meet again. The roadmap is overdue and has no word of Belarus's side, which owes an answer on a permit too.
    roadmap, accelerated, committee = of("roadmap"), of("project_acceleration"), Meeting.objects.get().body
    revise(roadmap, at(2025, 12, 1), fields={"due_on": date(2026, 6, 30)})
    report(roadmap, tehran["iran"], at(2027, 9, 20), "Our half is drafted")
    owed = {"title": "Import permit (invented)", "cause": "permit", "party": tehran["belarus"], "answer_due_on": date(2027, 6, 15)}
    obstacle.record(commitment=accelerated, **owed, by=tehran["for_iran"], now=at(2027, 6, 1))
    fields = {"title": "Second session (invented)", "body": committee, "ordinal": 2, "starts_on": date(2027, 10, 21), "state": "planned"}
    second = meetings.record(fields=fields, seats=[Seat(party=tehran["iran"]), Seat(party=tehran["belarus"])], now=at(2027, 9, 1))
    sweep.run(now=at(2027, 10, 14))

    # A week before, the desk has the pack made. It stays as it is, whatever is said after it.
    about = {"body": committee, "meeting": second, "since_on": date(2025, 10, 23), "as_of": date(2027, 10, 13), "language": "en"}
    asked = pack.ask(**about, by=tehran["desk"], now=at(2027, 10, 14))
    pack.make(pack_id=asked.pk, now=at(2027, 10, 14))
    asked.refresh_from_db()
    report(roadmap, tehran["belarus"], at(2027, 10, 18), "Our half is drafted too")
    again = pack.ask(**about, by=tehran["desk"], now=at(2027, 10, 19))
    pack.make(pack_id=again.pk, now=at(2027, 10, 19))
    again.refresh_from_db()
    assert asked.sha256 == again.sha256 != ""

    # Its files are opened by readers that are not ours: both sides find themselves, what is late, and what stands in the way.
    document = mammoth.convert_to_html(io.BytesIO(files.write(asked, "docx"))).value
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(files.write(asked, "pdf"))).pages]
    for words in (
        "Draw up a comprehensive roadmap for future cooperation",
        "Establish a joint working group to oversee implementation",
        "Our half is drafted (invented)",
        "Import permit (invented)",
        "State Military-Industrial Committee of Belarus",
    ):
        assert words in document
        assert words in " ".join(pages)
    assert "Our half is drafted too" not in document
    assert "Contents" in pages[1]
    assert len(pages) > 3
