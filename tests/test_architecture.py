"""The rules the code keeps about itself."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from importlinter.cli import lint_imports

from config.celery import app
from config.schedule import BEAT_SCHEDULE
from tracker.kinds import KINDS

ROOT = Path(settings.BASE_DIR)
DOORS = ("tracker/views/middleware.py", "tracker/tasks.py", "tracker/management/", "tracker/migrations/")


def sources(pattern: str, *folders: str):
    """(path relative to the project, text) of every matching file."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(pattern)):
            yield path.relative_to(ROOT).as_posix(), path.read_text()


def lines_with(pattern: str, files) -> list[str]:
    """ "path: line" for every line that matches."""
    return [f"{path}: {line.strip()}" for path, text in files for line in text.splitlines() if re.search(pattern, line)]


def test_imports_go_down_the_layers_only(monkeypatch):
    monkeypatch.chdir(ROOT)

    assert lint_imports(no_cache=True) == 0


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("name", BEAT_SCHEDULE)
def test_every_scheduled_task_exists(name):
    app.loader.import_default_modules()

    assert BEAT_SCHEDULE[name]["task"] in app.tasks


def test_the_clock_is_read_at_the_doors_only():
    files = [(path, text) for path, text in sources("*.py", "tracker") if not path.startswith(DOORS)]

    assert lines_with(r"timezone\.now\(|date\.today\(|datetime\.now\(|localdate\(|auto_now", files) == []


def test_moments_become_days_in_one_place_only():
    files = [(path, text) for path, text in sources("*.py", "tracker/models", "tracker/actions")]

    assert lines_with(r"_at\.date\(\)|now\.date\(\)", files) == []


ALSO_WORDS = {(f"tracker/{layer}/project.py", "funding") for layer in ("actions", "admin", "forms")}  # there it is the money of a project, not a kind


def test_no_code_outside_the_kinds_asks_for_one_by_name():
    files = [(path, text) for path, text in sources("*.py", "tracker") if not path.startswith(("tracker/kinds/", "tracker/migrations/"))]
    found = {(path, word) for path, text in files for word in _asked_for(ast.parse(text)) if word in KINDS}

    assert found - ALSO_WORDS == set()
    named = "|".join(KINDS)
    assert lines_with(rf"kind(\.key)?\s*(==|!=|in)\s*[\"']({named})[\"']", sources("*.html", "templates")) == []


def _asked_for(tree: ast.AST) -> set[str]:
    """The texts with which something is compared, those of match cases, and the keys of dictionaries that are written out or looked into."""
    asked = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            asked += [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            asked.append(node.value)
        elif isinstance(node, ast.Dict):
            asked += [key for key in node.keys if key is not None]
        elif isinstance(node, ast.Subscript):
            asked.append(node.slice)
    return {leaf.value for part in asked for leaf in ast.walk(part) if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)}


@pytest.mark.parametrize(
    "code",
    [
        'kind == "roadmap"',
        '"roadmap" != kind',
        'kind in ("study", "roadmap")',
        '{"roadmap": 1}',
        'KINDS["roadmap"]',
        'match kind:\n case "a" | "roadmap": pass',
    ],
)
def test_a_kind_that_is_asked_for_by_name_is_seen(code):
    assert "roadmap" in _asked_for(ast.parse(code))


def test_templates_escape_everything():
    python, html = sources("*.py", "tracker"), sources("*.html", "templates")

    assert lines_with(r"mark_safe|SafeString", python) + lines_with(r"\|\s*safe\b|autoescape off", html) == []


def test_templates_carry_no_inline_style_or_script():
    assert lines_with(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)", _pages()) == []


def test_pages_name_no_other_host():
    assert lines_with(r"""(src|href)=["']https?://""", _pages()) == []


def test_styles_use_logical_properties_only():
    styles = sources("*.css", "tracker/static")

    assert lines_with(r"(margin|padding|border)-(left|right)|(?<![-\w])(left|right|float)\s*:|text-align\s*:\s*(left|right)", styles) == []


def _pages():
    """Templates that become pages; letters, and a paper that is taken away as a file, carry their own styles, since nothing loads a sheet for them."""
    return [(path, text) for path, text in sources("*.html", "templates") if not path.startswith(("templates/letters/", "templates/pack/paper.html"))]
