"""The files of a pack, each made from its snapshot whenever somebody asks."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

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


LARGE = 300  # commitments: the PDF of a larger pack takes longer than a page may, so the worker sets it and it is kept


def paper_of(pack: Pack, *, has_voices: bool = True) -> Paper:
    return paper(pack.snapshot, language=pack.language, sha256=pack.sha256, has_voices=has_voices)


def write(pack: Pack, name: str) -> bytes:
    return FORMATS[name].write(paper_of(pack))


def kept(pack: Pack) -> str | None:
    """Where the PDF of a pack is kept, in the store of documents; None while it is not."""
    place = _place(pack)
    return place if default_storage.exists(place) else None


def keep(pack: Pack) -> str:
    """Set the PDF of a pack and keep it; one that is kept already stays."""
    return kept(pack) or default_storage.save(_place(pack), ContentFile(write(pack, "pdf")))


def read(pack: Pack, name: str) -> bytes:
    """The file as it is kept, or set now."""
    if name == "pdf" and (place := kept(pack)):
        with default_storage.open(place) as file:
            return file.read()
    return write(pack, name)


def _place(pack: Pack) -> str:
    return f"packs/{pack.pk}-{pack.language}-{pack.sha256[:16]}.pdf"


def name_of(pack: Pack, name: str) -> str:
    """“VLK-session-2026-06-30.docx”; with the language, if it is not English."""
    language = "" if pack.language == "en" else f"-{pack.language}"
    return f"{pack.body.short_code}-session-{pack.as_of.isoformat()}{language}.{name}"
