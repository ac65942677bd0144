"""Load a seed file, open its sign-ins, and take away again what it brought."""

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, FileField, ProtectedError, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tracker.actions import person as people
from tracker.actions import seed as seeds
from tracker.exchange.entry import Seed
from tracker.models import (
    Body,
    Commitment,
    HandOver,
    Indicator,
    Meeting,
    Milestone,
    Notice,
    Outcome,
    Pack,
    ParallelText,
    Party,
    Person,
    Post,
    ProgressReport,
    Project,
    Responsibility,
    Terms,
    User,
    guard,
)
from tracker.rules.refusal import Refused


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """A demo account, with the password that was made for it here."""

    role: str
    email: str
    password: str


@transaction.atomic
def load(*, seed: Seed, now: datetime) -> Counter:
    """Bring what the file tells and return how many rows of each kind; nothing, if the file was loaded before.

    Letters are not queued for the past; people of the file who have a sign-in get their first ones at the next sweep.
    """
    if seed.name in loaded():
        return Counter()
    try:
        seeds.tell(seed=seed, now=now)
    except Refused as refused:
        raise Refused({"": f"{seed.name}: {refused}"}) from refused
    shown = [entry.email for entry in seed.people if entry.sign_in]
    Person.objects.filter(seed=seed.name, email__in=shown, digest_at__isnull=False).update(digest_at=now, reminder_at=now)
    return _brought(seed.name)


@transaction.atomic
def open_accounts(*, seed: Seed, passwords: dict[str, str]) -> list[SignIn]:
    """Give the file's people with a sign-in an account and return how each signs in.

    `passwords` are those known from before, by e-mail: such an account is left as it is, any other gets a new password.
    """
    found = []
    for entry in seed.people:
        person = Person.objects.select_related("user", "party").filter(seed=seed.name, email=entry.email).first()
        if not entry.sign_in or person is None:
            continue
        password = passwords.get(entry.email) or secrets.token_urlsafe(12)
        if person.user is None:
            is_administrator = entry.sign_in == "administrator"
            is_staff = is_administrator or entry.sign_in == "desk officer"
            people.give_account(person=person, password=password, is_staff=is_staff, is_superuser=is_administrator)
        elif entry.email not in passwords:
            person.user.set_password(password)
            person.user.save(update_fields=["password"])
        role = f"{entry.sign_in}, {person.party.name}" if entry.sign_in in ("focal point", "validator") else entry.sign_in
        found.append(SignIn(role=role, email=entry.email, password=password))
    return found


def loaded() -> list[str]:
    """The names of the seed files whose rows are here."""
    names = set()
    for model in (Party, Person, Body, Meeting):
        names |= set(model.objects.exclude(seed="").values_list("seed", flat=True).distinct())
    return sorted(names)


ENTERED = gettext_noop(
    "“%(row)s” (%(noun)s) was entered by hand and refers to sample rows of %(seed)s. Nothing was removed. "
    "Delete or change it first, or begin with an empty folder: ./run --data FOLDER --no-demo."
)


@guard.lifted()
def remove(*, name: str) -> Counter:
    """Delete all that the seed `name` brought, with every word said on it since, and return how many rows of each kind.

    The one verb that takes append-only rows away. Refused, naming it, if something that was entered by hand stands on a row of the seed.
    """
    removed = _brought(name)
    try:
        _remove_commitments(_commitments(name))
        _remove_papers(name)
        Meeting.objects.filter(seed=name).delete()
        _remove_people(Person.objects.filter(seed=name))
        for model in (Body, Party):
            model.objects.filter(seed=name, parent__seed=name).update(parent=None)
            model.objects.filter(seed=name).delete()
        Project.objects.filter(seed=name).delete()
    except ProtectedError as error:
        entered = min(error.protected_objects, key=lambda row: (row._meta.label, row.pk))
        raise Refused({"": _(ENTERED) % {"row": entered, "noun": entered._meta.verbose_name, "seed": name}}) from error
    return removed


def _commitments(name: str) -> QuerySet[Commitment]:
    """The commitments of a seed: recorded at the very moment of its meeting, as one entered there later never is."""
    return Commitment.objects.filter(meeting__seed=name, recorded_at=F("meeting__recorded_at"))


def _brought(name: str) -> Counter:
    reports = ProgressReport.objects.filter(responsibility__commitment__in=_commitments(name))
    rows = {Party: Party.objects.filter(seed=name), Person: Person.objects.filter(seed=name), Body: Body.objects.filter(seed=name)}
    rows |= {Meeting: Meeting.objects.filter(seed=name), Commitment: _commitments(name), ProgressReport: reports}
    return Counter({str(model._meta.verbose_name_plural): found.count() for model, found in rows.items()})


def _remove_commitments(brought: QuerySet[Commitment]) -> None:
    """Commitments with all that was said on them; milestones, parts and what stands in their chains have no life of their own."""
    keys = list(brought.values_list("pk", flat=True))
    chained = [model for model in guard.guarded() if model.CHAIN]
    for model in sorted(chained, key=lambda model: -model.CHAIN.count("__")):  # the farthest first: they are found through the nearer
        rows = model.objects.filter(**{f"{model.CHAIN}__in": keys})
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                for file in rows.exclude(**{field.name: ""}).values_list(field.name, flat=True):
                    transaction.on_commit(partial(default_storage.delete, file))
        rows._raw_delete(rows.db)  # they protect each other, and all of them go
    Outcome.objects.filter(commitment__in=keys).delete()
    Indicator.objects.filter(commitment__in=keys).delete()
    Body.objects.filter(founded_by__in=keys).update(founded_by=None)
    Milestone.objects.filter(commitment__in=keys).delete()
    Responsibility.objects.filter(commitment__in=keys).delete()
    Commitment.objects.filter(pk__in=keys).update(overseen_by=None, renews=None, implements=None)
    Commitment.objects.filter(pk__in=keys).delete()


def _remove_papers(name: str) -> None:
    """What the bodies of a seed keep in no chain of a commitment: packs, terms of reference, minutes in other languages."""
    Pack.objects.filter(body__seed=name).delete()
    for rows in (Terms.objects.filter(body__seed=name), ParallelText.objects.filter(meeting__seed=name)):
        rows._raw_delete(rows.db)


def _remove_people(brought: QuerySet[Person]) -> None:
    accounts = list(brought.exclude(user=None).values_list("user", flat=True))
    HandOver.objects.filter(Q(from_post__person__in=brought) | Q(to_post__person__in=brought)).delete()
    Notice.objects.filter(recipient__in=brought).delete()
    Post.objects.filter(person__in=brought).delete()
    brought.delete()
    User.objects.filter(pk__in=accounts).delete()
