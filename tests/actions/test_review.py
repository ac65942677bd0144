"""A report that waits for a validator counts for nothing; accepted it counts from its own day, returned it never does."""

import pytest

from tests.conftest import close, days, person_of
from tracker.actions import commitment as commitment_actions
from tracker.actions import progress, review, sweep
from tracker.models import Clock, Flag, LedgerEntry, Notice, Post, ProgressReport, Responsibility, Review
from tracker.models.clock import Rule
from tracker.rules.refusal import Refused, Stale


@pytest.fixture
def reviewed(commission):
    """The commission has reports reviewed."""
    commission.needs_review = True
    commission.save()
    return commission


@pytest.fixture
def vic(velika):
    """Velika's validator."""
    return person_of("Vic Stone", velika, Post.Role.VALIDATOR)


@pytest.fixture
def part(reviewed, pledge, vera):
    return pledge().responsibilities.get(focal_point=vera)


def report(part, author, *, on=80, **said):
    said = {"status": "in_progress", "health": "at_risk", "done": "Permits filed."} | said
    return progress.report(responsibility=part, author=author, via="page", now=days(on), **said)


def state_of(part) -> dict:
    """What a part's party says, its silence, and its commitment's life."""
    part = Responsibility.objects.select_related("commitment").get(pk=part.pk)
    silence = Clock.objects.get(responsibility=part, rule=Rule.SILENT)
    return {"says": (part.stated_status, part.health, part.last_report_id), "silence": silence.state, "lifecycle": part.commitment.lifecycle}


def test_a_report_that_waits_changes_nothing(part, vera, vic):
    sweep.run(now=days(110))
    before = state_of(part)

    written = report(part, vera, on=111)

    assert (written.needs_review, written.is_waiting, written.counts_since) == (True, True, None)
    assert state_of(part) == before == {"says": ("", "", None), "silence": "never_reported", "lifecycle": "not_started"}
    assert Flag.objects.open().filter(responsibility=part).count() == 1


@pytest.mark.parametrize("role", [Post.Role.ALTERNATE, Post.Role.CO_CHAIR])
def test_a_party_without_a_validator_is_heard_at_once(part, vera, velika, role):
    person_of("Anna Else", velika, role)

    assert report(part, vera).needs_review is False


def test_another_partys_validator_holds_nothing_up(part, vera, lorn):
    person_of("Lea Long", lorn, Post.Role.VALIDATOR)

    assert report(part, vera).needs_review is False


def test_a_body_that_does_not_ask_for_it_has_no_review(part, vera, vic, reviewed):
    reviewed.needs_review = False
    reviewed.save()

    assert report(part, vera).needs_review is False


def test_a_validator_whose_post_is_over_holds_nothing_up(part, vera, vic):
    vic.posts.update(ends_on=days(79).date())

    assert [report(part, vera, on=79).needs_review, report(part, vera, on=80).needs_review] == [True, False]


def test_a_validators_own_report_waits_for_another_validator_if_there_is_one(part, vic, velika):
    alone = report(part, vic)
    person_of("Vesna Else", velika, Post.Role.VALIDATOR)
    with_another = report(part, vic)

    assert [alone.needs_review, with_another.needs_review] == [False, True]


def test_an_accepted_report_counts_from_the_day_it_was_given(part, vera, vic):
    sweep.run(now=days(110))
    written = report(part, vera, on=111)

    review.accept(report=written, reviewer=vic, now=days(115))

    part.refresh_from_db()
    assert state_of(part) == {"says": ("in_progress", "at_risk", written.pk), "silence": "up_to_date", "lifecycle": "in_progress"}
    assert (part.last_reported_at, part.moved_at, part.unmoved_reports) == (days(111), days(111), 0)
    flag = Flag.objects.get(responsibility=part)
    assert (flag.cleared_by, flag.cleared_at) == ("report", days(115))
    assert ProgressReport.objects.get().counts_since == days(115)


def test_a_returned_report_never_counts_and_its_author_gets_a_letter(part, vera, vic):
    written = report(part, vera)
    before = state_of(part)

    review.send_back(report=written, reason="  Name the permits. ", reviewer=vic, now=days(81))

    letter = Notice.objects.get(kind=Notice.Kind.RETURNED)
    assert state_of(part) == before
    assert list(ProgressReport.objects.counted()) == list(ProgressReport.objects.waiting()) == []
    assert (letter.kind, letter.recipient, letter.period_key, letter.state, letter.next_attempt_at) == (
        "returned", vera, f"progressreport-{written.pk}", "queued", days(81)
    )  # fmt: skip
    assert (letter.items.get().responsibility, Review.objects.get().reason) == (part, "Name the permits.")


def test_a_report_is_not_returned_without_a_reason(part, vera, vic):
    written = report(part, vera)

    with pytest.raises(Refused) as refused:
        review.send_back(report=written, reason="  ", reviewer=vic, now=days(81))

    assert refused.value.problems == {"reason": "Say what is missing or wrong, so that the author can put it right."}
    assert (Review.objects.count(), Notice.objects.filter(kind=Notice.Kind.RETURNED).count()) == (0, 0)


def test_nobody_reviews_their_own_report(part, vic, velika):
    person_of("Vesna Else", velika, Post.Role.VALIDATOR)
    written = report(part, vic)

    with pytest.raises(Refused, match="Nobody reviews their own report"):
        review.accept(report=written, reviewer=vic, now=days(81))

    assert Review.objects.count() == 0


def test_a_report_that_counts_already_takes_no_review(part, vera, velika):
    written = report(part, vera)
    vic = person_of("Vic Stone", velika, Post.Role.VALIDATOR)

    with pytest.raises(Refused, match="counts already"):
        review.send_back(report=written, reason="Too late.", reviewer=vic, now=days(81))


@pytest.mark.parametrize("is_accepted", [True, False], ids=["accepted", "returned"])
def test_the_same_word_twice_is_one_review(part, vera, vic, is_accepted):
    written = report(part, vera)

    def decide(on):
        if is_accepted:
            return review.accept(report=written, reviewer=vic, now=days(on))
        return review.send_back(report=written, reason="Name the permits.", reviewer=vic, now=days(on))

    first, second = decide(81), decide(82)

    assert first == second
    assert (Review.objects.count(), LedgerEntry.objects.filter(kind="reviewed").count(), Notice.objects.filter(kind=Notice.Kind.RETURNED).count()) == (
        1,
        1,
        0 if is_accepted else 1,
    )


def test_a_second_validator_who_decides_otherwise_is_told_what_was_decided(part, vera, vic, velika):
    vesna = person_of("Vesna Else", velika, Post.Role.VALIDATOR)
    written = report(part, vera)
    review.accept(report=written, reviewer=vic, now=days(81))

    with pytest.raises(Stale) as stale:
        review.send_back(report=written, reason="Name the permits.", reviewer=vesna, now=days(82))

    assert stale.value.problems == {"": "Vic Stone has accepted this report meanwhile, so it counts. Nothing was changed."}
    assert (Review.objects.get().is_accepted, Notice.objects.filter(kind=Notice.Kind.RETURNED).count()) == (True, 0)


def test_an_older_report_accepted_late_does_not_take_back_the_newer_word(part, vera, vic):
    older, newer = report(part, vera, on=80), report(part, vera, on=90, status="completed", done="Permits granted.")
    review.accept(report=newer, reviewer=vic, now=days(91))

    review.accept(report=older, reviewer=vic, now=days(92))

    assert state_of(part)["says"] == ("completed", "at_risk", newer.pk)
    assert list(ProgressReport.objects.counted()) == [newer, older]


def test_nothing_to_report_keeps_a_word_that_came_to_count_while_it_waited(part, vera, vic):
    word, nothing = report(part, vera, on=80), report(part, vera, on=90, status="", health="", nothing_to_report=True, done="")
    for waiting in (word, nothing):
        review.accept(report=waiting, reviewer=vic, now=days(91))

    assert state_of(part)["says"] == ("in_progress", "at_risk", nothing.pk)


def test_the_ledger_holds_the_report_and_the_validators_word(part, vera, vic):
    written = report(part, vera)
    review.accept(report=written, reviewer=vic, now=days(81))

    entries = LedgerEntry.objects.filter(commitment=part.commitment).order_by("seq")
    assert [(entry.kind, entry.actor, entry.recorded_at) for entry in entries][1:] == [
        ("reported", vera, days(80)),
        ("reviewed", vic, days(81)),
        ("revised", vic, days(81)),  # it has begun
    ]


def test_a_part_whose_party_has_only_waiting_reports_stays_on_record(part, vera, vic):
    report(part, vera)

    with pytest.raises(Refused, match="Velika has already reported"):
        commitment_actions.revise(commitment=part.commitment, version=1, fields={}, parts=[], now=days(81))


def test_a_report_can_be_accepted_after_the_commitment_was_closed(part, vera, vic):
    written = report(part, vera)
    close(part.commitment, "dropped", days(81))

    review.accept(report=written, reviewer=vic, now=days(82))

    assert state_of(part) == {"says": ("in_progress", "at_risk", written.pk), "silence": "closed", "lifecycle": "dropped"}


def test_silence_goes_on_until_the_report_is_accepted(part, vera, vic):
    report(part, vera, on=80)

    sweep.run(now=days(110))
    asked = Notice.objects.filter(recipient=vera, kind="digest").count()

    assert (Flag.objects.open().filter(responsibility=part).count(), asked) == (1, 1)


def test_a_report_nobody_signed_goes_back_without_a_letter_and_does_not_count(part, vic):
    written = report(part, None)

    review.send_back(report=written, reason="Name the permits.", reviewer=vic, now=days(81))

    part.refresh_from_db()
    assert (Notice.objects.filter(kind=Notice.Kind.RETURNED).count(), part.last_report) == (0, None)
