"""Record and revise people, their posts, their accounts and what letters they want."""

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from tracker.actions import clock, ledger, notice
from tracker.models import Body, Commitment, Escalation, Flag, HandOver, LedgerEntry, Party, Person, Post, Responsibility, User
from tracker.queries import post as queries
from tracker.rules import clock as clock_rules
from tracker.rules import post as rules
from tracker.rules.due import local_day
from tracker.rules.refusal import Refused, Stale, refuse

FIELDS = ("name", "position", "email", "party", "user", "language", "time_zone", "digest", "digest_weekday", "letter_hour")
OWN_FIELDS = ("language", "time_zone", "digest", "digest_weekday", "letter_hour")


@transaction.atomic
def record(*, fields: dict, seed: str = "", now: datetime) -> Person:
    """Record a person and store their first letter moments. `fields` are those of FIELDS; only the name is needed."""
    person = Person(seed=seed, **{name: fields[name] for name in FIELDS if name in fields})
    notice.set_moments(person, now=now)
    person.save(force_insert=True)
    return person


@transaction.atomic
def revise(*, person: Person, version: int, fields: dict, now: datetime) -> Person:
    """Change a person as they stood at `version`; Stale if somebody changed them since."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.version != version:
        raise Stale({"": _("Somebody changed this person while you were writing. Your text is kept below; look at the page again, then save.")})
    return _write(person, FIELDS, fields, now)


@transaction.atomic
def set_own(*, person: Person, fields: dict, now: datetime) -> Person:
    """Let a person change their own language, time zone and letters (OWN_FIELDS); the last word holds."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    return _write(person, OWN_FIELDS, fields, now)


@transaction.atomic
def stop_letters(*, person: Person, now: datetime) -> Person:
    """Unsubscribe a person from every letter; safe to repeat."""
    return set_own(person=person, fields={"digest": Person.Digest.OFF}, now=now)


@transaction.atomic
def give_account(*, person: Person, password: str, is_staff: bool = False, is_superuser: bool = False) -> User:
    """Give a person an account that signs in with their e-mail address.

    Staff vouch for the address, so it counts as verified; two-step sign-in and passkeys ask for that.
    """
    person.user = User.objects.create_user(person.email, password, is_staff=is_staff, is_superuser=is_superuser)
    vouch(user=person.user)
    person.save(update_fields=["user"])
    return person.user


@transaction.atomic
def vouch(*, user: User) -> None:
    """Make the account's address its one verified address; safe to repeat."""
    EmailAddress.objects.update_or_create(user=user, primary=True, defaults={"email": user.email.lower(), "verified": True})


@transaction.atomic
def drop_second_step(*, user: User) -> None:
    """Let an account sign in by its password alone: its holder lost the app, the keys and the recovery codes. Safe to repeat."""
    Authenticator.objects.filter(user=user).delete()


@transaction.atomic
def give_post(
    *, person: Person, role: str, starts_on: date, ends_on: date | None = None, party: Party | None = None, body: Body | None = None, now: datetime
) -> Post:
    """Give a person a post for a party or a body, from date to date."""
    post = Post.objects.create(person=person, role=role, party=party, body=body, starts_on=starts_on, ends_on=ends_on)
    _restart(clock_rules.depending_on(party_id=post.party_id, person_id=post.person_id), now)
    return post


@transaction.atomic
def hand_over(*, post: Post, successor: Person, on: date, by: Person | None, now: datetime) -> HandOver:
    """Let `successor` hold a post from the day `on`, today or earlier, and take over what is open with it.

    With a focal point's post go the open parts of the party that name its holder, and the letters that wait about them.
    The same hand-over again returns the first; Refused if the post went to somebody else.
    """
    post = Post.objects.select_for_update(no_key=True, of=("self",)).select_related("person", "party", "body").get(pk=post.pk)
    if done := post.handed_on.select_related("to_post__person").first():
        if (done.to_post.person_id, done.on) == (successor.pk, on):
            return done
        raise Refused({"": rules.handed_over(done)})
    refuse(rules.problems(post, successor=successor, on=on, today=local_day(now, "UTC")))
    parts = list(queries.moving(post).order_by("commitment_id").values_list("pk", "commitment_id"))
    commitments = [clock.locked(pk) for pk in dict.fromkeys(commitment for _part, commitment in parts)]
    moved = Responsibility.objects.filter(pk__in=[part for part, _commitment in parts])
    letters = notice.hand_on(parts=moved, holder=post.person, successor=successor, now=now)
    moved.update(focal_point=successor, disowned_at=None)
    to_post = _follow(post, successor, on, now)
    trace = HandOver.objects.create(from_post=post, to_post=to_post, on=on, parts=len(parts), letters=letters, by=by, at=now)
    for commitment in commitments:
        ledger.note(commitment=commitment, kind=LedgerEntry.Kind.HANDED_OVER, rows=[trace], actor=by, now=now)
        ledger.note_state(commitment=commitment, kind=LedgerEntry.Kind.REVISED, actor=by, now=now)
        clock.restart(commitment, cleared_by=Flag.ClearedBy.POST, now=now)
    return trace


def _follow(post: Post, successor: Person, on: date, now: datetime) -> Post:
    """End the post on the day before (one that had ended stays so) and open the same one for the successor, unless they hold it already."""
    last_day = on - timedelta(days=1)
    if post.ends_on is None or post.ends_on > last_day:
        post.ends_on = last_day
        post.save(update_fields=["ends_on"])
    same = {"role": post.role, "party": post.party, "body": post.body}
    held = successor.posts.held_on(on).filter(**same).first()
    return held or give_post(person=successor, starts_on=on, now=now, **same)


@transaction.atomic
def change_post(
    *, post: Post, role: str, starts_on: date, ends_on: date | None = None, party: Party | None = None, body: Body | None = None, now: datetime
) -> Post:
    """Correct or end a post; it stays with its person."""
    post = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    concerned = clock_rules.depending_on(party_id=post.party_id, person_id=post.person_id)
    post.role, post.party, post.body, post.starts_on, post.ends_on = role, party, body, starts_on, ends_on
    post.save()
    _restart(concerned | clock_rules.depending_on(party_id=post.party_id, person_id=post.person_id), now)
    return post


@transaction.atomic
def withdraw_post(*, post: Post, now: datetime) -> None:
    """Take back a post that was entered by mistake; one that is over gets a last day instead."""
    Post.objects.filter(pk=post.pk).delete()
    _restart(clock_rules.depending_on(party_id=post.party_id, person_id=post.person_id), now)


@transaction.atomic
def bounce(*, person: Person, address: str, now: datetime) -> None:
    """Note that a mail server refused a person's address for good, unless they have another by now; safe to repeat."""
    if Person.objects.filter(pk=person.pk, email=address, bounced_at=None).update(bounced_at=now):
        _restart(_answered_by(person), now)
        # Ladders on which they were asked wait for them no longer.
        Escalation.objects.filter(flag__cleared_at=None, flag__steps__recipient=person).update(next_at=now)


@transaction.atomic
def arrive(*, person: Person, now: datetime) -> None:
    """Note that a person's address takes letters again; safe to repeat."""
    if Person.objects.filter(pk=person.pk, bounced_at__isnull=False).update(bounced_at=None):
        _restart(_answered_by(person), now)


def _answered_by(person: Person) -> Q:
    """The open responsibilities that name this person as focal point."""
    return Q(focal_point=person) & ~Q(commitment__lifecycle__in=Commitment.CLOSED)


def _restart(concerned: Q, now: datetime) -> None:
    """Set the clocks of these responsibilities anew: who can be reached has changed."""
    for pk in Responsibility.objects.filter(concerned).order_by("commitment").values_list("commitment", flat=True).distinct():
        clock.restart(clock.locked(pk), cleared_by=Flag.ClearedBy.POST, now=now)


def _write(person: Person, allowed: tuple[str, ...], fields: dict, now: datetime) -> Person:
    changed = [name for name in allowed if name in fields and getattr(person, name) != fields[name]]
    if not changed:
        return person
    for name in changed:
        setattr(person, name, fields[name])
    has_moved = "email" in changed and person.bounced_at is not None
    if has_moved:
        person.bounced_at = None
    notice.set_moments(person, now=now)
    person.version = F("version") + 1
    person.save()
    if has_moved:
        _restart(_answered_by(person), now)
    person.refresh_from_db()
    return person
