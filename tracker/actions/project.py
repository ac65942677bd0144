"""Record and revise projects, with what each source gives."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.models import Funding, Project
from tracker.rules.refusal import Refused, Stale

FIELDS = ("name", "sector", "place", "cost", "currency", "description")


@transaction.atomic
def record(*, fields: dict[str, Any], funding: Iterable[tuple[str, Decimal | None]] = (), seed: str = "") -> Project:
    """Record a project; `fields` are those of FIELDS, of which `name` is needed; `funding` is (source, amount)."""
    project = Project(seed=seed)
    _write(project, fields, list(funding))
    return project


@transaction.atomic
def revise(*, project: Project, version: int, fields: dict[str, Any], funding: Iterable[tuple[str, Decimal | None]] | None = None) -> Project:
    """Change a project as it stood at `version`; Stale if somebody changed it since. `funding`, when given, is the whole new set."""
    project = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if project.version != version:
        raise Stale({"": _("Somebody changed this project while you were writing. Your text is kept below; look at the page again, then save.")})
    project.version += 1
    _write(project, fields, None if funding is None else list(funding))
    return project


def _write(project: Project, fields: dict[str, Any], funding: list[tuple[str, Decimal | None]] | None) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(project, name, fields[name])
    if Project.objects.filter(name=project.name).exclude(pk=project.pk).exists():
        raise Refused({"name": _("Another project has this name.")})
    if project.cost is not None and not project.currency:
        raise Refused({"currency": _("Say in which currency the cost is.")})
    project.save()
    if funding is None:
        return
    sources = [source for source, _amount in funding]
    if twice := next((source for source in sources if sources.count(source) > 1), None):
        raise Refused({"funding": _("“%(source)s” stands twice. Add the two up.") % {"source": twice}})
    project.funding.all().delete()
    Funding.objects.bulk_create(Funding(project=project, source=source, amount=amount) for source, amount in funding)
