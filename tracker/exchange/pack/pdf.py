"""The paper as PDF, set by WeasyPrint from the same page; the extra `pdf` brings it."""

import logging
from importlib.util import find_spec

from django.utils.translation import gettext as _

from tracker.exchange.pack import html
from tracker.exchange.pack.paper import Paper
from tracker.rules.refusal import Refused


def is_here() -> bool:
    """Whether WeasyPrint is installed."""
    return find_spec("weasyprint") is not None


def missing() -> str:
    return _("PDF needs WeasyPrint, which is not installed here. Whoever runs this server adds it with: pip install -r requirements-pdf.txt")


def write(paper: Paper) -> bytes:
    if not is_here():
        raise Refused({"": missing()})
    # It loads half a second of fonts and libraries, and is not everywhere.
    from weasyprint import HTML  # noqa: PLC0415

    for name in ("weasyprint", "weasyprint.progress", "fontTools"):  # they tell each page and glyph at INFO
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        return HTML(string=html.write(paper).decode(), url_fetcher=_nothing).write_pdf()
    except OSError as error:  # Pango and its like are the system's
        raise Refused({"": _("PDF cannot be made here: %(error)s") % {"error": error}}) from None


def _nothing(url: str, *args, **options) -> dict:
    """The paper needs nothing from elsewhere, so nothing is fetched."""
    raise ValueError(url)
