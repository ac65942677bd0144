"""Read the ledger back: whether every chain holds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from tracker.models import Commitment, Indicator, LedgerEntry, LedgerText, Milestone, Responsibility, guard
from tracker.models.ledger import AppendOnly
from tracker.rules.chain import Chain, Head, Wrong, first_wrong, head_wrong

BATCH = 500  # chains read at once


@dataclass(frozen=True, kw_only=True)
class Verdict:
    chains: int
    entries: int
    wrongs: list[Wrong]  # the first of each chain that does not hold


def verify(*, heads: Iterable[Head] = ()) -> Verdict:
    """Check every chain, and the heads that letters showed against it."""
    chains, entries, wrongs = 0, 0, []
    for keys in _batches():
        for pk, chain in _read(keys).items():
            chains, entries = chains + 1, entries + len(chain.entries)
            if first_wrong(chain) and (wrong := _settled(pk)):
                wrongs.append(wrong)
    wrongs += _orphans()
    for head in heads:
        if head.reference not in {wrong.reference for wrong in wrongs} and (wrong := _compare(head)):
            wrongs.append(wrong)
    return Verdict(chains=chains, entries=entries, wrongs=wrongs)


def _batches() -> Iterator[list[int]]:
    last = 0
    while keys := list(Commitment.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield keys
        last = keys[-1]


@transaction.atomic
def _settled(pk: int) -> Wrong | None:
    """The verdict on a chain that looked wrong, while nobody writes to it: it may have grown while it was read."""
    Commitment.objects.select_for_update(no_key=True).get(pk=pk)
    return first_wrong(_read([pk])[pk])


def _read(keys: list[int]) -> dict[int, Chain]:
    chains = {pk: Chain(commitment=commitment) for pk, commitment in Commitment.objects.in_bulk(keys).items()}
    for entry in LedgerEntry.objects.filter(commitment__in=keys).order_by("commitment", "seq"):
        chains[entry.commitment_id].entries.append(entry)
    for text in LedgerText.objects.filter(entry__commitment__in=keys).annotate(chain=F("entry__commitment")):
        chains[text.chain].texts[text.pk] = text
    for part in Responsibility.objects.filter(commitment__in=keys).order_by("id"):
        chains[part.commitment_id].parts.append(part)
    for step in Milestone.objects.filter(commitment__in=keys).prefetch_related("answering").order_by("position", "id"):
        chains[step.commitment_id].steps.append(step)
    for row in Indicator.objects.filter(commitment__in=keys).order_by("id"):
        chains[row.commitment_id].indicators.append(row)
    for pk, project in Commitment.projects.through.objects.filter(commitment__in=keys).values_list("commitment", "project"):
        chains[pk].projects.append(project)
    for model in guard.guarded():
        if not issubclass(model, AppendOnly):
            continue
        name = model._meta.model_name
        if model.CHAIN:
            for row in model.objects.filter(**{f"{model.CHAIN}__in": keys}).annotate(chain=F(model.CHAIN)):
                chains[row.chain].rows[name, row.pk] = row
        else:
            for chain in chains.values():  # a row of several chains: those that each names
                named = [pk for key, pk in chain.named if key == name]
                chain.shared |= {(name, pk): row for pk, row in model.objects.in_bulk(named).items()} if named else {}
    return chains


def _orphans() -> list[Wrong]:
    """Entries without their commitment: only a hand past the database's own checks leaves such."""
    orphans = LedgerEntry.objects.filter(~Exists(Commitment.objects.filter(pk=OuterRef("commitment"))))
    keys = orphans.order_by("commitment").values_list("commitment", flat=True).distinct()
    return [Wrong(reference=f"commitment {pk}", seq=None, sentence="it is gone, but its entries stand.") for pk in keys]


def _compare(head: Head) -> Wrong | None:
    chain = LedgerEntry.objects.filter(commitment__reference=head.reference)
    return head_wrong(head, chain.filter(seq=head.seq).values_list("hash", flat=True).first(), chain.count())
