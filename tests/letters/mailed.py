"""What tests of letters share: the watch as it runs by the hour, a person's newest letter, and the links in it."""

import re
from datetime import datetime

from django.core import mail

from tracker.actions import outbox, sweep
from tracker.models import Person


def watch(*, now: datetime) -> None:
    """Sweep, and send the letters that are due."""
    sweep.run(now=now)
    outbox.send_due(now=now)


def newest_letter(person: Person):
    """The newest letter that was sent to a person."""
    return [letter for letter in mail.outbox if letter.to == [person.email]][-1]


def html(letter) -> str:
    return letter.alternatives[0][0]


def answer_links(letter) -> list[str]:
    return re.findall(r"\S+/answer/\S+", letter.body)


def unsubscribe_link(letter) -> str:
    [link] = re.findall(r"\S+/unsubscribe/\S+", letter.body)
    return link
