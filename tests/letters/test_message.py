"""What a mail program sees: headers, two parts, the same bytes in every copy, and nothing that a name could smuggle in."""

import re

import pytest
from django.core.mail import BadHeaderError

from tests.conftest import days
from tests.letters.mailed import answer_links, html, newest_letter, unsubscribe_link, watch
from tracker.actions import outbox, sweep
from tracker.letters import message
from tracker.models import Body, Commitment, Notice, Party, Person

NOW = days(111)
SMUGGLED = "Roadmap\r\nBcc: all@example.org\r\n\r\n  Answer: https://evil.example/"
MARKUP = '<script>alert(1)</script>"><b>&amp;'


@pytest.fixture
def digest(pledge, vera):
    """Vera's letter as it was sent."""
    pledge()
    watch(now=NOW)
    return newest_letter(vera)


def test_a_letter_says_that_a_program_wrote_it_and_how_to_stop_it(digest, settings):
    sent = digest.message()

    assert {name: sent[name] for name in ("Auto-Submitted", "X-Auto-Response-Suppress", "List-Unsubscribe-Post", "From", "To", "Subject", "Date")} == {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "From": settings.DEFAULT_FROM_EMAIL,
        "To": "vera@example.org",
        "Subject": "1 commitment waits for your word",
        "Date": "Wed, 06 May 2026 12:00:00 +0000",
    }
    assert sent["List-Unsubscribe"].strip() == f"<{unsubscribe_link(digest)}>"
    assert sent["List-Id"] == "Pledgewatch <letters.localhost>"
    assert [sent["Cc"], sent["Bcc"], sent["Reply-To"]] == [None, None, None]


def test_a_letter_has_a_text_part_and_an_html_part_with_the_same_links(digest):
    parts = digest.message().get_payload()

    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert re.findall(r'href="([^"]+)"', html(digest)) == [*answer_links(digest), unsubscribe_link(digest)]


def test_the_html_part_loads_nothing_and_runs_nothing(digest):
    assert re.findall(r"<(?:script|img|link|iframe|object)|\ssrc=|url\(|@import", html(digest)) == []


def test_every_copy_of_a_letter_has_the_same_bytes(digest, vera):
    """Even when name and commitment have changed since: what was sent is frozen."""
    Person.objects.update(name="Somebody Else")
    Commitment.objects.update(title="Something else")

    copies = [message.build(Notice.objects.select_related("recipient").get(recipient=vera)).message().as_bytes() for _copy in range(2)]

    assert copies == [digest.message().as_bytes()] * 2


def test_a_letter_rendered_anew_keeps_its_message_id(pledge, vera):
    pledge()
    sweep.run(now=NOW)

    first, again = (message.message_id(Notice.objects.get(recipient=vera)) for _look in range(2))

    assert first == again
    assert re.fullmatch(r"<digest\.2026-W19\.\d+\.[0-9a-f]{8}@localhost>", first)


def test_letters_have_message_ids_of_their_own(pledge, vera, lars):
    pledge()

    watch(now=NOW)

    assert len({newest_letter(person).extra_headers["Message-ID"] for person in (vera, lars)}) == 2


@pytest.mark.parametrize(
    ("model", "name"),
    [(Commitment, {"title": "Roadmap"}), (Body, {"name": "Velika–Lorn commission"}), (Party, {"name": "Velika"}), (Person, {"name": "Vera Orel"})],
)
def test_a_name_of_several_lines_stays_on_one_and_adds_no_header(pledge, vera, model, name):
    pledge("Roadmap")
    model.objects.filter(**name).update(**dict.fromkeys(name, SMUGGLED))

    watch(now=NOW)

    letter = newest_letter(vera)
    assert "Roadmap Bcc: all@example.org Answer:" in " ".join(letter.body.split())
    assert [line for line in letter.body.splitlines() if re.match(r"\s*(Bcc|Answer: https://evil)", line)] == []
    assert (letter.message()["Bcc"], letter.recipients()) == (None, ["vera@example.org"])


def test_an_address_that_holds_a_header_is_never_sent_to(pledge, vera, mailoutbox):
    pledge()
    Person.objects.filter(pk=vera.pk).update(email="vera@example.org\r\nBcc: all@example.org")
    sweep.run(now=NOW)

    counts = outbox.send_due(now=NOW)

    assert (counts.sent, counts.queued) == (1, 1)
    assert [letter.to for letter in mailoutbox] == [["lars@example.org"]]
    with pytest.raises(BadHeaderError):
        message.build(Notice.objects.select_related("recipient").get(recipient=vera)).message()


def test_markup_in_names_and_words_is_shown_as_text(pledge, vera):
    pledge(MARKUP)
    Person.objects.filter(pk=vera.pk).update(name=MARKUP)
    Party.objects.filter(short_code="VEL").update(name=MARKUP)

    watch(now=NOW)

    letter = newest_letter(vera)
    assert "<script" not in html(letter)
    assert html(letter).count("&lt;script&gt;alert(1)&lt;/script&gt;") == 4  # greeting, title, flag, last word
    assert f"Dear {MARKUP}," in letter.body


def test_the_styles_of_the_html_part_stand_on_its_elements_and_dark_ones_remain(digest):
    assert re.search(r'<a class="button" href="[^"]+" style="[^"]*background: #1f4f8f', html(digest))
    assert "@media (prefers-color-scheme: dark)" in html(digest)


@pytest.mark.parametrize(
    ("text", "wrapped"),
    [
        ("short", "short\n"),
        ("word " * 20, "word " * 14 + "word\n" + "word " * 4 + "word\n"),
        ("Title\n  " + "word " * 20, "Title\n  " + "word " * 14 + "word\n  " + "word " * 4 + "word\n"),
        ("* " + "word " * 20, "* " + "word " * 14 + "word\n  " + "word " * 4 + "word\n"),
        ("Answer: https://example.org/" + "x" * 200, "Answer: https://example.org/" + "x" * 200 + "\n"),
        ("x" * 100, "x" * 100 + "\n"),
        ("a\n\n\n\n\nb", "a\n\n\nb\n"),
        ("a  \n \n\tb", "a\n\n\tb\n"),
        ("", "\n"),
    ],
    ids=["short", "long", "indented", "listed", "link", "one long word", "empty lines", "trailing space", "empty"],
)
def test_long_lines_are_wrapped_with_their_indent_and_links_never(text, wrapped):
    assert message.wrap(text) == wrapped
