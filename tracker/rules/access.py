"""Who may see and do what: the one place. Pages, the admin, letters and whatever hands rows out ask here.

What a person may do follows from the posts they hold on a day; what they may see, from those and from the record's visibility:
a draft is the desk's alone; else the desk, the parties concerned, or everybody from the day of publication on. A party is
concerned by a commitment in which it has a part, and by a meeting at which it sat.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from tracker.models import Attendance, Body, Commitment, Party, Person, Post, Responsibility, User
from tracker.models.visibility import Visibility

Role = Post.Role
REPORTERS = (Role.FOCAL_POINT, Role.ALTERNATE)
NOBODY = frozenset()


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What one user may do on one day. Sets hold primary keys."""

    day: date
    is_signed_in: bool = False
    is_desk: bool = False  # keeps the whole record: an administrator, or a holder of a desk post without body
    reads_all: bool = False  # a reader or assessor of every body
    assesses_all: bool = False
    person_id: int | None = None
    party_ids: frozenset[int] = NOBODY  # the parties for which the person reports
    validated_ids: frozenset[int] = NOBODY  # the parties whose reports the person reviews
    read_party_ids: frozenset[int] = NOBODY  # the parties for which the person holds any post
    left_ids: frozenset[int] = NOBODY  # the parties for which the person reported once and holds no such post any more
    desk_ids: frozenset[int] = NOBODY  # bodies whose record the person keeps
    chaired_ids: frozenset[int] = NOBODY  # bodies the person co-chairs
    assessed_ids: frozenset[int] = NOBODY  # bodies whose commitments the person assesses
    read_body_ids: frozenset[int] = NOBODY  # bodies for which the person holds any post

    def keeps(self, body_id: int | None) -> bool:
        """Whether the person keeps the record of this body (None: of meetings without a body)."""
        return self.is_desk or body_id in self.desk_ids

    @property
    def keeps_some(self) -> bool:
        """Whether the person keeps the record of any body, and so may begin one."""
        return self.is_desk or bool(self.desk_ids)

    def answers_for(self, responsibility: Responsibility) -> bool:
        """Whether the person reports for this responsibility: its focal point, or a holder of such a post for its party.

        Who is named as focal point without ever having held a post answers too; whoever held one answers no longer than they hold it.
        """
        if self.person_id is None or responsibility.party_id in self.left_ids:
            return False
        return responsibility.focal_point_id == self.person_id or responsibility.party_id in self.party_ids

    def may_report(self, responsibility: Responsibility) -> bool:
        """`responsibility.commitment` must be loaded."""
        return self.keeps(responsibility.commitment.body_id) or self.answers_for(responsibility)

    def sees_inside(self, responsibility: Responsibility) -> bool:
        """Whether the person may see what a party said before it counts: its own people and the desk. `responsibility.commitment` must be loaded."""
        return self.may_report(responsibility) or responsibility.party_id in self.read_party_ids

    def may_review(self, responsibility: Responsibility, *, author_id: int | None) -> bool:
        """Whether the person may say that a report counts: a validator of its party, never its own author."""
        return responsibility.party_id in self.validated_ids and self.person_id != author_id

    def may_ask(self, responsibility: Responsibility) -> bool:
        """Whether the person may ask for a change in the name of this party."""
        return self.answers_for(responsibility)

    def may_ask_as_desk(self, commitment: Commitment) -> bool:
        """Whether the person may ask for a change in the name of the desk, which a second person then decides."""
        return self.person_id is not None and self.keeps(commitment.body_id)

    def may_decide(self, commitment: Commitment, *, asked_by_id: int) -> bool:
        """Whether the person may decide a request: the desk or a co-chair of the body, never the one who asked."""
        decides = self.keeps(commitment.body_id) or commitment.body_id in self.chaired_ids
        return decides and self.person_id is not None and self.person_id != asked_by_id

    def may_lead(self, body_id: int | None) -> bool:
        """Whether the person may lead the sessions of a body: the desk, or one of its co-chairs."""
        return self.person_id is not None and body_id is not None and (self.keeps(body_id) or body_id in self.chaired_ids)

    @property
    def decided_ids(self) -> frozenset[int] | None:
        """The bodies for whose commitments the person may decide what somebody else asked for (None: for all)."""
        return None if self.is_desk else self.desk_ids | self.chaired_ids

    def may_hinder(self, commitment: Commitment) -> bool:
        """Whether the person may raise an obstacle and read an indicator: the desk, or who answers for one of its parts, which must be loaded."""
        return self.keeps(commitment.body_id) or any(self.answers_for(part) for part in commitment.responsibilities.all())

    def may_assess(self, commitment: Commitment) -> bool:
        """Whether the person may grade a commitment: an assessor of its body who answers for none of its parties.

        The responsibilities of `commitment` must be loaded.
        """
        is_assessor = self.assesses_all or commitment.body_id in self.assessed_ids
        return is_assessor and self.person_id is not None and not any(self.answers_for(part) for part in commitment.responsibilities.all())

    def may_make_pack(self, body: Body) -> bool:
        """Whether the person may have the session pack of a body made: who keeps its record, or co-chairs it."""
        return self.keeps(body.pk) or body.pk in self.chaired_ids

    def may_read_pack(self, body: Body) -> bool:
        """Whether the person may read the session packs of a body: who holds a post for it, or reads all.

        A post for one of its sides is not enough: a pack tells of every commitment of the body, also of those that one side alone may see.
        """
        return self.may_make_pack(body) or self.reads_all or body.pk in self.read_body_ids


def outsider(day: date) -> Standing:
    """Somebody who did not sign in, or whose account was deactivated: sees what is public and does nothing."""
    return Standing(day=day)


def standing(user: User, person: Person | None, day: date) -> Standing:
    """What a user may do: what their person's posts give, and all if they are an administrator."""
    if not user.is_active:
        return outsider(day)
    held = by_posts(person, day) if person else outsider(day)
    return replace(held, is_signed_in=True, is_desk=held.is_desk or user.is_superuser)


def by_posts(person: Person, day: date) -> Standing:
    """What a person may do by the posts they hold on `day` and those that are over, as where they come by a letter's link; in one query."""
    known = list(person.posts.filter(starts_on__lte=day))
    posts = [post for post in known if post.ends_on is None or post.ends_on >= day]

    def parties(*roles: str) -> frozenset[int]:
        return frozenset(post.party_id for post in posts if post.party_id and (not roles or post.role in roles))

    def bodies(*roles: str) -> frozenset[int]:
        return frozenset(post.body_id for post in posts if post.body_id and not post.party_id and (not roles or post.role in roles))

    everywhere = {post.role for post in posts if not post.party_id and not post.body_id}
    chaired = frozenset(post.body_id for post in posts if post.body_id and post.role == Role.CO_CHAIR)
    return Standing(
        day=day,
        is_desk=Role.DESK in everywhere,
        reads_all=bool(everywhere & {Role.READER, Role.ASSESSOR}),
        assesses_all=Role.ASSESSOR in everywhere,
        person_id=person.pk,
        party_ids=parties(*REPORTERS),
        validated_ids=parties(Role.VALIDATOR),
        read_party_ids=parties(),
        left_ids=frozenset(post.party_id for post in known if post.party_id and post.role in REPORTERS) - parties(*REPORTERS),
        desk_ids=bodies(Role.DESK),
        chaired_ids=chaired,
        assessed_ids=bodies(Role.ASSESSOR),
        read_body_ids=bodies() | chaired,
    )


def commitments(standing: Standing) -> Q:
    """Which commitments a person may see."""
    own = Responsibility.objects.filter(Q(party__in=standing.read_party_ids) | answered(standing))
    return _visible(standing, Q(pk__in=own.values("commitment")))


def meetings(standing: Standing) -> Q:
    """Which meetings a person may see."""
    return _visible(standing, Q(pk__in=Attendance.objects.filter(party__in=standing.read_party_ids).values("meeting")))


def packs(standing: Standing) -> Q:
    """Which session packs a person may read; as Standing.may_read_pack."""
    if standing.is_desk or standing.reads_all:
        return Q()
    return Q(body__in=standing.desk_ids | standing.read_body_ids)


def projects(standing: Standing) -> Q:
    """Which projects a person knows: those of commitments they may see, and to who keeps some record also those that no commitment names yet."""
    if standing.is_desk:
        return Q()
    seen = Q(pk__in=Commitment.projects.through.objects.filter(commitment__in=Commitment.objects.filter(commitments(standing))).values("project"))
    return seen | Q(commitments=None) if standing.keeps_some else seen


def concerned(standing: Standing, prefix: str) -> Q:
    """Which rows that hang on a commitment (`prefix` names the relation, as in "commitment") a person may see."""
    return Q() if standing.is_desk else Q(**{f"{prefix}__in": Commitment.objects.filter(commitments(standing)).values("pk")})


def told(prefix: str) -> Q:
    """Which rows that hang on a commitment (`prefix` as above) letters to a party's people may speak of."""
    return Q(**{f"{prefix}__is_draft": False, f"{prefix}__visible_to__in": [Visibility.PARTIES, Visibility.PUBLIC]})


def told_all(day: date) -> Standing:
    """Who sees all that any party is told, and no more: the reader for whom a paper to all sides is made."""
    return Standing(day=day, reads_all=True)


def is_told(commitment: Commitment) -> bool:
    """The same of one commitment."""
    return not commitment.is_draft and commitment.visible_to in (Visibility.PARTIES, Visibility.PUBLIC)


def _visible(standing: Standing, concerned: Q) -> Q:
    if standing.is_desk:
        return Q()
    told = Q(is_draft=False, visible_to__in=[Visibility.PARTIES, Visibility.PUBLIC])
    seen = _is_public(standing.day)
    if standing.reads_all:
        seen |= told
    elif standing.person_id is not None:
        seen |= told & (concerned | Q(body__in=standing.read_body_ids))
    return seen | Q(body__in=standing.desk_ids) if standing.desk_ids else seen


def _is_public(day: date) -> Q:
    return Q(is_draft=False, visible_to=Visibility.PUBLIC) & (Q(publish_on__isnull=True) | Q(publish_on__lte=day))


def answered(standing: Standing) -> Q:
    """Which responsibilities a person answers for."""
    if standing.person_id is None:
        return Q(pk__in=[])
    return Q(party__in=standing.party_ids) | Q(focal_point=standing.person_id) & ~Q(party__in=standing.left_ids)


def named(standing: Standing, model: type[Party] | type[Body]) -> Q:
    """Which parties, or bodies, a person knows by name: all of them once signed in, else those of something public."""
    if standing.is_signed_in:
        return Q()
    public = Commitment.objects.filter(_is_public(standing.day))
    return Q(pk__in=public.values("body") if model is Body else Responsibility.objects.filter(commitment__in=public.values("pk")).values("party"))
