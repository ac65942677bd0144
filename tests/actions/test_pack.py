"""A session pack is asked for, made from the record as it stood, and stays so."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db.models.functions import Now

from tests.conftest import MEETING_DAY, close, days, person_of
from tracker.actions import change, obstacle, pack, progress, review
from tracker.actions import commitment as commitments
from tracker.actions import party as parties
from tracker.actions.commitment import Step
from tracker.exchange.pack import files
from tracker.models import Pack
from tracker.queries import pack as queries
from tracker.rules.pack import fingerprint
from tracker.rules.refusal import Refused

NOW = days(120)
KEY = uuid.UUID(int=5)
TODAY = NOW.date()


def ask(body, *, as_of=TODAY, now=NOW, **told):
    return pack.ask(**{"body": body, "meeting": None, "since_on": MEETING_DAY, "as_of": as_of, "language": "en", "by": None, "now": now} | told)


def made(body, **told) -> Pack:
    asked = ask(body, **told)
    pack.make(pack_id=asked.pk, now=told.get("now", NOW))
    asked.refresh_from_db()
    return asked


def say(commitment, code, at, status="in_progress", **said):
    part = commitment.responsibilities.get(party__short_code=code)
    said = {"status": status, "done": "Land was bought."} | said
    return progress.report(responsibility=part, author=part.focal_point, via="page", now=days(at), **said)


def refused(**told) -> dict:
    with pytest.raises(Refused) as caught:
        ask(**told)
    return caught.value.problems


def test_what_cannot_be_asked_for_is_refused(commission):
    assert list(refused(body=commission, as_of=days(121).date())) == ["as_of"]
    assert list(refused(body=commission, since_on=days(121).date())) == ["since_on"]
    assert list(refused(body=commission, language="xx")) == ["language"]
    assert Pack.objects.count() == 0


def test_a_day_has_come_when_it_has_come_by_the_clock_of_the_body(commission):
    type(commission).objects.update(time_zone="Asia/Kathmandu")
    commission.refresh_from_db()
    late = NOW.replace(hour=19)

    assert ask(commission, as_of=late.date() + timedelta(days=1), now=late).as_of_at == late


def test_the_same_key_is_the_same_pack(commission):
    first, second = (ask(commission, key=KEY, language=language) for language in ("en", "xx"))

    assert (first.pk, Pack.objects.count()) == (second.pk, 1)


def test_a_pack_holds_what_was_done_moved_missed_asked_and_pledged(commission, meeting, pledge, vera, lars, dora, velika):
    done, moved, idle, gone, silent = (pledge(title) for title in ("Done", "Moved", "Idle", "Dropped", "Silent"))
    late = pledge("Late", due_on=date(2026, 3, 1), steps=[Step(title="Permits", due_on=date(2026, 2, 1))])
    renewed = pledge("Renewed", renews=done)
    close(done, "completed", days(20))
    close(gone, "dropped", days(30))
    say(moved, "VEL", 100, "in_progress", obstacle="permit")
    say(idle, "LOR", 100, nothing_to_report=True, done="")
    change.ask(commitment=silent, party=velika, kind="suspension", until_on=date(2027, 1, 1), reason="The law waits.", asked_by=vera, via="page", now=days(90))
    obstacle.record(commitment=late, party=velika, title="No permit", cause="permit", answer_due_on=date(2026, 8, 1), by=vera, now=days(95))

    told = made(commission).snapshot

    found = told["sections"]
    names = {row["title"]: ref for ref, row in told["commitments"].items()}
    assert found["open"] == 5
    assert found["done"] == [names["Done"]]
    assert found["ended"] == [names["Dropped"]]
    assert found["moved"] == [names["Moved"]]
    assert found["unchanged"] == [names["Idle"]]
    assert found["overdue"] == found["late"] == [names["Late"]]
    assert found["carried"] == [names["Renewed"]]
    assert found["asked"] == [[names["Silent"], 0]]
    assert [names["Silent"], "VEL"] in found["silent"]
    assert [names["Moved"], "VEL"] not in found["silent"]
    assert found["obstacles"] == [{"cause": "permit", "open": [[names["Late"], 0]], "named": [[names["Moved"], "VEL"]]}]
    assert told["commitments"][renewed.reference]["renews"]["first"]["reference"] == done.reference
    assert told["body"]["sides"] == ["VEL", "LOR"]


def test_both_voices_stand_side_by_side(commission, pledge):
    commitment = pledge()
    say(commitment, "VEL", 60, "completed", done="Our side is ready.")
    say(commitment, "LOR", 70, "in_progress", next_step="Permits.")

    row = made(commission).snapshot["commitments"][commitment.reference]

    assert [(part["party"], part["status"], part["words"]["done"], part["words"]["next_step"]) for part in row["parts"]] == [
        ("VEL", "completed", "Our side is ready.", ""),
        ("LOR", "in_progress", "Land was bought.", "Permits."),
    ]
    assert row["differs"]


def test_a_pack_of_a_day_gone_by_is_what_was_recorded_by_then(commission, pledge):
    commitment = pledge(due_on=date(2026, 9, 1))
    say(commitment, "VEL", 40)
    say(commitment, "VEL", 80, "completed", done="Finished.")
    commitments.revise(commitment=commitment, version=1, fields={"title": "Another title"}, now=days(81))

    then, later = (made(commission, as_of=days(number).date()).snapshot["commitments"][commitment.reference] for number in (60, 100))

    assert (then["title"], then["parts"][0]["status"], then["parts"][0]["words"]["done"]) == (
        "Roadmap for customs cooperation",
        "in_progress",
        "Land was bought.",
    )
    assert (later["title"], later["parts"][0]["status"], later["parts"][0]["words"]["done"]) == ("Another title", "completed", "Finished.")


def test_only_what_came_after_the_last_session_is_told(commission, pledge):
    before, after = pledge("Before"), pledge("After")
    say(before, "VEL", 40)
    say(after, "VEL", 40, done="Said before.")
    say(after, "VEL", 60, "completed", done="Said after.")

    told = made(commission, since_on=days(50).date()).snapshot

    part = told["commitments"][after.reference]["parts"][0]
    assert told["sections"]["moved"] == [after.reference]
    assert [said["done"] for said in told["commitments"][after.reference]["said"]] == ["Said after."]
    assert (part["before"], part["status"]) == ("in_progress", "completed")
    assert told["commitments"][before.reference]["parts"][0]["words"]["done"] == "Land was bought."


def test_a_report_counts_from_the_day_on_which_it_was_accepted(commission, pledge, velika):
    type(commission).objects.update(needs_review=True)
    validator = person_of("Vlad Validator", velika, "validator")
    commitment = pledge()
    report = say(commitment, "VEL", 40)
    review.accept(report=report, reviewer=validator, now=days(60))

    then, later = (made(commission, as_of=days(number).date()).snapshot["sections"]["moved"] for number in (59, 60))

    assert (then, later) == ([], [commitment.reference])


def test_newly_pledged_is_what_was_entered_after_the_last_session(commission, pledge):
    pledge("At the session")
    entered = pledge("Entered later", now=days(3))

    assert made(commission).snapshot["sections"]["new"] == [entered.reference]
    assert made(commission, since_on=days(50).date()).snapshot["sections"]["new"] == []


def test_the_same_pack_is_made_again_after_the_record_went_on(commission, pledge):
    commitment = pledge()
    other = pledge("Rail corridor", due_on=date(2026, 2, 1))
    say(commitment, "VEL", 40)
    first = made(commission, as_of=days(60).date())

    say(commitment, "LOR", 80, "completed")
    close(other, "completed", days(90))
    pledge("Later", now=days(95))
    second = made(commission, as_of=days(60).date(), now=days(300))

    assert first.state == second.state == "done"
    assert first.sha256 == second.sha256 == fingerprint(second.snapshot)
    assert first.sha256 != made(commission, as_of=days(85).date()).sha256


def test_drafts_and_what_only_the_desk_sees_are_in_no_pack(commission, pledge):
    pledge("Draft", is_draft=True)
    pledge("Desk", visible_to="desk")
    seen = [pledge("Parties").reference, pledge("Everybody", visible_to="public").reference]

    assert list(made(commission).snapshot["commitments"]) == seen


def test_what_was_hidden_then_or_is_hidden_now_is_left_out(commission, pledge):
    then, now = pledge("Hidden then", visible_to="desk"), pledge("Hidden now")
    commitments.revise(commitment=then, version=1, fields={"visible_to": "parties"}, now=days(50))
    commitments.revise(commitment=now, version=1, fields={"visible_to": "desk"}, now=days(50))

    assert list(made(commission, as_of=days(40).date()).snapshot["commitments"]) == []
    assert list(made(commission, as_of=days(60).date()).snapshot["commitments"]) == [then.reference]


def test_it_takes_as_many_queries_for_many_commitments_as_for_one(commission, pledge, django_assert_max_num_queries, monkeypatch):
    for number in range(7):
        say(pledge(f"Pledge {number}"), "VEL", 40 + number)
    monkeypatch.setattr(queries, "BATCH", 3)
    asked = ask(commission)

    with django_assert_max_num_queries(14 + 3 * 18):
        pack.make(pack_id=asked.pk, now=NOW)

    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.total) == ("done", 7, 7)


def test_a_pack_is_made_once(commission, pledge):
    asked = ask(commission)

    assert [pack.make(pack_id=asked.pk, now=NOW) for _time in range(2)] == [True, False]
    assert pack.make_waiting(now=NOW) == 0


def test_what_waits_is_made_the_longest_waiting_first(commission):
    waiting = [ask(commission), ask(commission)]

    assert pack.make_waiting(now=NOW) == 2
    assert [Pack.objects.get(pk=row.pk).state for row in waiting] == ["done", "done"]


def test_what_a_killed_worker_left_is_taken_over_once_its_lease_is_over(commission, pledge):
    pledge()
    asked = ask(commission)
    Pack.objects.update(state="running", claim_token="dead", lease_until=Now() + timedelta(minutes=1), done=400, total=900)
    while_alive = pack.make_waiting(now=NOW)
    Pack.objects.update(lease_until=Now() - timedelta(seconds=1))

    taken = pack.make_waiting(now=NOW)

    asked.refresh_from_db()
    assert (while_alive, taken) == (0, 1)
    assert (asked.state, asked.done, asked.total, asked.claim_token, asked.lease_until) == ("done", 1, 1, "", None)


def test_one_whose_workers_died_for_a_day_is_given_up(commission):
    asked = ask(commission)
    Pack.objects.update(state="running", claim_token="dead", lease_until=Now() - timedelta(seconds=1))

    assert pack.make_waiting(now=NOW + timedelta(days=1)) == 0

    asked.refresh_from_db()
    assert (asked.state, asked.error) == ("failed", "Its worker died again and again for a day. The log of the worker says more.")


def test_one_that_waited_for_a_day_without_a_worker_is_made(commission):
    ask(commission)

    assert pack.make_waiting(now=NOW + timedelta(days=3)) == 1
    assert Pack.objects.get().state == "done"


class Turn(Exception):
    """The moment at which something else happens in the middle of a pack."""


@pytest.fixture
def midway(monkeypatch):
    """Do something after the first batch of a pack was read."""

    def arrange(happening):
        batches = queries.batches

        def interrupted(rows, frame):
            for batch in batches(rows, frame):
                yield batch
                happening()

        monkeypatch.setattr(queries, "batches", interrupted)
        monkeypatch.setattr(queries, "BATCH", 1)

    return arrange


def test_one_cancelled_while_it_is_made_stays_cancelled(commission, pledge, midway):
    pledge()
    pledge("Rail corridor")
    asked = ask(commission)
    midway(lambda: pack.cancel(pack=asked, by=None, now=NOW))

    assert pack.make(pack_id=asked.pk, now=NOW)

    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.snapshot, asked.finished_at) == ("cancelled", 1, None, NOW)


def test_a_slow_worker_whose_pack_was_taken_over_writes_nothing(commission, pledge, midway):
    pledge()
    pledge("Rail corridor")
    asked = ask(commission)
    midway(lambda: Pack.objects.update(claim_token="other"))

    pack.make(pack_id=asked.pk, now=NOW)

    asked.refresh_from_db()
    assert (asked.state, asked.claim_token, asked.done, asked.snapshot) == ("running", "other", 1, None)


def test_one_that_breaks_says_so_in_a_sentence(commission, pledge, midway):
    def stumble():
        raise Turn

    pledge()
    asked = ask(commission)
    midway(stumble)

    pack.make(pack_id=asked.pk, now=NOW)

    asked.refresh_from_db()
    assert (asked.state, asked.finished_at, asked.claim_token) == ("failed", NOW, "")
    assert asked.error == "It could not be made (Turn). Ask for it again; if this comes again, the log of the worker says more."


def test_a_waiting_pack_is_cancelled_once_and_a_finished_one_is_not(commission):
    waiting, finished = ask(commission), made(commission)

    for _time in range(2):
        pack.cancel(pack=waiting, by=None, now=NOW)
    with pytest.raises(Refused):
        pack.cancel(pack=finished, by=None, now=NOW)

    assert waiting.state == "cancelled"
    assert pack.make(pack_id=waiting.pk, now=NOW) is False
    assert Pack.objects.get(pk=finished.pk).state == "done"


def test_names_of_parties_in_other_languages_come_with_it(commission, velika, pledge):
    pledge()
    parties.revise(party=velika, version=1, fields={"names": {"fa": "ولیکا"}}, now=NOW)

    told = made(commission).snapshot["parties"]

    assert (told["VEL"]["names"], told["LOR"]["names"]) == ({"fa": "ولیکا"}, {})


@pytest.fixture
def store(settings, tmp_path):
    """A store of documents in which nothing is kept yet."""
    settings.MEDIA_ROOT = tmp_path


def test_the_pdf_of_a_large_pack_is_set_once_by_the_worker_and_kept(commission, pledge, monkeypatch, store):
    monkeypatch.setattr(files, "LARGE", 1)
    pledge()
    small = made(commission)
    pledge("Rail corridor")
    large = made(commission)

    assert [pack.set_pdfs(now=NOW) for _time in range(2)] == [1, 0]

    assert files.kept(small) is None
    with default_storage.open(files.kept(large)) as kept:
        assert kept.read(4) == b"%PDF"
    assert Pack.objects.get(pk=large.pk).state == "done"


def test_a_pdf_that_another_worker_sets_is_left_to_it_until_its_lease_is_over(commission, pledge, monkeypatch, store):
    monkeypatch.setattr(files, "LARGE", 0)
    pledge()
    made(commission)
    Pack.objects.update(lease_until=Now() + timedelta(minutes=1))
    held = pack.set_pdfs(now=NOW)
    Pack.objects.update(lease_until=Now() - timedelta(seconds=1))

    assert (held, pack.set_pdfs(now=NOW)) == (0, 1)


def test_a_pdf_that_cannot_be_set_says_so_and_is_not_tried_for_ever(commission, pledge, monkeypatch, store):
    monkeypatch.setattr(files, "LARGE", 0)
    pledge()
    large = made(commission)
    Pack.objects.update(snapshot={"format": 0})

    assert [pack.set_pdfs(now=NOW) for _time in range(2)] == [1, 0]

    large.refresh_from_db()
    assert (large.state, large.error) == ("done", "The PDF could not be set (KeyError). Take the DOCX, or the HTML, which prints well.")


def test_the_pdf_of_an_old_pack_is_set_no_more(commission, pledge, monkeypatch, store):
    monkeypatch.setattr(files, "LARGE", 0)
    pledge()
    made(commission)

    assert pack.set_pdfs(now=NOW + timedelta(days=2)) == 0
