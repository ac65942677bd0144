"""The files of a pack, each made from its snapshot whenever somebody asks."""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.exchange.pack import html, pdf, word
from tracker.exchange.pack.paper import Paper, paper
from tracker.models import Pack


@dataclass(frozen=True)
class Format:
    write: Callable[[Paper], bytes]
    content_type: str


FORMATS = {
    "html": Format(html.write, "text/html; charset=utf-8"),
    "docx": Format(word.write, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": Format(pdf.write, "application/pdf"),
}


def paper_of(pack: Pack) -> Paper:
    return paper(pack.snapshot, language=pack.language, sha256=pack.sha256)


def write(pack: Pack, name: str) -> bytes:
    return FORMATS[name].write(paper_of(pack))


def name_of(pack: Pack, name: str) -> str:
    """“VLK-session-2026-06-30.docx”; with the language, if it is not English."""
    language = "" if pack.language == "en" else f"-{pack.language}"
    return f"{pack.body.short_code}-session-{pack.as_of.isoformat()}{language}.{name}"
