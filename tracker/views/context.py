"""What every page's frame shows: the last sweep, and whether worker and mail do their work."""

from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from tracker.queries import health


def frame(request):
    """`frame` for templates/base.html; read once a page and only if the page shows it."""
    return {"frame": lambda: _frame(request)}


def _frame(request):
    if not hasattr(request, "frame"):
        state = health.frame(standing=request.standing, now=request.now)
        sweep = state.last_sweep
        request.frame = {
            "last_sweep": sweep,
            "last_sweep_ago": sweep and _("%(time)s ago") % {"time": timesince(sweep.finished_at, request.now, depth=1)},
            "is_worker_late": state.is_worker_late,
            "mail_problem": _mail_problem(state),
            "mail_stopped_at": state.mail_stopped_at,
            "mail_stopped_by": state.mail_stopped_by,
            "to_report": state.to_report,
        }
    return request.frame


def _mail_problem(state: health.Frame) -> str:
    if state.is_mail_paused:
        return _("Mail is paused: the mail server refuses the sign-in.")
    return _("Some letters could not be delivered.") if state.has_stuck_mail else ""
