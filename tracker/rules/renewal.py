"""Commitments made anew: how the chain of their `renews` links is told, which links are wrong, and which promises overlap."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.models import Commitment, Meeting, Project

LONGEST = 60  # links of a chain that are followed: sessions of a body that has met for sixty years


@dataclass(frozen=True, kw_only=True)
class Made:
    """How often a pledge had been made before this commitment, and its first making; `first` is None where the reader may not see that."""

    times: int = 0
    first: Commitment | None = None  # with its meeting


@dataclass(frozen=True, kw_only=True)
class Chain:
    """What a commitment renews, the nearest first, and what was made anew of it. Those that the reader may not see are counted and not named."""

    earlier: list[Commitment | None] = field(default_factory=list)
    anew: list[Commitment] = field(default_factory=list)
    anew_hidden: int = 0
    implements: Commitment | None = None
    carried_out_by: list[Commitment] = field(default_factory=list)

    @property
    def made(self) -> Made:
        return Made(times=len(self.earlier), first=self.earlier[-1] if self.earlier else None)

    @property
    def seen(self) -> list[Commitment]:
        return [row for row in self.earlier if row is not None]

    @property
    def hidden(self) -> int:
        return len(self.earlier) - len(self.seen)

    @property
    def is_empty(self) -> bool:
        return not (self.earlier or self.anew or self.anew_hidden or self.implements or self.carried_out_by)


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """Another commitment that promises the same, and why it seems so."""

    commitment: Commitment
    why: list[str]


def straight(start: int, behind: list[int]) -> list[int]:
    """The chain behind `start` up to where it would come back to itself: such a circle is refused, but two people may have closed it at once."""
    return list(dict.fromkeys([start, *behind]))[1:]


def problems(
    *, commitment_id: int | None, meeting: Meeting | None, renews: Commitment | None, implements: Commitment | None, behind: Mapping[str, Collection[int]]
) -> dict[str, str]:
    """What is wrong with the links of a commitment, by field. `behind` holds, for each link, the keys to which its chain leads, its own end included."""
    found = {}
    if renews is not None and renews.pk == commitment_id:
        found["renews"] = _("A commitment cannot renew itself.")
    elif renews is not None and commitment_id in behind["renews"]:
        found["renews"] = _("%(reference)s was itself made anew from this commitment, so the two would renew each other. Choose an earlier one.") % {
            "reference": renews.reference
        }
    elif renews is not None and meeting is not None and renews.meeting.starts_on > meeting.starts_on:
        found["renews"] = _("%(reference)s was pledged later, at a meeting after this one. Choose an earlier commitment.") % {"reference": renews.reference}
    if implements is not None and implements.pk == commitment_id:
        found["implements"] = _("A commitment cannot implement itself.")
    elif implements is not None and commitment_id in behind["implements"]:
        found["implements"] = _("%(reference)s itself carries out a part of this commitment, so the two would implement each other. Choose another one.") % {
            "reference": implements.reference
        }
    return found


def times(count: int) -> str:
    """“renewed 3 times”; empty for a pledge that was made once."""
    if not count:
        return ""
    return ngettext("renewed once", "renewed %(n)d times", count) % {"n": count}


def sentence(made: Made) -> str:
    """“First made in 2019 (Second session), renewed 3 times.”; empty for a pledge that was made once."""
    if not made.times:
        return ""
    if made.first is None:
        return _("It was %(times)s; where it was first made is not open to you.") % {"times": times(made.times)}
    facts = {"year": made.first.meeting.starts_on.year, "session": made.first.meeting.title, "times": times(made.times)}
    return _("First made in %(year)d (%(session)s), %(times)s.") % facts


def age(made: Made, today: date) -> str:
    """“first made 6 years ago”; empty where that is not known to the reader."""
    if made.first is None:
        return ""
    years = _full_years(made.first.meeting.starts_on, today)
    if years < 1:
        return _("first made less than a year ago")
    return ngettext("first made %(n)d year ago", "first made %(n)d years ago", years) % {"n": years}


def _full_years(since: date, today: date) -> int:
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day))


def overlap(row: Commitment, other: Commitment, shared: list[Project]) -> Overlap:
    """Why `other` seems to promise what `row` does; `shared` are the projects of both."""
    why = []
    if row.renews_id and row.renews_id == other.renews_id:
        why.append(_("it renews the same commitment"))
    if row.implements_id and row.implements_id == other.implements_id:
        why.append(_("it carries out the same commitment"))
    if shared:
        names = ", ".join(project.name for project in shared)
        why.append(ngettext("it has the same project: %(names)s", "it has the same projects: %(names)s", len(shared)) % {"names": names})
    return Overlap(commitment=other, why=why)
