"""Addresses of the same page, a page of rows on or back, with every filter kept."""

from django.http import HttpRequest

from tracker.queries.paging import Page


def page_links(request: HttpRequest, page: Page) -> dict[str, str]:
    """`previous_url` and `next_url` for templates/_pager.html; "" where there is none."""
    return {"previous_url": _link(request, newer=page.newer), "next_url": _link(request, older=page.older)}


def _link(request: HttpRequest, **mark: str) -> str:
    if not any(mark.values()):
        return ""
    kept = request.GET.copy()
    for name in ("older", "newer"):
        kept.pop(name, None)
    kept.update(mark)
    return f"?{kept.urlencode()}"
