"""The whole story, to be read as prose; tests/browser tells the same with a browser and real mail."""

from tests.conftest import days
from tracker.actions import progress, sweep
from tracker.models import Flag


def test_a_promise_goes_silent_is_flagged_and_answered(pledge, vera, lars):
    roadmap = pledge("Roadmap", kind="roadmap", quote="to draw up a roadmap for customs cooperation")
    group = pledge("Working group", kind="joint_working_group", quote="establish a joint working group")
    rail = pledge("Rail corridor", kind="project_acceleration", quote="to bring the northern section of the rail corridor to construction")
    for commitment in (roadmap, group, rail):
        part = commitment.responsibilities.get(party__short_code="VEL")
        progress.report(responsibility=part, author=vera, via="page", status="in_progress", health="on_track", done="Begun.", now=days(80))

    before = sweep.run(now=days(100))
    after = sweep.run(now=days(110))
    again = sweep.run(now=days(110))

    assert (before.raised, before.queued) == (0, 1)
    assert after.raised == 3
    assert {(flag.rule, flag.party.short_code) for flag in Flag.objects.open()} == {("silent", "LOR")}
    assert (again.looked_at, again.raised, again.cleared, again.queued) == (0, 0, 0, 0)
