"""How sign-in differs from allauth's default: accounts are given by staff, nobody signs up."""

import logging
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Send at once, as somebody waits for it; a mail server that is down is said on the page instead of breaking it."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            logger.exception("The letter %s could not be sent", template_prefix)
            messages.error(self.request, _("The letter could not be sent just now. Try again in a few minutes, or write to the desk."))
