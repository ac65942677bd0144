"""Whether the machine's clock may be trusted with a sweep: a wrong one would raise flags and send letters that are not due."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

MAX_APART = timedelta(seconds=60)  # between this machine and the database server
MAX_BACK = timedelta(minutes=5)  # before the sweep that was last


def distrust(now: datetime, *, database_now: datetime, last_started_at: datetime | None) -> str:
    """Why a sweep at `now` must not run, with what to do; "" when it may."""
    apart = now - database_now
    if abs(apart) > MAX_APART:
        return _("This machine's clock and the database's are %(n)d seconds apart. Set both by the same time server.") % {"n": abs(apart).total_seconds()}
    if last_started_at is not None and last_started_at - now > MAX_BACK:
        return _("The clock stands before the last sweep, of %(moment)s. If it is right now, run “manage sweep” once by hand.") % {
            "moment": last_started_at.strftime("%Y-%m-%d %H:%M UTC")
        }
    return ""
