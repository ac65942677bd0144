"""The runs of the watch, and the letters that wait for a person."""

from datetime import UTC, datetime

from django.db import connection
from django.db.models import Q, QuerySet

from tracker.models import Body, Flag, Notice, Person, Sweep
from tracker.models.flag import SEVERE
from tracker.queries import mail
from tracker.queries.letter import digest_subjects
from tracker.rules.access import Standing

NEWEST_FIRST = ("-id",)
STUCK = 20  # letters shown
BODIES = 50


def sweeps() -> QuerySet[Sweep]:
    """Every run of the watch."""
    return Sweep.objects.all()


def last_started_at() -> datetime | None:
    """When the last sweep that ended well had started."""
    return Sweep.objects.filter(finished_at__isnull=False).order_by("-id").values_list("started_at", flat=True).first()


def last_error() -> str | None:
    """Why the newest sweep failed, if it did."""
    return Sweep.objects.order_by("-id").values_list("error", flat=True).first() or None


def database_now() -> datetime:
    """The database server's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        [told] = cursor.fetchone()
    return told if isinstance(told, datetime) else datetime.fromisoformat(told).replace(tzinfo=UTC)  # SQLite tells UTC as text


def newest_ids() -> dict[str, int]:
    """The newest flag and letter, so that a preview knows those that came after."""
    return {model.__name__: model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 for model in (Flag, Notice)}


def raised_since(newest: dict[str, int]) -> QuerySet[Flag]:
    """Open flags newer than `newest`, with what their sentences need."""
    return Flag.objects.open().filter(pk__gt=newest["Flag"]).select_related("commitment", "party", "milestone").order_by("pk")


def cleared_at(moment: datetime) -> QuerySet[Flag]:
    """Flags cleared at just this moment, with what their sentences need."""
    return Flag.objects.filter(cleared_at=moment).select_related("commitment", "party", "milestone").order_by("pk")


def mailed_since(newest: dict[str, int]) -> QuerySet[Person]:
    """People with a letter newer than `newest`, and those whose next digest tells of a flag that is."""
    severe = raised_since(newest).filter(rule__in=SEVERE)
    own, shared = severe.filter(responsibility__isnull=False), severe.filter(responsibility=None)
    parts = digest_subjects().filter(Q(pk__in=own.values("responsibility")) | Q(commitment__in=shared.values("commitment")))
    in_digest = Q(pk__in=parts.values("focal_point"), digest_at__isnull=False)
    return (
        Person.objects.filter(Q(pk__in=Notice.objects.filter(pk__gt=newest["Notice"]).values("recipient")) | in_digest)
        .select_related("party")
        .order_by("name", "pk")
    )


def bodies(standing: Standing) -> list[Body]:
    """The first BODIES whose watch the person may change."""
    kept = Body.objects.all() if standing.is_desk else Body.objects.filter(pk__in=standing.desk_ids)
    return list(kept.order_by("name")[:BODIES])


def stuck_letters() -> list[Notice]:
    """At most STUCK + 1 letters that failed or were set aside, the newest first."""
    stuck = Notice.objects.filter(state__in=mail.STUCK)
    return list(stuck.select_related("recipient").defer("text", "html").order_by("-queued_at", "-id")[: STUCK + 1])
