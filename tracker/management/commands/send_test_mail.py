"""Send one test letter, straight to the mail server, and show what was said."""

import smtplib
import socket
import ssl
from email.utils import format_datetime, make_msgid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from tracker.letters import message, test
from tracker.rules import outbox as rules


class Command(BaseCommand):
    help = "Send a test letter to ADDRESS at once, past the queue, and print the mail server's answer."

    def add_arguments(self, parser):
        parser.add_argument("address", metavar="ADDRESS")

    def handle(self, *, address: str, **options):
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(f"“{address}” is not an e-mail address.") from None
        now = timezone.now()
        parts = message.render_parts("test", test.context(None, [], now=now))
        letter = message.compose(address, parts, make_msgid("test", message.sender_domain()), {"Date": format_datetime(now)})
        self.stdout.write(f"from: {settings.DEFAULT_FROM_EMAIL}\nto: {address}\nby: {place()}")
        try:
            connection = get_connection()
            connection.open()
            listen(connection, self.stdout)
            connection.send_messages([letter])
            connection.close()
        except (OSError, ValueError) as error:
            raise CommandError(f"Not sent: {rules.words(error)}\n{advice(error)}") from error
        self.stdout.write(f"Sent. Message-ID: {letter.extra_headers['Message-ID']}")


def place() -> str:
    """Where letters go by the present settings, without the password."""
    if settings.EMAIL_URL:
        user = f"{settings.EMAIL_HOST_USER}@" if settings.EMAIL_HOST_USER else ""
        return f"{user}{settings.EMAIL_HOST}:{settings.EMAIL_PORT} (EMAIL_URL)"
    return f"files in {settings.MAIL_DIR} (EMAIL_URL is not set)"


def listen(connection, out) -> None:
    """Print each line of the conversation with a mail server, from after the sign-in: no password is shown."""
    server = getattr(connection, "connection", None)
    if isinstance(server, smtplib.SMTP):
        server.set_debuglevel(1)
        server._print_debug = lambda *words: out.write(" ".join(str(word) for word in words))


def advice(error: Exception) -> str:
    """What to look at."""
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "The server refuses the sign-in: check user and password in EMAIL_URL (special characters as %40, %3A ...)."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "The server does not offer what EMAIL_URL asks for: check smtp:// (plain), smtp+tls:// (STARTTLS) or smtp+ssl:// (TLS from the start)."
    if isinstance(error, smtplib.SMTPSenderRefused):
        return "The server refuses the sender: check DEFAULT_FROM_EMAIL and whether the server wants a sign-in."
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        return "The server refuses this letter: check the address, and whether the server may send to it."
    if isinstance(error, ssl.SSLError):
        return "The encryption failed: check the port, smtp+tls:// or smtp+ssl://, and the server's certificate."
    if isinstance(error, ConnectionRefusedError):
        return f"Nothing listens at {where}: check host and port in EMAIL_URL, and that the server runs."
    if isinstance(error, socket.gaierror):
        return f"The name {settings.EMAIL_HOST} is not known: check the host in EMAIL_URL and this machine's DNS."
    if isinstance(error, TimeoutError | smtplib.SMTPServerDisconnected):
        return f"{where} does not answer as a mail server in {settings.EMAIL_TIMEOUT} seconds: check the port, a firewall, and smtp+ssl:// for port 465."
    return f"Check EMAIL_URL and that {where} can be reached."
