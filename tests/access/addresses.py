"""Every address the product answers, by name, and samples of what stands in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.policy import Page
from tests.access.world import RECORDS, World
from tracker.letters import links
from tracker.models import Assessment, Evidence, Indicator, Meeting, Obstacle, Post, ProgressReport, Request, Responsibility, User

MISSING = 987_654_321


def named(resolver: URLResolver | None = None, namespaces: tuple[str, ...] = (), before: str = "") -> Iterator[tuple[str, URLPattern, str]]:
    """(name with its namespaces, pattern, route) of every pattern, however deep; one without a name goes by its route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from named(pattern, (*namespaces, pattern.namespace) if pattern.namespace else namespaces, route)
        else:
            yield ":".join((*namespaces, pattern.name)) if pattern.name else route, pattern, route


@dataclass(frozen=True)
class Sample:
    """One thing that an address may be about: what stands in it, whose record it is, and of which side."""

    args: tuple = ()
    record: str = ""
    side: str = ""


def address(name: str, page: Page, sample: Sample) -> str:
    return (page.path or reverse(name, args=sample.args)) + (f"?{page.query}" if page.query else "")


def commitments(world: World) -> list[Sample]:
    return [Sample((world.commitments[record].reference,), record) for record in RECORDS]


def meetings(world: World) -> list[Sample]:
    return [Sample((world.meetings[record].pk,), record) for record in RECORDS]


def parts(world: World) -> list[Sample]:
    rows = Responsibility.objects.filter(commitment__in=world.commitments.values()).select_related("commitment", "party").order_by("id")
    records, sides = {row.pk: record for record, row in world.commitments.items()}, {row.pk: side.lower() for side, row in world.parties.items()}
    return [Sample((row.commitment.reference, row.party.short_code), records[row.commitment_id], sides[row.party_id]) for row in rows]


def evidence(world: World) -> list[Sample]:
    records = {row.pk: record for record, row in world.commitments.items()}
    files = Evidence.objects.exclude(file="").filter(report__needs_review=False).select_related("report__responsibility").order_by("id")
    return [Sample((row.pk,), records[row.report.responsibility.commitment_id]) for row in files]


def requests(world: World) -> list[Sample]:
    """Those that wait for a decision."""
    records = {row.pk: record for record, row in world.commitments.items()}
    rows = Request.objects.filter(decision=None).select_related("commitment").order_by("id")
    return [Sample((row.commitment.reference, row.pk), records[row.commitment_id]) for row in rows]


def documents(world: World) -> list[Sample]:
    records = {row.pk: record for record, row in world.commitments.items()}
    return [Sample((row.pk,), records[row.commitment_id]) for row in Request.objects.exclude(proof_file="").order_by("id")]


def reports(world: World) -> list[Sample]:
    """Those of A that wait for its validator."""
    records = {row.pk: record for record, row in world.commitments.items()}
    rows = ProgressReport.objects.waiting().filter(responsibility__party=world.parties["A"]).select_related("responsibility__commitment").order_by("id")
    return [Sample((row.responsibility.commitment.reference, row.pk), records[row.responsibility.commitment_id], "a") for row in rows]


def assessments(world: World) -> list[Sample]:
    records = {row.pk: record for record, row in world.commitments.items()}
    rows = Assessment.objects.filter(corrects=None).select_related("commitment").order_by("id")
    return [Sample((row.commitment.reference, row.pk), records[row.commitment_id]) for row in rows]


def replies(world: World) -> list[Sample]:
    graded = {sample.args[0]: sample.args[1] for sample in assessments(world)}
    return [Sample((part.args[0], graded[part.args[0]], part.args[1]), part.record, part.side) for part in parts(world)]


def indicators(world: World) -> list[Sample]:
    records = {row.pk: record for record, row in world.commitments.items()}
    return [Sample((row.pk,), records[row.commitment_id]) for row in Indicator.objects.order_by("id")]


def obstacles(world: World) -> list[Sample]:
    """Each with the side that owes an answer."""
    records, sides = {row.pk: record for record, row in world.commitments.items()}, {row.pk: side.lower() for side, row in world.parties.items()}
    return [Sample((row.pk,), records[row.commitment_id], sides[row.party_id]) for row in Obstacle.objects.order_by("id")]


def projects(world: World) -> list[Sample]:
    return [Sample((row.projects.get().pk,), record) for record, row in world.commitments.items()]


def items(world: World) -> list[Sample]:
    """Those on the agenda of the latest session, which everybody may see."""
    session = world.meetings["public"].pk
    return [Sample((session, world.commitments[record].reference), record) for record in ("a", "left", "b", "shared", "embargoed")]


def bodies(world: World) -> list[Sample]:
    return [Sample((row.short_code,), name) for name, row in world.bodies.items()]


def packs(world: World) -> list[Sample]:
    return [Sample((row.pk,), name) for name, row in world.packs.items()]


def pack_files(world: World) -> list[Sample]:
    return [Sample((row.pk, "html"), name) for name, row in world.packs.items()]


def parties(world: World) -> list[Sample]:
    return [Sample((row.short_code,), side) for side, row in world.parties.items()]


def letters(world: World) -> list[Sample]:
    return [Sample((_token(links.answer(world.item(record))),), record) for record in RECORDS] + [Sample(("1.forged",), "forged")]


def fewer_letters(world: World) -> list[Sample]:
    return [Sample((_token(links.unsubscribe(world.people["focal_a"])),), "fewer letters"), Sample(("1.forged",), "forged")]


def _token(link: str) -> str:
    return link.rstrip("/").rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Kind:
    """What an address may be about: its samples, the same for a row that does not exist, and the table of the policy that says who may know of it."""

    samples: Callable[[World], list[Sample]]
    missing: tuple = ()
    table: str = "sees"


KINDS = {
    "commitment": Kind(commitments, ("VLK-1999-1-1",)),
    "meeting": Kind(meetings, (MISSING,), "meets"),
    "part": Kind(parts, ("VLK-1999-1-1", "VEL")),
    "evidence": Kind(evidence, (MISSING,)),
    "request": Kind(requests, ("VLK-1999-1-1", MISSING)),
    "document": Kind(documents, (MISSING,)),
    "report": Kind(reports, ("VLK-1999-1-1", MISSING), "inside"),
    "assessment": Kind(assessments, ("VLK-1999-1-1", MISSING)),
    "reply": Kind(replies, ("VLK-1999-1-1", MISSING, "VEL")),
    "indicator": Kind(indicators, (MISSING,)),
    "obstacle": Kind(obstacles, (MISSING,)),
    "project": Kind(projects, (MISSING,)),
    "item": Kind(items, (MISSING, "VLK-1999-1-1")),
    "body": Kind(bodies, ("NONE",), "bodies"),
    "packs": Kind(bodies, ("NONE",), "packs"),
    "pack": Kind(packs, (MISSING,), "packs"),
    "pack_file": Kind(pack_files, (MISSING, "html"), "packs"),
    "post": Kind(lambda world: [Sample((Post.objects.earliest("id").pk,))]),
    "party": Kind(parties, ("NOBODY",), "knows"),
    "letter": Kind(letters, (), "opens"),
    "fewer_letters": Kind(fewer_letters, (), "opens"),
    "passkey": Kind(lambda world: [Sample((MISSING,))]),
    "reset_key": Kind(lambda world: [Sample(("1", "never-given"))]),
    "confirmation_key": Kind(lambda world: [Sample(("never-given",))]),
    "app": Kind(lambda world: [Sample(("tracker",))]),
    "on_site": Kind(lambda world: [Sample((ContentType.objects.get_for_model(Meeting).pk, world.meetings["draft"].pk))]),
}


def samples(name: str, about: str, world: World) -> list[Sample]:
    """What is tried of one page."""
    if not about:
        return [Sample()]
    if about == "row":
        return [Sample((_row(name).pk,))]
    return KINDS[about].samples(world)


def _row(name: str):
    """Some row of the noun of one of the admin's pages."""
    noun = name.removeprefix("admin:").split("_")[1]
    model = User if noun == "user" else apps.get_model("tracker", noun)
    return model.objects.order_by("pk").first()
