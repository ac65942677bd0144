"""What the rules of kinds, and their pages, read beside the commitment."""

from tests.conftest import days, person_of
from tracker.actions import body as bodies
from tracker.actions import progress, review
from tracker.actions.commitment import Step
from tracker.models import Post
from tracker.queries import kind, known_rows
from tracker.rules.past import end_of


def test_a_report_that_is_reviewed_speaks_of_its_measure_from_the_day_on_which_it_is_accepted(pledge, commission, velika, vera):
    validator = person_of("Vito Validator", velika, Post.Role.VALIDATOR)
    bodies.revise(body=commission, version=1, fields={"needs_review": True}, now=days(0))
    roadmap = pledge(kind="roadmap", steps=[Step(title="Exchange data", details={"every_days": 90})])
    measure, part = roadmap.milestones.get(), roadmap.responsibilities.get(party=velika)
    said = {"status": "in_progress", "done": "Sent.", "measures": [measure]}
    written = progress.report(responsibility=part, author=vera, via="page", now=days(10), **said)
    assert kind.measure_reports(roadmap) == {}

    review.accept(report=written, reviewer=validator, now=days(20))

    before, after = (known_rows.at(end_of(days(on).date(), "UTC")) for on in (15, 20))
    assert kind.measure_reports(roadmap) == {measure.pk: days(10)}
    assert (kind.measure_reports(roadmap, known=before), kind.measure_reports(roadmap, known=after)) == ({}, {measure.pk: days(10)})
