"""The paper as one HTML file that stands alone: it needs no other file, and prints with page numbers where the printer knows them."""

from django.template.loader import render_to_string
from django.utils.translation import override

from tracker.exchange.pack.paper import Paper


def write(paper: Paper) -> bytes:
    with override(paper.language):
        return render_to_string("pack/paper.html", {"paper": paper}).encode()
