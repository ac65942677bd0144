"""The Django admin: data entry for every noun. Each page is saved by the noun's action; see admin.record."""

from allauth.account.admin import EmailAddress
from allauth.account.decorators import secure_admin_login
from allauth.mfa.admin import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from tracker.admin import (
    assessment,
    body,
    change,
    clock,
    commitment,
    flag,
    kind,
    meeting,
    notice,
    party,
    person,
    progress,
    project,
    responsibility,
    sweep,
    user,
)

__all__ = [
    "assessment",
    "body",
    "change",
    "clock",
    "commitment",
    "flag",
    "kind",
    "meeting",
    "notice",
    "party",
    "person",
    "progress",
    "project",
    "responsibility",
    "sweep",
    "user",
]

admin.site.site_header = _("Pledgewatch")
admin.site.site_title = _("Pledgewatch")
admin.site.index_title = _("The record")
admin.site.unregister(Group)  # rights come from posts
admin.site.unregister([EmailAddress, Authenticator])  # an account's address is its person's; its second step holds secrets
admin.site.login = secure_admin_login(admin.site.login)  # one sign-in for all: with its second factor and its rate limits
