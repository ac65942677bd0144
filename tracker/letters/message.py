"""From a notice to a letter: render it once, then build the same message from the frozen text as often as needed."""

import hashlib
import textwrap
import zoneinfo
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parseaddr

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from tracker.letters import assessed, decision, digest, escalation, links, reminder, returned, review, test
from tracker.models import Notice, NoticeItem, Person
from tracker.rules.notice import LINK_DAYS
from tracker.rules.words import one_line

CONTEXTS = {
    Notice.Kind.DIGEST: digest.context,
    Notice.Kind.REMINDER: reminder.context,
    Notice.Kind.DECISION: decision.context,
    Notice.Kind.REVIEW: review.context,
    Notice.Kind.RETURNED: returned.context,
    Notice.Kind.ASSESSED: assessed.context,
    Notice.Kind.ESCALATION: escalation.context,
    Notice.Kind.TEST: test.context,
}
WIDTH = 76  # characters a line of the text part; links are never broken

_inliner = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True, kw_only=True)
class Rendered:
    subject: str
    text: str
    html: str


class Letter(EmailMultiAlternatives):
    """A message whose every copy has the same bytes: the boundary between its parts follows from its Message-ID."""

    def message(self):
        message = super().message()
        message.set_boundary(hashlib.sha256(self.extra_headers["Message-ID"].encode()).hexdigest()[:32])
        return message


def render(notice: Notice, items: Iterable[NoticeItem], *, now: datetime) -> Rendered:
    """The letter in its recipient's language and by their clock. `items` as queries.letter gives them."""
    person = notice.recipient
    with reading_as(person):
        context = CONTEXTS[notice.kind](notice, items, now=now)
        context |= {"name": one_line(person.name), "link_days": LINK_DAYS, "unsubscribe_link": links.unsubscribe(person)}
        return render_parts(notice.kind, context)


@contextmanager
def reading_as(person: Person) -> Iterator[None]:
    """In the person's language and by their clock: letters, and the pages their links open though nobody is signed in."""
    with translation.override(person.language), timezone.override(zoneinfo.ZoneInfo(person.time_zone)):
        yield


def render_parts(kind: str, context: dict) -> Rendered:
    """The three templates of a kind; the plain ones are not escaped, since nothing in them is HTML."""
    subject = _plain(f"letters/{kind}/subject.txt", context)
    html = get_template(f"letters/{kind}/body.html").render(context)
    return Rendered(subject=one_line(subject)[:250], text=wrap(_plain(f"letters/{kind}/body.txt", context)), html=_inliner.inline(html))


def build(notice: Notice) -> Letter:
    """The message of a rendered notice."""
    headers = {
        "Date": format_datetime(notice.queued_at),
        "List-Unsubscribe": f"<{links.unsubscribe(notice.recipient)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    parts = Rendered(subject=notice.subject, text=notice.text, html=notice.html)
    return compose(notice.to_address, parts, notice.message_id, headers)


def compose(to_address: str, parts: Rendered, message_id: str, headers: dict[str, str]) -> Letter:
    """One message to one address, with the headers every letter carries."""
    domain = sender_domain()
    common = {
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"Pledgewatch <letters.{domain}>",
    }
    letter = Letter(parts.subject, parts.text, settings.DEFAULT_FROM_EMAIL, [to_address], headers=common | headers)
    letter.attach_alternative(parts.html, "text/html")
    return letter


def message_id(notice: Notice) -> str:
    """The same for every copy of a letter, and not to be guessed."""
    name = f"{notice.kind}.{notice.period_key}.{notice.pk}"
    return f"<{name}.{salted_hmac('tracker.letters.message', name, algorithm='sha256').hexdigest()[:8]}@{sender_domain()}>"


def sender_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def wrap(text: str) -> str:
    """Break long lines of prose at WIDTH, keep their indent (that of a “* ” is two), and leave at most two empty lines together."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        indent = " " * (len(line) - len(line.lstrip(" *")))
        if len(line) > WIDTH and "://" not in line:
            lines += textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        elif line or lines[-2:] != ["", ""]:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _plain(name: str, context: dict) -> str:
    return get_template(name).template.render(Context(context, autoescape=False))
