"""What a stranger relies on before anything runs: the locks, the start script, the licence."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOCKS = ["requirements.txt", "requirements-pdf.txt", "requirements-dev.txt", "requirements-uv.txt"]
SCRIPTS = {"run": "sh", ".ci/run": "bash"}


def requirements(lock: str) -> list[str]:
    """The lock's requirements, each with its continuation lines."""
    return (ROOT / lock).read_text().replace("\\\n", " ").splitlines()


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_host(lock):
    assert re.findall(r"https?://\S+|^-.*", (ROOT / lock).read_text(), re.MULTILINE) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_by_version_and_hash(lock):
    unpinned = [line for line in requirements(lock) if not re.match(r"[\w.\[\],-]+==[\w.]+ .*--hash=sha256:[0-9a-f]{64}", line)]

    assert unpinned == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-pdf.txt"])
def test_the_tests_run_on_the_versions_that_are_shipped(lock):
    shipped = {line.split()[0] for line in requirements(lock)}

    assert shipped - {line.split()[0] for line in requirements("requirements-dev.txt")} == set()


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_executable_and_well_formed(script):
    checked = subprocess.run([SCRIPTS[script], "-n", ROOT / script], capture_output=True, text=True)

    assert (ROOT / script).stat().st_mode & 0o111
    assert (checked.returncode, checked.stderr) == (0, "")


def test_help_names_every_command():
    told = subprocess.run([ROOT / "run", "--help"], capture_output=True, text=True, cwd="/")

    assert told.returncode == 0
    assert re.findall(r"\./run (\S+)", told.stdout) == ["[up]", "test", "manage", "manage", "bench", "--help"]


def test_an_unknown_command_is_refused_in_one_line():
    refused = subprocess.run([ROOT / "run", "launch"], capture_output=True, text=True, cwd="/")

    assert (refused.returncode, refused.stdout, refused.stderr) == (2, "", "There is no ./run launch; see ./run --help.\n")


def test_without_a_key_nothing_starts_and_one_line_says_why(tmp_path):
    environment = {"PATH": os.defpath, "DATA_DIR": str(tmp_path)}

    refused = subprocess.run([sys.executable, "manage.py", "migrate"], capture_output=True, text=True, cwd=ROOT, env=environment)

    told = "Set SECRET_KEY to a long random text (or DEMO=1 to try things out on this machine).\n"
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", told)


def test_the_licence_is_mit():
    assert (ROOT / "LICENSE").read_text().startswith("MIT License\n\nCopyright (c) 2025-2026 Pledgewatch contributors\n")


def test_every_variable_read_by_the_settings_is_documented():
    read = "".join((ROOT / "config" / name).read_text() for name in ("settings.py", "schedule.py"))
    documented = (ROOT / "docs" / "operations.md").read_text()
    names = set(re.findall(r"""(?:env(?:\.\w+)?|environ\.get)\(\s*"([A-Z_]+)\"""", read))

    assert {name for name in names if f"| `{name}`" not in documented} == set()


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))])
def test_pictures_and_pages_that_the_documents_name_are_there(page):
    text = (ROOT / page).read_text()
    linked = [(ROOT / page).parent / address for address in re.findall(r"\]\(([^):]+)\)", text)]
    named = [ROOT / path for path in re.findall(r"`((?:docs|tests|tracker|templates|bench|seeds|deploy)/[\w./-]+)`", text)]

    made_by_the_operator = [ROOT / "deploy" / "pledgewatch.env"]
    assert [path for path in linked + named if not path.exists() and path not in made_by_the_operator] == []
