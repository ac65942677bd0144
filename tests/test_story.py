"""The whole story, to be read as prose: promises are made, one side falls silent, a letter asks, its links bring the answers."""

import re

import time_machine

from tests.conftest import days
from tracker.actions import outbox, progress, sweep
from tracker.models import Flag

IN_APRIL, IN_MAY = days(80), days(111)


def test_a_side_falls_silent_and_is_heard_again(meeting, pledge, vera, lars, mailoutbox, client):
    # In January Velika and Lorn met, and the text of their third session holds three promises.
    promises = [
        pledge("Roadmap", kind="roadmap", quote="to draw up a roadmap for customs cooperation"),
        pledge("Working group", kind="joint_working_group", quote="establish a joint working group"),
        pledge("Rail corridor", kind="project_acceleration", quote="to bring the northern section of the rail corridor to construction"),
    ]
    assert list(meeting.commitments.order_by("id")) == promises

    # In April Velika reports on its part of each. Lorn says nothing.
    for promise in promises:
        part = promise.responsibilities.get(focal_point=vera)
        progress.report(responsibility=part, author=vera, via="page", status="in_progress", done="Begun.", now=IN_APRIL)

    # In May the watch finds Lorn silent, three times over.
    sweep.run(now=IN_MAY)
    assert [(flag.commitment, flag.rule, flag.party.name) for flag in Flag.objects.open().order_by("id")] == [
        (promise, "silent", "Lorn") for promise in promises
    ]

    # Lorn's focal point gets one letter about all of it; Velika's gets none.
    outbox.send_due(now=IN_MAY)
    [letter] = mailoutbox
    assert (letter.to, letter.subject) == (["lars@example.org"], "3 commitments wait for your word")

    # Each of its links opens a short form, without signing in. Looking changes nothing; sending it is Lorn's word.
    links = re.findall(r"\S+/answer/\S+", letter.body)
    with time_machine.travel(IN_MAY, tick=False):
        for promise, link in zip(promises, links, strict=True):
            assert promise.title in client.get(link).content.decode()
            assert promise.flags.open().count() == 1

            client.post(link, {"status": "in_progress", "health": "on_track", "done": "The experts have met."})
            assert promise.flags.get().cleared_by == "report"
            assert [part.get_stated_status_display() for part in promise.responsibilities.all()] == ["in progress", "in progress"]

    # The next sweep has nothing to look at, and nobody is written to again.
    quiet = sweep.run(now=IN_MAY)
    outbox.send_due(now=IN_MAY)
    assert (quiet.looked_at, quiet.raised, quiet.cleared, quiet.queued) == (0, 0, 0, 0)
    assert mailoutbox == [letter]
