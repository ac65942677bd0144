"""The paper of a session pack, read back from its files by readers that are not ours."""

import io
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import mammoth
import pytest
from django.conf import settings
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from tests.actions.test_pack import made, say
from tests.conftest import close, days
from tracker.actions import party as parties
from tracker.exchange.pack import files, html, languages, pdf, word
from tracker.exchange.pack.paper import Paragraph, paper
from tracker.rules.refusal import Refused

QUOTE = "to draw up a roadmap for customs cooperation"
SECTIONS = [
    "1 Summary",
    "2 Done since the last session",
    "3 Moved since the last session",
    "4 No report",
    "5 Overdue",
    "6 Newly pledged",
    "7 Requests",
    "7.1 Decided since the last session",
    "8 Obstacles by cause",
    "8.1 Legal",
    "9 Carried over",
    "10 What each party says",
    "10.1 Velika",
    "10.2 Lorn",
]


@pytest.fixture
def pack(commission, meeting, pledge, velika):
    """One on which the sides differ, one late, one done; made for the third session, with names in Persian."""
    parties.revise(party=velika, version=1, fields={"names": {"fa": "ولیکا"}}, now=days(1))
    differ = pledge("Draw up a roadmap", quote=QUOTE)
    say(differ, "VEL", 100, "completed", done="Our side is ready.")
    say(differ, "LOR", 101, "in_progress", obstacle="legal", next_step="The law & the <act>.")
    pledge("Rail corridor", due_on=date(2026, 2, 1))
    close(pledge("Customs"), "completed", days(30))
    return made(commission, meeting=meeting)


def told(content: bytes) -> str:
    return " ".join(content.decode().split())


def read_word(content: bytes) -> str:
    return mammoth.convert_to_html(io.BytesIO(content)).value


def pages(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_the_word_file_has_headings_parties_and_both_voices(pack):
    shown = read_word(files.write(pack, "docx"))

    for section in SECTIONS:
        level = 2 if "." in section.split()[0] else 1
        number, title = section.split(" ", 1)
        assert f"{number}  {title}</h{level}>" in shown
    for words in ("Velika–Lorn commission", "State of implementation", "Velika (lead)", "Lorn (co-lead)", "Our side is ready.", "Land was bought.", QUOTE):
        assert words in shown
    assert "The parties state different things: Velika says “completed”; Lorn says “in progress”." in shown
    assert "Next step: The law &amp; the &lt;act&gt;." in shown


def test_the_word_file_lists_its_contents_now_and_asks_word_for_their_pages(pack):
    content = files.write(pack, "docx")

    document = Document(io.BytesIO(content))
    listed = [" ".join(paragraph.text.split()) for paragraph in document.paragraphs if paragraph.style.name.lower().startswith("toc")]
    body = document.element.body.xml
    assert listed == SECTIONS
    assert r'TOC \o "1-2" \h \z' in body
    assert document.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"
    assert " PAGE " in document.sections[0].footer._element.xml
    marks = {element.get(qn("w:name")) for element in document.element.body.iter(qn("w:bookmarkStart"))}
    assert {element.get(qn("w:anchor")) for element in document.element.body.iter(qn("w:hyperlink"))} == marks


def test_the_word_file_leaves_out_what_xml_has_no_place_for(pack):
    strange = paper(pack.snapshot, language="en", sha256=pack.sha256)
    strange = replace(strange, body="Council\x0b\x00 of\ntwo", closing=["]]> & <w:t>"])

    shown = read_word(word.write(strange))

    assert "Council of<br />two" in shown
    assert "]]&gt; &amp; &lt;w:t&gt;" in shown


def test_the_pdf_has_contents_with_the_pages_on_which_sections_stand(pack):
    found = pages(files.write(pack, "pdf"))

    assert "State of implementation" in found[0]
    contents = found[1]
    assert "Contents" in contents
    for section in SECTIONS:
        [page] = [number for number, text in enumerate(found[2:], 3) if f"{section} " in text and _begins(text, section)]
        assert _page_of(contents, section) == page


def _begins(text: str, section: str) -> bool:
    return not any(other != section and f"{other} " in text and text.index(f"{other} ") == text.index(f"{section} ") for other in SECTIONS)


def _page_of(contents: str, section: str) -> int:
    after = contents.split(f"{section} ", 1)[1] if f"{section} " in contents else contents.split(section, 1)[1]
    return int(after.lstrip(". ").split()[0].strip("."))


def test_each_page_of_the_pdf_but_the_cover_says_which_it_is(pack):
    found = pages(files.write(pack, "pdf"))

    assert [text.endswith(f"{number} / {len(found)}") for number, text in enumerate(found, 1)] == [False] + [True] * (len(found) - 1)


def test_the_html_file_needs_no_other_file(pack):
    shown = told(files.write(pack, "html"))

    assert shown.startswith('<!doctype html> <html lang="en" dir="ltr">')
    assert not any(mark in shown for mark in ("<link", "<script", "<img", "src=", "url(", "@import"))
    for words in ("Our side is ready.", "The law &amp; the &lt;act&gt;.", 'href="#section-10-2"', 'id="section-10-2"'):
        assert words in shown


def test_every_link_of_the_html_file_leads_somewhere(pack):
    shown = told(files.write(pack, "html"))

    links = {part.split('"')[0] for part in shown.split('href="#')[1:]}
    ids = {part.split('"')[0] for part in shown.split(' id="')[1:]}
    assert links - ids == set()


def test_a_persian_paper_runs_from_right_to_left_with_persian_names(pack):
    pack.language = "fa"

    page, document = told(files.write(pack, "html")), Document(io.BytesIO(files.write(pack, "docx")))

    assert '<html lang="fa" dir="rtl">' in page
    for words in ("ولیکا", "وضعیت اجرا", "فهرست", "مه 2026"):
        assert words in page
    text = [paragraph for paragraph in document.paragraphs if paragraph.text]
    assert all(paragraph._p.pPr.find(qn("w:bidi")) is not None for paragraph in text)
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in document.tables)
    assert len(PdfReader(io.BytesIO(files.write(pack, "pdf"))).pages) > 3


def test_a_persian_paper_holds_no_english_of_ours(pack):
    shown = paper(pack.snapshot, language="fa", sha256=pack.sha256)

    said = [section.title for _level, section in shown.listed()] + [shown.title, shown.contents, *shown.closing, *(label for label, _said in shown.cover)]
    said += [block.text for _level, section in shown.listed() for block in section.blocks if isinstance(block, Paragraph) and block.tone == ""]
    ours = [
        words
        for words in said
        if any("a" <= letter <= "z" for letter in words.replace("Velika–Lorn commission", "").replace("Lorn", "").replace(pack.sha256[:16], ""))
    ]
    assert ours == []


def test_languages_are_those_of_which_the_product_has_words():
    assert languages.codes() == ["en", "fa"]
    assert languages.choices() == [("en", "English"), ("fa", "فارسی")]


def test_an_empty_pack_is_a_paper_too(commission):
    empty = made(commission)

    for name in files.FORMATS:
        assert len(files.write(empty, name)) > 1000
    assert "No commitment is open." in told(files.write(empty, "html"))


def test_the_same_snapshot_gives_the_same_page(pack):
    assert files.write(pack, "html") == files.write(pack, "html")


def test_without_weasyprint_a_sentence_says_what_is_missing(pack, monkeypatch):
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)

    with pytest.raises(Refused) as refused:
        files.write(pack, "pdf")

    assert str(refused.value) == pdf.missing()


def test_weasyprint_is_not_loaded_before_a_pdf_is_asked_for():
    assert "tracker.exchange.pack.pdf" in sys.modules
    assert not any(hasattr(module, "HTML") for module in (pdf, html))


def test_the_word_file_is_well_formed(pack):
    with ZipFile(io.BytesIO(files.write(pack, "docx"))) as archive:
        assert archive.testzip() is None


def test_every_width_of_a_column_stands_in_both_style_sheets(pack):
    shown = told(files.write(pack, "html"))
    widths = {int(part.split('"')[0]) for part in shown.split('<col class="w')[1:]}

    sheets = [Path(settings.BASE_DIR) / path for path in ("templates/pack/paper.css", "tracker/static/tracker/css/pledgewatch.css")]
    assert widths
    assert [width for sheet in sheets for width in widths if f".w{width} {{" not in sheet.read_text()] == []
