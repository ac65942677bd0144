"""A mail server's connection that says when a letter's body is about to go out."""

import smtplib
from collections.abc import Callable

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend


class _Marking:
    before_body: Callable[[], None] | None = None

    def getreply(self):
        """354 answers DATA alone: whatever is sent next is the body, so this is the last moment at which it surely has not arrived."""
        code, text = super().getreply()
        if code == 354 and self.before_body is not None:
            try:
                self.before_body()
            except BaseException:
                self.close()  # at once: a QUIT would be read as a line of the body, and its reply waited for in vain
                raise
        return code, text


class MarkingSMTP(_Marking, smtplib.SMTP):
    pass


class MarkingSMTPOverTLS(_Marking, smtplib.SMTP_SSL):
    pass


class SmtpBackend(EmailBackend):
    """Django's own, with `deliver` beside `send_messages`; it never fails silently."""

    @property
    def connection_class(self):
        return MarkingSMTPOverTLS if self.use_ssl else MarkingSMTP

    def open(self):
        """Greet at once, so that a server that does not want us says so here and not about a letter."""
        is_new = super().open()
        self.connection.ehlo_or_helo_if_needed()
        return is_new

    def deliver(self, message: EmailMessage, before_body: Callable[[], None]) -> None:
        """Send one message over the open connection, calling `before_body` just before its body; raises what smtplib raises."""
        self.connection.before_body = before_body
        self._send(message)
