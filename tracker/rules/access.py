"""Who may do what. Signed-in people read everything; the desk writes; a party's people report for their party."""

from dataclasses import dataclass
from datetime import date

from tracker.models import Person, Post, Responsibility, User

REPORTERS = (Post.Role.FOCAL_POINT, Post.Role.ALTERNATE)


def is_desk(user: User, day: date) -> bool:
    """Whether the user keeps the record on `day`: an administrator, or a holder of a desk post."""
    return user.is_active and (user.is_superuser or Post.objects.held_on(day).filter(person__user=user, role=Post.Role.DESK).exists())


def answers_for(person: Person | None, responsibility: Responsibility, day: date) -> bool:
    """Whether the person reports for this responsibility: its focal point, or a holder of such a post for its party."""
    if person is None:
        return False
    if responsibility.focal_point_id == person.pk:
        return True
    return person.posts.held_on(day).filter(role__in=REPORTERS, party_id=responsibility.party_id).exists()


def may_report(user: User, person: Person | None, responsibility: Responsibility, day: date) -> bool:
    """Whether the user may report on this responsibility on `day`."""
    return user.is_active and (answers_for(person, responsibility, day) or is_desk(user, day))


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What one person may do on one day, read in one query for a page with many rows."""

    is_desk: bool
    person_id: int | None
    party_ids: frozenset[int]  # the parties for which the person reports

    def answers_for(self, responsibility: Responsibility) -> bool:
        return self.person_id is not None and (responsibility.focal_point_id == self.person_id or responsibility.party_id in self.party_ids)

    def may_report(self, responsibility: Responsibility) -> bool:
        return self.is_desk or self.answers_for(responsibility)


def standing(user: User, person: Person | None, day: date) -> Standing:
    """The same answers as is_desk, answers_for and may_report, for any number of responsibilities."""
    if not user.is_active:
        return Standing(is_desk=False, person_id=None, party_ids=frozenset())
    posts = list(person.posts.held_on(day).filter(role__in=(Post.Role.DESK, *REPORTERS))) if person else []
    return Standing(
        is_desk=user.is_superuser or any(post.role == Post.Role.DESK for post in posts),
        person_id=person and person.pk,
        party_ids=frozenset(post.party_id for post in posts if post.role in REPORTERS and post.party_id),
    )
