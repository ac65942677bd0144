"""What to do with a letter after each way its sending can end."""

import enum
import smtplib
from datetime import datetime, timedelta

MAX_CRASHES = 5  # attempts that ended without any answer: then the row itself is the suspect
MAX_UNKNOWN = 2  # outcomes nobody knows: the first is resent, the second waits for a person, so no one gets three copies
GIVE_UP_AFTER = timedelta(days=4)  # RFC 5321 4.5.4.1: four to five days
PAUSE = timedelta(minutes=15)  # how long a paused queue rests before it knocks again
STEPS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
SIGN_IN_CODES = (530, 534, 535, 538)
# Not SMTPResponseException itself: that is a reply cut short or garbled, which tells nothing.
ANSWERS = (smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPAuthenticationError, smtplib.SMTPHeloError, smtplib.SMTPConnectError)


class Verdict(enum.Enum):
    DEFERRED = "deferred"  # surely not sent, try later
    REFUSED = "refused"  # surely not sent, and never will be
    SIGN_IN = "sign_in"  # the server refuses us, whoever the letter is for
    UNKNOWN = "unknown"  # perhaps sent
    CRASHED = "crashed"  # surely not sent, and the fault is ours


def verdict(error: Exception, *, is_handed_over: bool) -> Verdict:
    """How an attempt ended; `is_handed_over` says whether the body was on its way when `error` came."""
    code = reply_code(error)
    if code in SIGN_IN_CODES:
        return Verdict.SIGN_IN
    if code is not None and 400 <= code < 500:
        return Verdict.DEFERRED
    if code is not None and 500 <= code < 600:
        # A refused sender says nothing of the recipient: MAIL is asked again, RCPT and DATA are final.
        return Verdict.DEFERRED if isinstance(error, smtplib.SMTPSenderRefused) else Verdict.REFUSED
    if is_handed_over:
        return Verdict.UNKNOWN
    return Verdict.DEFERRED if isinstance(error, OSError) else Verdict.CRASHED


def is_sign_in(error: Exception) -> bool:
    """Whether a connection failed because the server does not accept who we are."""
    return reply_code(error) in SIGN_IN_CODES or isinstance(error, smtplib.SMTPNotSupportedError)


def reply_code(error: Exception) -> int | None:
    """The server's reply to this letter, if it gave a definite one."""
    code = None
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
    elif isinstance(error, ANSWERS):
        code = error.smtp_code
    return code if code in range(200, 600) else None  # smtplib says -1 for a reply it could not read


def words(error: Exception) -> str:
    """The error in one line for a person."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, reply = error.smtp_code, error.smtp_error
    else:
        return f"{type(error).__name__}: {error}".strip(": ")[:1000]
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)
    return f"{code} {' '.join(text.split())}"[:1000]


def next_delay(last: timedelta | None) -> timedelta:
    """The step after `last`: 1, 5, 15, 60 minutes, then hourly."""
    return next((step for step in STEPS if last is None or step > last), STEPS[-1])


def is_over(queued_at: datetime, now: datetime) -> bool:
    """Whether a letter has waited so long that it is given up."""
    return now - queued_at >= GIVE_UP_AFTER


def spent(*, attempts: int, unknown_outcomes: int) -> bool:
    """Whether only a person may let this row be tried again."""
    return attempts >= MAX_CRASHES or unknown_outcomes >= MAX_UNKNOWN
