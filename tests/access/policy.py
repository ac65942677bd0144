"""Reads policy.toml, and what it says of one actor, one page and one record."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SUCCESS = frozenset({200, 302})


@dataclass(frozen=True)
class Page:
    """One line of [pages]."""

    door: str
    methods: tuple[str, ...]
    about: str = ""
    may: str = ""
    answers: frozenset[int] = SUCCESS
    query: str = ""
    path: str = ""
    hidden: str = ""
    refuses: str = ""
    options: bool = False
    tried_by: str = "everyone"


@dataclass(frozen=True)
class Policy:
    groups: dict[str, list[str]]
    tables: dict[str, dict[str, list[str]]]  # sees, meets, knows, opens, inside, bodies, packs
    may: dict[str, dict[str, list[str]]]
    doors: dict[str, dict[str, str]]
    pages: dict[str, Page]
    repeated: list[str] = field(default_factory=list)  # names on more than one line

    def is_one_of(self, actor: str, who: str) -> bool:
        return who in ("everyone", actor) or actor in self.groups.get(who, ())

    def among(self, table: dict[str, list[str]], actor: str) -> frozenset[str]:
        """The objects that a table names for the actor; the first line that names them holds."""
        return next((frozenset(objects) for who, objects in table.items() if self.is_one_of(actor, who)), frozenset())

    def sees(self, actor: str, table: str = "sees") -> frozenset[str]:
        if table == "meets" and not any(self.is_one_of(actor, who) for who in self.tables["meets"]):
            table = "sees"
        return self.among(self.tables[table], actor)

    def expected(self, page: Page, actor: str, method: str, *, table: str = "sees", record: str = "", side: str = "") -> str:
        """ "ok", "login", "403", "404" or "405". `table` says who may know of `record`, `side` in whose name [may.*] is asked."""
        told = next((answer for who, answer in self.doors[page.door].items() if self.is_one_of(actor, who)), "403")
        if told != "in":
            return told
        if method == "OPTIONS" and page.options:
            return "ok"
        if method not in page.methods:
            return "405"
        if method == page.refuses:
            return "403"
        is_outsider = self.is_one_of(actor, "outsiders")
        if record and record not in self.sees(actor, table):
            return page.hidden or ("login" if is_outsider else "404")
        if page.may and (record or "everything") not in self.among(self.may[f"{page.may}_for_{side}" if side else page.may], actor):
            return "login" if is_outsider else "403"
        return "ok"


def read() -> Policy:
    given = tomllib.loads(Path(__file__).with_name("policy.toml").read_text())
    nouns = given["nouns"] | {"noun": [noun for listed in given["nouns"].values() for noun in listed]}
    named = [line for pattern, page in given["pages"].items() for line in _lines(pattern, page, nouns)]
    pages = dict(named)
    repeated = sorted({name for name, _page in named if [other for other, _ in named].count(name) > 1})
    tables = {name: given[name] for name in ("sees", "meets", "knows", "opens", "inside", "bodies", "packs")}
    return Policy(given["groups"], tables, given["may"], given["doors"], pages, repeated)


def _lines(pattern: str, given: dict, nouns: dict[str, list[str]]) -> list[tuple[str, Page]]:
    """One line for each noun of the group that a pattern names as <group>."""
    group = re.search(r"(?<!P)<(\w+)>", pattern)
    if not group:
        return [(pattern, _page(given))]
    return [(pattern.replace(group[0], noun), _page(given | {"path": given.get("path", "").replace(group[0], noun)})) for noun in nouns[group[1]]]


def _page(given: dict) -> Page:
    methods = METHODS if given["methods"] == "*" else tuple(given["methods"].split())
    return Page(**given | {"methods": methods, "answers": frozenset(given.get("answers", SUCCESS))})
