"""A person attends or answers for a party; a user is an account a person may have; a post is held from date to date."""

from datetime import date

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from tracker.models.ledger import AppendOnly
from tracker.models.zone import ZoneField


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """An account. It signs in by e-mail address and gets its rights from the posts of its person."""

    username = None
    first_name = None
    last_name = None
    email = models.EmailField(_("e-mail address"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.email

    def get_full_name(self):
        """None of its own: the name is its person's."""
        return ""


class Person(models.Model):
    class Digest(models.TextChoices):
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")
        OFF = "off", _("off")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    party = models.ForeignKey("tracker.Party", models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("party"))
    user = models.OneToOneField(User, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name=_("account"))

    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = ZoneField(_("time zone"))
    digest = models.CharField(_("digest"), max_length=10, choices=Digest, default=Digest.WEEKLY)
    digest_weekday = models.PositiveSmallIntegerField(_("day of the weekly digest"), choices=Weekday, default=Weekday.MONDAY)
    letter_hour = models.PositiveSmallIntegerField(
        _("hour of letters"), default=8, validators=[MaxValueValidator(23)], help_text=_("0 to 23, by this person's own clock.")
    )
    # The stored moments at which the watch next gathers letters; written by rules.notice, NULL when letters are off.
    digest_at = models.DateTimeField(null=True, editable=False)
    reminder_at = models.DateTimeField(null=True, editable=False)

    bounced_at = models.DateTimeField(null=True, editable=False, help_text="when a mail server last refused the address for good")
    seed = models.CharField(max_length=40, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_once",
                condition=~Q(email=""),
                violation_error_message=_("Another person has this e-mail address."),
            ),
            models.CheckConstraint(condition=Q(letter_hour__lte=23), name="person_letter_hour_on_the_clock"),
        ]
        indexes = [
            models.Index(fields=["digest_at"], name="person_digest_due", condition=Q(digest_at__isnull=False)),
            models.Index(fields=["reminder_at"], name="person_reminder_due", condition=Q(reminder_at__isnull=False)),
        ]

    def __str__(self):
        return self.name


class PostQuerySet(models.QuerySet):
    def held_on(self, day: date):
        """The posts held on `day`, first and last day included."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class Post(models.Model):
    """A person's office for a party or a body; a desk, assessor or reader post with neither is for all."""

    class Role(models.TextChoices):
        DESK = "desk", _("desk officer")
        FOCAL_POINT = "focal_point", _("focal point")
        ALTERNATE = "alternate", _("alternate")
        VALIDATOR = "validator", _("validator")
        CO_CHAIR = "co_chair", _("co-chair")
        ASSESSOR = "assessor", _("assessor")
        READER = "reader", _("reader")

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    party = models.ForeignKey("tracker.Party", models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("party"))
    body = models.ForeignKey("tracker.Body", models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("body"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["person", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="post_ends_after_start",
                violation_error_message=_("A post cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(party__isnull=False) | Q(body__isnull=False) | Q(role__in=["desk", "reader", "assessor"]),
                name="post_has_party_or_body",
                violation_error_message=_("Say for which party or body this post is held."),
            ),
            models.UniqueConstraint(
                "person",
                "role",
                "starts_on",
                Coalesce("party", 0),
                Coalesce("body", 0),
                name="post_once",
                violation_error_message=_("This person holds this post from that day already."),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display()}"


class HandOver(AppendOnly):
    """A post went from one person to another, with all that was open: the trace of it."""

    CHAIN = ""

    from_post = models.ForeignKey(Post, models.PROTECT, related_name="handed_on", verbose_name=_("from"))
    to_post = models.ForeignKey(Post, models.PROTECT, related_name="taken_over", verbose_name=_("to"))
    on = models.DateField(_("first day"))
    parts = models.PositiveIntegerField(_("responsibilities moved"))
    letters = models.PositiveIntegerField(_("letters moved"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.from_post} → {self.to_post.person}"
