"""The whole story, to be read as prose: promises are made, one side falls silent, a letter asks, its links bring the answers.

The second part: silence climbs, words are reviewed, what was agreed changes by two, and what was known on a day stays known.
"""

import re

import time_machine

from tests.conftest import days, person_of
from tracker.actions import body, change, ledger, outbox, person, progress, review, sweep
from tracker.models import Flag, Post

IN_APRIL, IN_MAY, IN_JUNE, IN_JULY, IN_SEPTEMBER = days(80), days(111), days(150), days(170), days(240)


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

    # In May the watch finds Lorn silent, three times over, and what each kind lacks of its own: a group nobody constituted, a project without a baseline.
    sweep.run(now=IN_MAY)
    silences = Flag.objects.open().filter(rule="silent").order_by("id")
    assert [(flag.commitment, flag.party.name) for flag in silences] == [(promise, "Lorn") for promise in promises]
    assert set(Flag.objects.open().filter(party=None).values_list("commitment__title", "rule")) == {
        ("Working group", "not_constituted"),
        ("Rail corridor", "no_baseline"),
    }

    # Lorn's focal point gets one letter about all of it; Velika's gets none.
    outbox.send_due(now=IN_MAY)
    [letter] = mailoutbox
    assert (letter.to, letter.subject) == (["lars@example.org"], "3 commitments wait for your word")

    # Each of its links opens a short form, without signing in. Looking changes nothing; sending it is Lorn's word.
    links = re.findall(r"\S+/answer/\S+", letter.body)
    with time_machine.travel(IN_MAY, tick=False):
        for promise, link in zip(promises, links, strict=True):
            assert promise.title in client.get(link).content.decode()
            assert promise.flags.open().filter(rule="silent").exists()

            client.post(link, {"status": "in_progress", "health": "on_track", "done": "The experts have met."})
            assert promise.flags.get(rule="silent").cleared_by == "report"
            assert [part.get_stated_status_display() for part in promise.responsibilities.all()] == ["in progress", "in progress"]

    # The next sweep has nothing to look at, and nobody is written to again.
    quiet = sweep.run(now=IN_MAY)
    outbox.send_due(now=IN_MAY)
    assert (quiet.looked_at, quiet.raised, quiet.cleared, quiet.queued) == (0, 0, 0, 0)
    assert mailoutbox == [letter]


def test_silence_climbs_words_are_reviewed_and_what_was_agreed_changes_by_two(
    meeting, pledge, commission, velika, lorn, vera, lars, dora, assess, mailoutbox, client
):
    # The commission wants Lorn's reports read by a validator before they count. Lorn has an alternate too.
    alma, vito = person_of("Alma Alternate", lorn, Post.Role.ALTERNATE), person_of("Vito Validator", lorn, Post.Role.VALIDATOR)
    body.revise(body=commission, version=1, fields={"needs_review": True}, now=days(0))
    roadmap = pledge("Roadmap", due_on=days(300).date())
    ours, theirs = roadmap.responsibilities.get(party=velika), roadmap.responsibilities.get(party=lorn)
    progress.report(responsibility=ours, author=vera, via="page", status="in_progress", done="Our half is drafted.", now=IN_APRIL)

    # Lorn is silent in May, and its focal point is written to. Weeks later nothing has come, and the alternate is asked.
    sweep.run(now=IN_MAY)
    outbox.send_due(now=IN_MAY)
    sweep.run(now=IN_JUNE)
    outbox.send_due(now=IN_JUNE)
    assert [step.recipient for step in Flag.objects.get(rule="silent").steps.order_by("at")] == [lars, alma]
    assert {letter.to[0] for letter in mailoutbox} == {"lars@example.org", "alma@example.org"}

    # Lars reports. The validator sends it back with a reason, Lars says more, and now it counts: the silence is over.
    thin = progress.report(responsibility=theirs, author=lars, via="page", status="in_progress", done="Ongoing.", now=IN_JUNE)
    review.send_back(report=thin, reason="What was done?", reviewer=vito, now=IN_JUNE)
    assert roadmap.flags.open().filter(rule="silent").exists()
    outbox.send_due(now=IN_JUNE)
    assert mailoutbox[-1].to == ["lars@example.org"]
    assert "What was done?" in mailoutbox[-1].body
    full = progress.report(responsibility=theirs, author=lars, via="page", status="completed", done="Our half is printed.", now=IN_JULY)
    review.accept(report=full, reviewer=vito, now=IN_JULY)
    assert not roadmap.flags.open().filter(rule="silent").exists()

    # The sides now say different things, and everybody who may see the page reads so.
    client.force_login(dora.user)
    with time_machine.travel(IN_JULY, tick=False):
        assert "Velika says in progress, Lorn says completed" in client.get(roadmap.get_absolute_url()).content.decode()

    # Lars leaves. His post goes to Nora with all that is open.
    nora = person_of("Nora New", lorn)
    person.hand_over(post=lars.posts.get(), successor=nora, on=IN_JULY.date(), by=dora, now=IN_JULY)
    theirs.refresh_from_db()
    assert theirs.focal_point == nora

    # Velika needs longer. It asks, with a reason; the desk agrees; the first date is not forgotten.
    asked = change.ask(
        commitment=roadmap, party=velika, kind="extension", until_on=days(400).date(), reason="The printer failed.", asked_by=vera, via="page", now=IN_JULY
    )
    change.decide(request=asked, verdict="approved", reason="Agreed at the session.", decided_by=dora, now=IN_JULY)
    roadmap.refresh_from_db()
    assert (roadmap.due_on, roadmap.due_dates.get(kind="original").on) == (days(400).date(), days(300).date())

    # An assessor finds less than Lorn says. Closing takes a document and a second person, and both are there in September.
    assess(roadmap, "substantial", at=200)
    done = change.ask(
        commitment=roadmap,
        party=velika,
        kind="completion",
        reason="Signed.",
        proof_url="https://example.org/roadmap",
        asked_by=vera,
        via="page",
        now=IN_SEPTEMBER,
    )
    change.decide(request=done, verdict="approved", reason="Both originals are here.", decided_by=dora, now=IN_SEPTEMBER)
    roadmap.refresh_from_db()
    assert roadmap.lifecycle == "completed"

    # Whoever asks what was known in June still finds Lorn silent; and no word on record was changed behind the product's back.
    with time_machine.travel(IN_SEPTEMBER, tick=False):
        june = client.get(roadmap.get_absolute_url(), {"as_of": IN_JUNE.date().isoformat()}).content.decode()
    assert "Lorn has never reported since the meeting" in june
    assert ledger.check(now=IN_SEPTEMBER).wrongs == []
