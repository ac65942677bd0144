"""Takes every permission away, one at a time, and sees whether the tests of this folder notice.

    DEMO=1 .venv/bin/python -m tests.access.mutation [WORD ...]      # only mutations whose line holds one of the words

The record is seeded once, in memory. Each mutation runs in a forked copy of the process: the function it changes gets the
changed code, and the matrix and the walks of the canaries run until the first of them is red. What survives is printed.
"""

import ast
import importlib
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("tracker/rules/access.py", "tracker/views/*.py", "tracker/queries/*.py", "tracker/forms/*.py", "tracker/admin/*.py")
GUARDS = {"anybody", "signed_in", "desk_only"}
FILTERS = {"commitments", "meetings", "concerned", "told", "named", "packs"}  # of rules.access: they become "all"
STANDS = ("standing", "stands")
AT_ONCE = 2
# What may be taken away and lets nobody see or do more; each with its reason.
SAME = {
    "access.py by_posts: without “{Role.READER, Role.ASSESSOR}” in “everywhere & {Role.READER, Role.ASSESSOR}”": "beside these only a desk is for all",
    "access.py parties: without “post.party_id” in “post.party_id and (not roles or post.role in roles)”": "no part is of no party",
    "access.py by_posts: without “post.party_id” in “post.party_id and post.role in REPORTERS”": "no part is of no party",
    "access.py bodies: without “post.body_id” in “post.body_id and (not post.party_id) and (not roles or post.role in roles)”": "such a post is for all",
    "commitment.py commitments: without @anybody of commitments": "a list is never missing",
    "past.py commitments: without @anybody of commitments": "a list is never missing",
    "meeting.py meetings: without @anybody of meetings": "a list is never missing",
    "party.py parties: without @anybody of parties": "a list is never missing",
    "desk.py root: request.user.is_authenticated -> True": "the desk asks to sign in by itself",
    "desk.py desk: stands.is_desk -> True": "what stands there first, each within what one sees",
    "desk.py _across: stands.keeps_some -> True": "flags of what one sees",
    "party.py parties: request.user.is_staff -> True": "a link to the admin, which asks by itself",
    "group.py body: stands.keeps(row.pk) -> True": "links to pages that ask by themselves, and terms, of which tests/views/test_group.py tells",
    "blocks.py _group: page.standing.is_signed_in -> True": "a link to a page that asks to sign in",
    "parallel.py _texts: request.standing.keeps(row.body_id) -> True": "a link to a page that asks by itself",
    "project.py projects: request.standing.keeps_some -> True": "a link to a page that asks by itself",
    "project.py project: request.standing.keeps_some -> True": "a link to a page that asks by itself",
    "blocks.py co_chairs: standing.is_signed_in -> True": "its page asks to sign in",
    "body.py listed: access.commitments(standing) -> everything": "a number, of which tests/views/test_group.py tells",
    "body.py listed: access.meetings(standing) -> everything": "a day, of which tests/views/test_group.py tells",
    "past.py _knows_days: return False -> True": "whether a link keeps the day",
    "past_list.py _answers: return False -> True": "a filter among what one sees",
    "change.py to_decide: standing.keeps_some -> True": "who keeps and chairs nothing has no bodies",
    "letter.py digest_subjects: access.told('commitment') -> everything": "asked again before the letter is written",
    "letter.py reminder_subjects: access.told('commitment') -> everything": "asked again before the letter is written",
    "letter.py answering: access.told('commitment') -> everything": "asked again before the letter is written",
    "escalation.py told: access.told('commitment') -> everything": "asked again before the letter is written",
    "access.py has_module_permission: request.standing.is_desk -> True": "a heading of the admin's index; the pages ask by themselves",
    "access.py has_module_permission: request.user.is_superuser -> True": "a heading of the admin's index; the pages ask by themselves",
    "access.py has_add_permission: request.user.is_superuser -> True": "Django's page to add an account asks for the right to change one, too",
}
NEAR = ("commitment", "meeting", "report", "evidence", "party")  # tried before other pages


@dataclass(frozen=True)
class Mutation:
    """`change` takes one permission out of a freshly parsed module."""

    path: Path
    line: int
    function: str
    what: str
    change: Callable[[ast.Module], None]

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.function}: {self.what}"

    @property
    def lets_nobody_more(self) -> bool:
        return f"{self.path.name} {self.function}: {self.what}" in SAME


def mutations() -> list[Mutation]:
    found = [one for place in PLACES for path in sorted(ROOT.glob(place)) for one in _of(path)]
    asked = {(one.path, one.line) for one in found if one.what.startswith("without must(")}
    return [one for one in found if not one.lets_nobody_more and not ((one.path, one.line) in asked and one.what.endswith("-> True"))]  # the same once more


def _of(path: Path) -> Iterator[Mutation]:
    tree = ast.parse(path.read_text())
    is_rules = path.name == "access.py" and path.parent.name == "rules"
    inside = {child: function.name for function in ast.walk(tree) if isinstance(function, ast.FunctionDef) for child in ast.walk(function)}
    for number, node in enumerate(ast.walk(tree)):
        for what, swap in _swaps(node, is_rules):
            yield Mutation(path, getattr(node, "lineno", 0), inside.get(node, ""), what, _nth(number, swap))


def _nth(number: int, swap: Callable[[ast.AST], None]) -> Callable[[ast.Module], None]:
    def change(tree: ast.Module) -> None:
        swap(list(ast.walk(tree))[number])
        ast.fix_missing_locations(tree)

    return change


def _swaps(node: ast.AST, is_rules: bool) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    """(what is taken away, how) for one node."""
    if isinstance(node, ast.FunctionDef):
        for place, decorator in enumerate(node.decorator_list):
            if ast.unparse(decorator) in GUARDS:
                yield f"without @{ast.unparse(decorator)} of {node.name}", lambda at, place=place: at.decorator_list.pop(place)
    if isinstance(node, ast.Expr) and ast.unparse(node).startswith("must("):
        yield f"without {ast.unparse(node)}", lambda at: _become(at, ast.parse("None").body[0])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        whose, name = ast.unparse(node.func.value), node.func.attr
        if whose == "access" and name in FILTERS:
            yield f"{ast.unparse(node)} -> everything", lambda at: _become_expression(at, "~__import__('django.db.models').db.models.Q(pk__in=[])")
        if whose == "access" and name == "is_told" or (whose.endswith(STANDS) and name not in ("filter",)):
            yield f"{ast.unparse(node)} -> True", lambda at: _become_expression(at, "True")
    if isinstance(node, ast.Attribute) and not is_rules and isinstance(node.ctx, ast.Load):
        whose = ast.unparse(node.value)
        if (whose.endswith(STANDS) and node.attr.startswith(("is_", "keeps_some"))) or (whose == "request.user" and node.attr.startswith("is_")):
            yield f"{ast.unparse(node)} -> True", lambda at: _become_expression(at, "True")
    if isinstance(node, ast.Return) and ast.unparse(node) == "return False":
        yield "return False -> True", lambda at: _become_expression(at.value, "True")
    if is_rules:
        yield from _swaps_of_rules(node)


def _swaps_of_rules(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    """In rules.access every condition counts: each operand, each keyword of a filter, each `if`."""
    if isinstance(node, ast.BoolOp):
        for place, operand in enumerate(node.values):
            yield f"without “{ast.unparse(operand)}” in “{ast.unparse(node)}”", lambda at, place=place: _without(at, place)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr | ast.BitAnd):
        for side, other in (("left", "right"), ("right", "left")):
            if not ast.unparse(node).endswith(("| None", "type[Body]")):  # a type, not a condition
                yield f"without “{ast.unparse(getattr(node, side))}” in “{ast.unparse(node)}”", lambda at, other=other: _become(at, getattr(at, other))
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Q", "filter")) and len(node.keywords) > 0:
        for place, keyword in enumerate(node.keywords):
            yield f"without {ast.unparse(keyword)} in {ast.unparse(node)}", lambda at, place=place: at.keywords.pop(place)
    if isinstance(node, ast.If):
        yield f"if {ast.unparse(node.test)} -> False", lambda at: _become_expression(at.test, "False")
    if isinstance(node, ast.comprehension):
        for place, test in enumerate(node.ifs):
            yield f"without if {ast.unparse(test)}", lambda at, place=place: at.ifs.pop(place)
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("held_on"):
        yield f"{ast.unparse(node)} -> all", lambda at: _become(at, ast.parse(f"{ast.unparse(at.func.value)}.all()").body[0].value)


def _without(node: ast.BoolOp, place: int) -> None:
    del node.values[place]
    if len(node.values) == 1:
        _become(node, node.values[0])


def _become(node: ast.AST, other: ast.AST) -> None:
    node.__class__ = other.__class__
    node.__dict__.clear()
    node.__dict__.update(other.__dict__)


def _become_expression(node: ast.AST, source: str) -> None:
    _become(node, ast.parse(source, mode="eval").body)


# --- Putting a mutation in place, in a process of its own ---


def apply(mutation: Mutation) -> None:
    tree = ast.parse(mutation.path.read_text())
    mutation.change(tree)
    name = ".".join(mutation.path.relative_to(ROOT).with_suffix("").parts)
    module, changed = importlib.import_module(name), ModuleType(name)
    changed.__dict__.update(module.__dict__)
    body = [_unregistered(node) for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    exec(compile(ast.Module(body, []), str(mutation.path), "exec"), changed.__dict__)  # noqa: S102 (our own source)
    _take_over(vars(module), vars(changed), {node.name for node in body})
    if name.startswith("tracker.views."):
        vars(module).update({node.name: vars(changed)[node.name] for node in body})
        _lead_anew(is_guard=name == "tracker.views.access")


def _unregistered(node: ast.AST) -> ast.AST:
    """The admin knows the class already; the methods of that one get the changed code."""
    node.decorator_list = [decorator for decorator in node.decorator_list if "register" not in ast.unparse(decorator)]
    return node


def _take_over(old: dict, new: dict, names: set[str]) -> None:
    """Whoever holds a function holds its new code from here on."""
    for name in names:
        before, after = old.get(name), new.get(name)
        if isinstance(before, type):
            methods = {key for key, value in vars(after).items() if isinstance(_plain(value), FunctionType)}
            _take_over(dict(vars(before)), dict(vars(after)), methods)
        elif isinstance(_plain(before), FunctionType) and isinstance(_plain(after), FunctionType):
            _plain(before).__code__ = _plain(after).__code__


def _plain(value):
    value = value.fget if isinstance(value, property) else value
    while hasattr(value, "__wrapped__"):
        value = value.__wrapped__
    return value


def _lead_anew(*, is_guard: bool) -> None:
    """Let the addresses lead to the changed views; where a decorator itself was changed, every view is decorated anew."""
    from django.urls import clear_url_caches

    views = [name for name in sys.modules if name.startswith("tracker.views.") and name not in ("tracker.views.access", "tracker.views.middleware")]
    for name in [*(views if is_guard else []), "tracker.urls", "config.urls"]:
        importlib.reload(sys.modules[name])
    clear_url_caches()


# --- What must turn red ---


def first_red(world, policy, doors, path: Path | None = None) -> str:
    """The first cell or page that is wrong; "" if all is as it should be."""
    from tests.access import addresses, test_canaries, test_matrix, test_offers, test_rights, test_writes

    if wrong := test_rights.wrong_rights(world, policy) + test_rights.own_words(world):
        return wrong[0]
    if test_matrix.may_sign_up(doors):
        return "anybody signs up"
    views = {name: pattern.callback.__module__ for name, pattern, _route in addresses.named()}
    pages = sorted(filter(_matters, test_matrix.PAGES), key=lambda name: _distance(name, views[name], path))
    own = [name for name in pages if path is not None and (views[name] == f"tracker.views.{path.stem}" or _is_of_admin(path) and name.startswith("admin"))]
    if wrong := _wrong_page(own, world, policy, doors):
        return wrong
    for name in test_matrix.PAST:
        if wrong := test_matrix.wrong_cells(name, policy, world, doors, ("GET",), drawn=(), query=test_matrix.GONE_BY):
            return f"{name} as of a day gone by: {wrong[0]}"
    for actor in ("desk_of_x", "anonymous", "no_post", "focal_a"):
        if test_canaries.counted(actor, doors, world) != test_canaries.expected_counts(actor, policy):
            return f"{actor} counts what they may not see"
        if known := test_canaries.known_by_number(actor, doors, world, policy):
            return f"{actor} knows {known[0]} by number"
    if early := test_canaries.opened_early(doors, world, policy):
        return f"{early[0]}: opens what waits"
    if chosen := test_writes.chosen_in_vain(world, doors):
        return f"{chosen[0]} is taken"
    if done := test_writes.done_as_superuser(world, doors):
        return f"the desk {done[0]}"
    for actor in test_canaries.WATCHING:
        if changed := test_canaries.interfered(actor, doors, world, policy):
            return f"{actor} sees on {changed[0]} that something hidden changed"
    if test_canaries.shown_then(doors, world)["focal_a"]:
        return "a day gone by tells focal_a what was not for them then"
    if told := test_canaries.told_later(world, policy):
        return f"a letter tells {next(iter(told))} what they may not see"
    for actor in ("anonymous", "no_post", "desk_of_y", "focal_a", "focal_b", "co_chair"):
        walk = test_canaries._walk(doors, world, actor)
        if found := test_canaries.leaks(actor, walk, world, policy):
            return f"{actor} reads {next(iter(found))}"
        if test_canaries.met(walk, world) != policy.sees(actor):
            return f"{actor} does not meet what they may see"
    if test_canaries.desk_of(test_canaries.DESKS, doors, world) != test_canaries.DESKS:
        return "a desk with other things than its party answers for"
    for actor in test_offers.LOOKING:
        if offers := test_offers.refused_offers(actor, policy, world, doors):
            return f"{actor} is offered in vain: {offers[0]}"
    return _wrong_page([name for name in pages if name not in own], world, policy, doors)


def _wrong_page(names: list[str], world, policy, doors) -> str:
    from tests.access import test_matrix

    for name in names:
        if wrong := test_matrix.wrong_cells(name, policy, world, doors, ("GET", "POST"), drawn=()):
            return f"{name}: {wrong[0]}"
    return ""


def _is_of_admin(path: Path | None) -> bool:
    return path is not None and path.parent.name == "admin"


def _matters(name: str) -> bool:
    """allauth's pages have no permission of ours in them."""
    return not name.startswith(("account_", "mfa_"))


def _distance(name: str, view: str, path: Path | None) -> tuple:
    """The pages on which a mutation shows soonest come first: those of the changed view, then those of its noun."""
    return path is None or view != f"tracker.views.{path.stem}", path is None or path.stem.split("_")[0] not in name, name not in NEAR, name


def judged(mutation: Mutation, world, policy, doors) -> int:
    """The process that tries it; it ends with 0 when nothing turned red, 1 when something did, and 2 when the mutation could not be made."""
    if child := os.fork():
        return child
    told = 2
    try:
        sys.stderr = None
        apply(mutation)
        told = 1  # also where a question can no longer be asked
        told = 1 if first_red(world, policy, doors, mutation.path) else 0
    finally:
        os._exit(told)


def run(chosen: list[Mutation], world, policy, doors) -> list[Mutation]:
    """Those that nothing noticed."""
    running, survivors, waiting = {}, [], list(chosen)
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            mutation = waiting.pop(0)
            running[judged(mutation, world, policy, doors)] = mutation
        child, status = os.wait()
        mutation = running.pop(child)
        told = ("SURVIVED", "red", "BROKEN")[os.waitstatus_to_exitcode(status)]
        print(f"{told:8}", mutation, flush=True)  # noqa: T201
        survivors += [mutation] if told != "red" else []
    return survivors


def seeded():
    """(world, policy, doors) in a database in memory, of which each process has its own copy."""
    os.environ["DATA_DIR"] = tempfile.mkdtemp()
    os.environ.pop("DATABASE_URL", None)  # a forked process cannot share a connection to a server
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.test_settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = ":memory:"
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.MEDIA_ROOT = tempfile.mkdtemp()
    settings.MIGRATION_MODULES = {label.split(".")[-1]: None for label in settings.INSTALLED_APPS}
    django.setup()
    import time_machine
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    logging.disable()
    setup_test_environment()
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)
    time_machine.travel("2026-08-03T09:00:00Z", tick=False).start()
    from tests.access import door, policy, world
    from tracker.models.kind import KINDS

    KINDS[world.EVERYTHING.key] = world.EVERYTHING

    door.undone().__enter__()
    seen = world.build()
    door.bare_refusals().__enter__()
    return seen, policy.read(), door.Doors(seen)


def main(words: list[str]) -> int:
    world, policy, doors = seeded()
    chosen = [one for one in mutations() if not words or any(word in str(one) for word in words)]
    if not words and (wrong := first_red(world, policy, doors)):
        sys.exit(f"Red before anything was changed: {wrong}")
    survivors = run(chosen, world, policy, doors)
    print(f"{len(survivors)} of {len(chosen)} survived.")  # noqa: T201
    return 1 if survivors or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
