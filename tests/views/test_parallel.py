"""The same text in several languages, side by side, with a warning where a translation is older than what binds."""

import uuid

import pytest
import time_machine

from tests.conftest import days
from tests.views.pages import signed_in, text
from tracker.actions import parallel
from tracker.models import ParallelText

NOW = days(30)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def roadmap(pledge):
    return pledge("Roadmap")


def told(commitment, language, words, *, at, authentic=False):
    return parallel.add(commitment=commitment, language=language, text=words, is_authentic=authentic, by=None, now=days(at))


def test_the_desk_adds_a_text_and_the_commitment_leads_to_it(client, roadmap, dora):
    signed_in(client, dora)
    said = {"language": "fa", "title": "نقشه راه", "text": "طرف‌ها توافق کردند.", "is_authentic": "on", "key": str(uuid.uuid4())}

    page = text(client.post("/commitments/VLK-2026-01/texts/add/", said, follow=True))

    row = ParallelText.objects.get()
    assert (row.commitment, row.language, row.is_authentic, row.recorded_by) == (roadmap, "fa", True, dora)
    assert '<p class="text" lang="fa" dir="rtl">طرف‌ها توافق کردند.</p>' in page
    assert '<a href="/commitments/VLK-2026-01/texts/">Persian</a>' in text(client.get(roadmap.get_absolute_url()))


def test_the_minutes_of_a_meeting_have_texts_of_their_own(client, meeting, dora):
    signed_in(client, dora)

    client.post(f"/meetings/{meeting.pk}/texts/add/", {"language": "ru", "text": "Протокол"})

    assert ParallelText.objects.get().meeting == meeting
    assert "translation" in text(client.get(f"/meetings/{meeting.pk}/texts/"))


def test_a_translation_older_than_the_authentic_text_says_so_on_both_pages(client, roadmap, vera):
    told(roadmap, "fa", "متن", at=1, authentic=True)
    told(roadmap, "ru", "Текст", at=2)
    told(roadmap, "fa", "متن تازه", at=9, authentic=True)
    signed_in(client, vera)

    assert "The authentic text in Persian is newer than this translation, by 7 days." in text(client.get("/commitments/VLK-2026-01/texts/"))
    assert "older than the authentic text" in text(client.get(roadmap.get_absolute_url()))


def test_the_newer_version_stands_and_the_older_stays(client, roadmap, vera):
    told(roadmap, "fa", "متن", at=1, authentic=True)
    told(roadmap, "fa", "متن تازه", at=9, authentic=True)
    signed_in(client, vera)

    assert "1 earlier version" in text(client.get("/commitments/VLK-2026-01/texts/"))


def test_a_language_nobody_knows_and_a_text_without_words_are_refused(client, roadmap, dora):
    signed_in(client, dora)

    answer = client.post("/commitments/VLK-2026-01/texts/add/", {"language": "xx", "text": " "})

    assert sorted(answer.context["form"].errors) == ["language", "text"]
    assert ParallelText.objects.count() == 0


def test_only_who_keeps_the_record_adds(client, roadmap, vera):
    signed_in(client, vera)

    assert client.post("/commitments/VLK-2026-01/texts/add/", {"language": "fa", "text": "متن"}).status_code == 403
    assert "texts/add/" not in text(client.get("/commitments/VLK-2026-01/texts/"))
