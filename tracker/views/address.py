"""Addresses of the same list, a page of rows on or back, with every filter kept."""

from django.http import HttpRequest

from tracker.forms import filters
from tracker.queries import keyset


def page(request: HttpRequest, rows, order: tuple[str, ...]) -> keyset.Page:
    """The page of `rows` that the request's address asks for."""
    return keyset.page(rows, order, after=request.GET.get("after", ""), before=request.GET.get("before", ""))


def page_links(request: HttpRequest, shown: keyset.Page) -> dict[str, str]:
    """`previous_url` and `next_url` for templates/_pager.html; "" where there is none."""
    return {
        "previous_url": shown.before and filters.address(request.GET, before=shown.before),
        "next_url": shown.after and filters.address(request.GET, after=shown.after),
    }
