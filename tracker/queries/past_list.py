"""The list of commitments as it was known at a moment gone by, by reference.

The database filters by what stands in the states and the flags. Reporting states and stated statuses follow from clocks and
reports, so they are computed, on at most LOOKED_AT commitments a page; the next page goes on where the looking ended.
"""

from datetime import date

from django.db.models import BooleanField, Func, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from tracker.models import Commitment
from tracker.models.commitment import NO_DATE
from tracker.queries import count, keyset
from tracker.queries import past as queries
from tracker.rules import spread
from tracker.rules.access import Standing
from tracker.rules.past import Past

ORDER = ("reference",)
LOOKED_AT = count.CAP
COMPUTED = ("reporting", "sides")  # filters that no database answers


class HasPart(Func):
    """HasPart("facts", party.pk): whether the state of an entry gives the party a part."""

    output_field = BooleanField()

    def as_sqlite(self, compiler, connection, **options):
        each = ", '$.state.parts') AS part WHERE json_extract(part.value, '$.party_id') = "
        return self.as_sql(compiler, connection, template="EXISTS (SELECT 1 FROM json_each(%(expressions)s)", arg_joiner=each, **options)

    def as_postgresql(self, compiler, connection, **options):
        path = ", '$.state.parts[*].party_id ? (@ == $id)', jsonb_build_object('id', "
        return self.as_sql(compiler, connection, template="jsonb_path_exists(%(expressions)s))", arg_joiner=path, **options)


def filtered(
    standing: Standing,
    past: Past,
    *,
    text: str = "",
    party: int | None = None,
    body: int | None = None,
    kind: list[str] = (),
    lifecycle: list[str] = (),
    flag: list[str] = (),
    renewed: list[str] = (),
    due_after: date | None = None,
    due_before: date | None = None,
) -> QuerySet[Commitment]:
    """The commitments that answered all that is given; as queries.commitment_list.filtered, but words are looked for in reference and title only."""
    true = [Q(facts__state__title__icontains=word) | Q(commitment__reference__icontains=word) for word in text.split()]
    true += [Q(**{f"facts__state__{name}__in": list(wanted)}) for name, wanted in (("kind", kind), ("lifecycle", lifecycle)) if wanted]
    due = KT("facts__state__due_ends_on")
    if body:
        true.append(Q(facts__state__body_id=body))
    if party:
        true.append(HasPart("facts", party))
    if renewed:
        true.append(~Q(facts__state__renews_id=None))
    if due_after:
        true.append(GreaterThanOrEqual(due, Value(due_after.isoformat())))
    if due_after or due_before:  # a date that is not there has no place in either: SQLite reads it as "null", which comes after every day
        true.append(LessThanOrEqual(due, Value((due_before or NO_DATE).isoformat())))
    rows = queries.known(standing, past, *true)
    if flag:
        flags = queries.standing_then(queries.raised(past), past).filter(rule__in=flag)
        flags = flags.filter(Q(party=party) | Q(party__isnull=True)) if party else flags
        rows = rows.filter(pk__in=flags.values("commitment"))
    return rows


def page(
    rows: QuerySet[Commitment], past: Past, *, standing: Standing, after: str, before: str, party: int | None, computed: dict[str, list[str]]
) -> keyset.Page:
    """A page of commitments as they stood; `computed` are the filters of COMPUTED that were asked for."""
    if not computed:
        found = keyset.page(rows, ORDER, after=after, before=before)
        return keyset.Page(rows=queries.rebuild(found.rows, past, standing=standing), after=found.after, before=found.before)
    looked = keyset.page(rows, ORDER, after=after, before=before, size=LOOKED_AT)
    kept = [row for row in queries.rebuild(looked.rows, past, standing=standing) if _answers(row, party, **computed)]
    shown = kept[-keyset.SIZE :] if before and not after else kept[: keyset.SIZE]
    if not shown:
        return keyset.Page(rows=[], after=looked.after, before=looked.before)
    return keyset.Page(
        rows=shown,
        after=looked.after if shown[-1] is kept[-1] else keyset.mark(shown[-1], ORDER),
        before=looked.before if shown[0] is kept[0] else keyset.mark(shown[0], ORDER),
    )


def _answers(row: Commitment, party: int | None, *, reporting: list[str] = (), sides: list[str] = ()) -> bool:
    parts = row.responsibilities.all()
    if reporting and not any(part.silence[0].state in reporting for part in parts if party in (None, part.party_id)):
        return False
    return not sides or spread.differs(part.stated_status for part in parts)
