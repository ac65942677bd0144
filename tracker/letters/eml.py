"""Where letters go on a machine without a mail server: one .eml file for each, in MAIL_DIR."""

import hashlib
import os
from email.utils import parseaddr, parsedate_to_datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.text import slugify


class EmlBackend(BaseEmailBackend):
    """Writes each message whole or not at all; a second copy of a message (the same Message-ID) replaces the first."""

    def open(self):
        """Make the folder, so that where none can be made no letter is in doubt."""
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)

    def send_messages(self, messages):
        self.open()
        for letter in messages:
            message = letter.message()
            self.write(file_name(letter, message), message)
        return len(messages)

    def write(self, name: str, message) -> None:
        path = settings.MAIL_DIR / name
        partial = path.with_suffix(f".{os.getpid()}.part")
        with partial.open("wb") as file:
            file.write(message.as_bytes(linesep="\r\n"))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)


def file_name(letter: EmailMessage, message) -> str:
    """The date first, so that names sort by time; all of it from the message itself, so that a copy gets the same name."""
    sent = parsedate_to_datetime(message["Date"])
    subject = slugify(letter.subject)[:60]
    address = slugify(parseaddr(letter.to[0])[1].replace("@", "-at-"))[:60]
    return f"{sent:%Y%m%d-%H%M%S}-{subject}-{address}-{hashlib.sha256(message['Message-ID'].encode()).hexdigest()[:8]}.eml"
