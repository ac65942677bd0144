"""Every address of the product; the names are what templates and tests use."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from tracker.views import change, letter, past
from tracker.views.assessment import assess, correct_assessment, corrections, reply_to_assessment
from tracker.views.body import watch
from tracker.views.commitment import commitment, commitments
from tracker.views.commitment_entry import choose_meeting, edit_commitment, record_commitment
from tracker.views.desk import desk, root
from tracker.views.escalation import acknowledge, disown
from tracker.views.group import adopt_terms, bodies, body, constitute, edit_body
from tracker.views.health import health
from tracker.views.indicator import indicators, read_indicator
from tracker.views.measures import measures
from tracker.views.meeting import edit_meeting, meeting, meetings, record_meeting
from tracker.views.obstacle import answer_obstacle, raise_obstacle
from tracker.views.pack import ask_pack, cancel_pack, pack, pack_file, packs
from tracker.views.parallel import add_commitment_text, add_meeting_text, commitment_texts, meeting_texts
from tracker.views.party import parties, party
from tracker.views.person import settings
from tracker.views.post import hand_over, posts
from tracker.views.progress import evidence, report
from tracker.views.project import edit_project, project, projects, record_project
from tracker.views.review import review
from tracker.views.session import apply_session, attendance, session, session_item
from tracker.views.sweep import let_letters_go, preview_sweep, stop_letters, sweeps


class Word(StringConverter):
    """A reference or a code in an address; never with a NUL, on which PostgreSQL fails."""

    regex = r"[^/\x00]+"


register_converter(Word, "word")

urlpatterns = [
    path("", root, name="root"),
    path("desk/", desk, name="desk"),
    path("commitments/", past.or_now(past.commitments, commitments), name="commitments"),
    path("commitments/record/", choose_meeting, name="record_commitment_anywhere"),  # before a reference of that name could be
    path("commitments/<word:reference>/edit/", edit_commitment, name="edit_commitment"),
    path("commitments/<word:reference>/", past.or_now(past.commitment, commitment), name="commitment"),
    path("commitments/<word:reference>/report/<word:code>/", report, name="report"),
    path("commitments/<word:reference>/requests/ask/", change.ask_as_desk, name="ask_as_desk"),
    path("commitments/<word:reference>/requests/ask/<word:code>/", change.ask, name="ask"),
    path("commitments/<word:reference>/requests/<int:pk>/decide/", change.decide, name="decide"),
    path("commitments/<word:reference>/requests/<int:pk>/withdraw/", change.withdraw, name="withdraw"),
    path("requests/<int:pk>/document/", change.request_document, name="request_document"),
    path("commitments/<word:reference>/assess/", assess, name="assess"),
    path("commitments/<word:reference>/assessments/<int:pk>/correct/", correct_assessment, name="correct_assessment"),
    path("commitments/<word:reference>/assessments/<int:pk>/reply/<word:code>/", reply_to_assessment, name="reply_to_assessment"),
    path("corrections/", corrections, name="corrections"),
    path("commitments/<word:reference>/reports/<int:pk>/review/", review, name="review"),
    path("commitments/<word:reference>/report/<word:code>/later/", acknowledge, name="acknowledge"),
    path("commitments/<word:reference>/report/<word:code>/not-mine/", disown, name="disown"),
    path("commitments/<word:reference>/constitute/", constitute, name="constitute"),
    path("commitments/<word:reference>/indicators/", indicators, name="indicators"),
    path("indicators/<int:pk>/read/", read_indicator, name="read_indicator"),
    path("commitments/<word:reference>/measures/", measures, name="measures"),
    path("commitments/<word:reference>/obstacles/raise/", raise_obstacle, name="raise_obstacle"),
    path("obstacles/<int:pk>/answer/", answer_obstacle, name="answer_obstacle"),
    path("commitments/<word:reference>/texts/", commitment_texts, name="commitment_texts"),
    path("commitments/<word:reference>/texts/add/", add_commitment_text, name="add_commitment_text"),
    path("evidence/<int:pk>/", evidence, name="evidence"),
    path("meetings/", meetings, name="meetings"),
    path("meetings/record/", record_meeting, name="record_meeting"),
    path("meetings/<int:pk>/", past.or_now(past.meeting, meeting), name="meeting"),
    path("meetings/<int:pk>/edit/", edit_meeting, name="edit_meeting"),
    path("meetings/<int:pk>/commitments/record/", record_commitment, name="record_commitment"),
    path("meetings/<int:pk>/session/", session, name="session"),
    path("meetings/<int:pk>/session/items/<word:reference>/", session_item, name="session_item"),
    path("meetings/<int:pk>/session/apply/", apply_session, name="apply_session"),
    path("meetings/<int:pk>/attendance/", attendance, name="attendance"),
    path("meetings/<int:pk>/texts/", meeting_texts, name="meeting_texts"),
    path("meetings/<int:pk>/texts/add/", add_meeting_text, name="add_meeting_text"),
    path("projects/", projects, name="projects"),
    path("projects/record/", record_project, name="record_project"),
    path("projects/<int:pk>/", project, name="project"),
    path("projects/<int:pk>/edit/", edit_project, name="edit_project"),
    path("bodies/", bodies, name="bodies"),
    path("bodies/<word:code>/", body, name="body"),
    path("bodies/<word:code>/edit/", edit_body, name="edit_body"),
    path("bodies/<word:code>/terms/", adopt_terms, name="adopt_terms"),
    path("bodies/<word:code>/packs/", packs, name="packs"),
    path("bodies/<word:code>/packs/ask/", ask_pack, name="ask_pack"),
    path("packs/<int:pk>/", pack, name="pack"),
    path("packs/<int:pk>/cancel/", cancel_pack, name="cancel_pack"),  # before a format of that name could be
    path("packs/<int:pk>/<word:name>/", pack_file, name="pack_file"),
    path("parties/", parties, name="parties"),
    path("parties/<word:code>/", past.or_now(past.party, party), name="party"),
    path("posts/", posts, name="posts"),
    path("posts/<int:pk>/hand-over/", hand_over, name="hand_over"),
    path("sweeps/", sweeps, name="sweeps"),
    path("sweeps/preview/", preview_sweep, name="preview_sweep"),
    path("sweeps/stop-letters/", stop_letters, name="stop_letters"),
    path("sweeps/let-letters-go/", let_letters_go, name="let_letters_go"),
    path("bodies/<word:code>/watch/", watch, name="watch"),
    path("settings/", settings, name="settings"),
    path("health", health, name="health"),
    path("answer/<word:token>/", letter.answer, name="answer"),
    path("unsubscribe/<word:token>/", letter.unsubscribe, name="unsubscribe"),
]
