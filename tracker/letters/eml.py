"""Where letters go on a machine without a mail server: one .eml file for each, in MAIL_DIR."""

import os
from email.utils import parseaddr

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.text import slugify


class EmlBackend(BaseEmailBackend):
    """Writes each message to `<date>-<subject>-<recipient>-<n>.eml`, whole or not at all."""

    def send_messages(self, messages):
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
        for message in messages:
            self.write(message.message().as_bytes(linesep="\r\n"), message.subject, message.to[0])
        return len(messages)

    def write(self, body: bytes, subject: str, recipient: str) -> None:
        stem = f"{slugify(subject)[:60]}-{slugify(parseaddr(recipient)[1].replace('@', '-at-'))}"
        number = sum(1 for _ in settings.MAIL_DIR.glob("*.eml")) + 1
        path = settings.MAIL_DIR / f"{number:05d}-{stem}.eml"
        partial = path.with_suffix(f".{os.getpid()}.part")
        partial.write_bytes(body)
        partial.rename(path)
