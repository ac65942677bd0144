"""Who gets past the door. The rules themselves stand in rules.access; here they become answers.

A row that somebody may not see does not exist for them: 404, or the sign-in page for whoever did not sign in. A row that
they may see but not act on: 403.
"""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404

from tracker.views.typed import keep


def signed_in(view):
    """For people with an account; what others typed into a form of the page waits for them while they sign in."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        keep(request)
        return redirect_to_login(request.get_full_path())

    return guarded


def anybody(view):
    """For pages that show what is public to whoever did not sign in; a row they may not see asks them to sign in."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())

    return guarded


def desk_only(view):
    """For those who keep the record of some body; whose record it is, the view asks with `must`. Others get a 403 page, outsiders the sign-in page."""

    @signed_in
    @wraps(view)
    def guarded(request, *args, **kwargs):
        must(request.standing.keeps_some)
        return view(request, *args, **kwargs)

    return guarded


def must(allowed: bool) -> None:
    """Go on only if the person may do this; they see the row already, so the answer is 403."""
    if not allowed:
        raise PermissionDenied
