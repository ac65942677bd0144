"""Who gets past the door: decorators for views; the rules themselves stand in rules.access."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied

signed_in = login_required


def desk_only(view):
    """Let the desk in; others who are signed in get a 403 page, outsiders the sign-in page."""

    @signed_in
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.standing.is_desk:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
