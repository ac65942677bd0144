"""What stories told with a browser share: days by the real clock, texts of a page, letters and their links."""

import email
import email.policy
import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from django.utils import timezone


def ago(days: int) -> datetime:
    """By the real clock, since the pages read it."""
    return timezone.now() - timedelta(days=days)


def texts(page, selector: str) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


def letters_to(folder: Path, address: str) -> list[EmailMessage]:
    """The letters in `folder` to one address, oldest first."""
    read = [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)
    ]
    return [letter for letter in read if letter["To"] == address]


def link_in(letter: EmailMessage) -> str:
    """The one link of a letter that answers."""
    [link] = re.findall(r"http\S+/answer/\S+", letter.get_body("plain").get_content())
    return link
