"""What somebody typed into the form of a page.

Where their session ran out while they wrote, their words wait in the new one and come back into the form after sign-in, unsent.
"""

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

UNSENT = "unsent"  # in the session: address -> body of the form
LONGEST = 100_000  # characters of a body that waits


def typed(request: HttpRequest) -> QueryDict | None:
    """What the form begins with: what was posted, else what waits unsent; None for a fresh form."""
    waiting = request.session.get(UNSENT, {}).get(request.path)
    if request.method == "POST":
        if waiting is not None:
            del request.session[UNSENT]
        return request.POST
    if waiting is None:
        return None
    messages.warning(request, _("Not sent yet. You were signed out while you wrote: look at your words and send them. Files have to be chosen again."))
    return QueryDict(waiting)


def keep(request: HttpRequest) -> None:
    """Let the words of somebody who has to sign in first wait for them; files cannot."""
    body = request.POST.copy()
    body.pop("csrfmiddlewaretoken", None)
    if body and len(body.urlencode()) <= LONGEST:
        request.session[UNSENT] = {request.path: body.urlencode()}
