"""Whether the watch is alive: the last sweep, the worker's heartbeat, the broker, the letters."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.db.models import Exists, Subquery
from redis.backoff import NoBackoff
from redis.retry import Retry

from tracker.models import Heartbeat, LedgerCheck, Notice, Sweep, guard
from tracker.queries import desk, mail
from tracker.queries import sweep as sweeps
from tracker.queries.count import CappedCount
from tracker.rules.access import Standing

WORKER_LATE = timedelta(seconds=100)  # beat asks for a heartbeat every 30 seconds: three were missed
CHECK_LATE = timedelta(days=3)
NEVER_CHECKED = "not checked yet"
BROKER_TIMEOUT = 0.5  # seconds


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What the foot of every page says."""

    last_sweep: Sweep | None
    is_worker_late: bool
    is_mail_paused: bool
    has_stuck_mail: bool
    mail_stopped_at: datetime | None
    mail_stopped_by: str  # "" when nobody knows
    to_report: int  # reports that the person owes, counted up to count.CAP + 1


def frame(*, standing: Standing, now: datetime) -> Frame:
    """One query for the frame of every page, beside the one for the standing."""
    beat_at = Heartbeat.objects.filter(name="worker").values("beat_at")[:1]
    is_paused, is_stuck = Exists(mail.pauses()), Exists(Notice.objects.filter(state__in=mail.STUCK))
    state = {"worker_beat_at": Subquery(beat_at), "is_mail_paused": is_paused, "has_stuck_mail": is_stuck}
    state |= {"mail_stopped_at": Subquery(mail.stops().values("stopped_at")), "mail_stopped_by": Subquery(mail.stops().values("stopped_by__name"))}
    sweep = last_sweeps().annotate(**state, to_report=CappedCount(desk.owed(standing))).first()
    return Frame(
        last_sweep=sweep,
        is_worker_late=sweep is None or is_late(sweep.worker_beat_at, now),
        is_mail_paused=sweep is not None and sweep.is_mail_paused,
        has_stuck_mail=sweep is not None and sweep.has_stuck_mail,
        mail_stopped_at=sweep and sweep.mail_stopped_at,
        mail_stopped_by=(sweep and sweep.mail_stopped_by) or "",
        to_report=0 if sweep is None else sweep.to_report or 0,  # NULL: a set that is known to be empty
    )


def read(*, now: datetime) -> dict:
    """What /health answers; `status` is "ok" or names what is dead. Takes up to BROKER_TIMEOUT when the broker is down."""
    sweep = last_sweeps().first()
    beat_at = Heartbeat.objects.filter(name="worker").values_list("beat_at", flat=True).first()
    mail_stopped_at = mail.stopped_at()
    answer = {
        "last_sweep_at": sweep and sweep.finished_at.isoformat(),
        "worker": "late" if is_late(beat_at, now) else "ok",
        "broker": broker(),
        "last_sweep_error": sweeps.last_error(),
        "mail_queue": mail.waiting(),
        "last_mail_error": mail.last_error(),
        "guards": f"missing: {', '.join(lacking)}" if (lacking := guard.missing()) else "ok",
        "ledger": ledger(now),
        "letters_stopped_at": mail_stopped_at and mail_stopped_at.isoformat(),  # by whom is told to people who signed in
    }
    dead = [name for name in ("worker", "broker", "guards") if answer[name] != "ok"]
    if answer["ledger"] not in ("ok", NEVER_CHECKED):
        dead.append("ledger")
    if sweep is None or now - sweep.finished_at > 2 * sweep_interval() or answer["last_sweep_error"]:
        dead.append("sweep")
    return {"status": f"dead: {', '.join(dead)}" if dead else "ok"} | answer


def ledger(now: datetime) -> str:
    """ "ok", or what the last nightly check found."""
    last = LedgerCheck.objects.first()
    if last is None:
        return NEVER_CHECKED
    if last.wrong:
        return f"chains that do not hold: {last.wrong} of {last.chains}; manage.py verify_ledger names them"
    return f"not checked since {last.checked_at.isoformat()}" if now - last.checked_at > CHECK_LATE else "ok"


def broker() -> str:
    """ "ok", or why the broker cannot be reached."""
    url = settings.CELERY_BROKER_URL
    if url.startswith("filesystem:"):
        return "ok"
    try:
        connection(url).ping()
    except (redis.ConnectionError, redis.TimeoutError):
        return "not reachable"  # and no more: the words would tell everybody the broker's address
    except redis.RedisError as error:
        return f"not reachable: {error}"
    return "ok"


def connection(url: str) -> redis.Redis:
    """A connection by Celery's address; its redis+socket:///path is redis-py's unix:///path."""
    # No second try: redis-py's own, with the pauses between them, would hold the page for seconds.
    timeouts = {"socket_timeout": BROKER_TIMEOUT, "socket_connect_timeout": BROKER_TIMEOUT, "retry": Retry(NoBackoff(), 0)}
    if url.startswith("redis+socket://"):
        return redis.Redis(unix_socket_path=url.removeprefix("redis+socket://").split("?")[0], **timeouts)
    return redis.Redis.from_url(url, **timeouts)


def last_sweeps():
    """Finished sweeps, the last first."""
    return Sweep.objects.filter(finished_at__isnull=False).order_by("-finished_at")


def is_late(beat_at: datetime | None, now: datetime) -> bool:
    return beat_at is None or now - beat_at > WORKER_LATE


def sweep_interval() -> timedelta:
    return timedelta(seconds=settings.CELERY_BEAT_SCHEDULE["sweep"]["schedule"])
