"""Who may do what. Signed-in people read everything; the desk writes; a party's people report for their party."""

from dataclasses import dataclass
from datetime import date

from tracker.models import Person, Post, Responsibility, User

REPORTERS = (Post.Role.FOCAL_POINT, Post.Role.ALTERNATE)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What one user may do on one day."""

    is_desk: bool  # keeps the record: an administrator, or a holder of a desk post
    person_id: int | None
    party_ids: frozenset[int]  # the parties for which the person reports

    def answers_for(self, responsibility: Responsibility) -> bool:
        """Whether the person reports for this responsibility: its focal point, or a holder of such a post for its party."""
        return self.person_id is not None and (responsibility.focal_point_id == self.person_id or responsibility.party_id in self.party_ids)

    def may_report(self, responsibility: Responsibility) -> bool:
        return self.is_desk or self.answers_for(responsibility)


def standing(user: User, person: Person | None, day: date) -> Standing:
    """From the posts that the user's person holds on `day`, in one query; a deactivated account may do nothing."""
    if not user.is_active:
        return Standing(is_desk=False, person_id=None, party_ids=frozenset())
    posts = list(person.posts.held_on(day).filter(role__in=(Post.Role.DESK, *REPORTERS))) if person else []
    return Standing(
        is_desk=user.is_superuser or any(post.role == Post.Role.DESK for post in posts),
        person_id=person and person.pk,
        party_ids=frozenset(post.party_id for post in posts if post.role in REPORTERS and post.party_id),
    )
