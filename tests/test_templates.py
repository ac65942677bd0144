import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
STANDS_ALONE = "paper.html"  # a file that is taken away with its styles in it, never a page of this site
PAGES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".svg"} and "letters" not in path.parts and path.name != STANDS_ALONE)


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_pages_shown_when_something_broke_need_nothing(name):
    assert "<h1>" in render_to_string(name)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_page_has_what_the_content_security_policy_forbids(path):
    text = path.read_text()

    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)", text) == []


def test_the_stylesheet_has_no_physical_sides():
    css = (TEMPLATES.parent / "tracker/static/tracker/css/pledgewatch.css").read_text()

    assert re.findall(r"(?:margin|padding|border)-(?:left|right)\b|[\s;{](?:left|right|top|bottom)\s*:|text-align:\s*(?:left|right)", css) == []
