"""Who may do what. Signed-in people read everything; the desk writes; a party's people report for their party."""

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
