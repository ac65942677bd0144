"""What a letter's links open: the short report form, and fewer letters. No sign-in; GET never writes, for scanners open every link."""

from functools import wraps

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from tracker.actions import change as change_actions
from tracker.actions import escalation as escalation_actions
from tracker.actions import person as person_actions
from tracker.actions import progress as progress_actions
from tracker.forms.change import ExtensionForm
from tracker.forms.escalation import LaterForm, NotMineForm
from tracker.forms.letter import AnswerForm
from tracker.forms.refusal import add_problems
from tracker.letters import entry, links
from tracker.letters.message import reading_as
from tracker.models import Person, ProgressReport, Request
from tracker.queries import escalation
from tracker.queries import letter as queries
from tracker.queries.progress import cleared_by
from tracker.rules import change as change_rules
from tracker.rules import notice as rules
from tracker.rules.progress import says, spoken
from tracker.rules.refusal import Refused
from tracker.views.day import today

SAYINGS = {"later": (LaterForm, escalation_actions.acknowledge), "not_mine": (NotMineForm, escalation_actions.disown)}
ASKED, EXTENSION = "ask", "extension"  # the button that asks for more time, and the prefix of its fields
ONE_CLICK = [("List-Unsubscribe", "One-Click")]  # RFC 8058: the whole body, word for word


def private(view):
    """A page whose address is a secret: kept by no cache and found by no search."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request, token):
        response = view(request, token)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@private
def answer(request, token):
    """The short report form for exactly one item of one letter."""
    item = queries.item(links.read_answer(token), now=request.now)
    reason = "unknown" if item is None else rules.closed_to(item, now=request.now)
    if reason == "unknown":
        return _refused(request, reason)
    with reading_as(item.notice.recipient):
        if request.POST.get("say") in SAYINGS and not reason and item.answer is None:
            return _say(request, item, request.POST["say"])
        if not reason and request.method == "POST" and ASKED in request.POST:
            return _take_request(request, item)
        returned = queries.returned(item.notice)
        form = _report_form(request, item, returned, request.POST if request.method == "POST" else None)
        if reason:
            return _refused(request, reason, item=item, form=form)
        if form.is_bound:
            return _take(request, item, form, returned)
        return _form(request, item, form, returned) if item.answer is None else _answered(request, item, item.answer)


def _say(request, item, name):
    """Take what is said instead of a report; said twice it is said once."""
    form_class, act = SAYINGS[name]
    form = form_class(request.POST, auto_id=f"{name}_%s")
    if form.is_valid():
        try:
            act(responsibility=item.responsibility, person=item.notice.recipient, now=request.now, **form.cleaned_data)
            return redirect(request.path)
        except Refused as refused:
            add_problems(form, refused)
    returned = queries.returned(item.notice)
    return _form(request, item, _report_form(request, item, returned), returned, **{name: form})


def _take(request, item, form, returned):
    """Report what was typed. The same words again are the same report; other words are shown back and not taken."""
    written = item.answer or _attempt(request, item, form)
    if written is None:
        return _form(request, item, form, returned)
    if form.is_valid() and says(written, **form.cleaned_data):
        return redirect(request.path)
    return _answered(request, item, written, form=form)


def _attempt(request, item, form):
    """The report, or None when something is wrong, which then stands beside its field."""
    if not form.is_valid():
        return None
    told = {"responsibility": item.responsibility, "author": item.notice.recipient, "via": ProgressReport.Via.LETTER, "notice_item": item}
    try:
        return progress_actions.report(now=request.now, **told, **form.cleaned_data)
    except Refused as refused:
        add_problems(form, refused)
        return None


def _take_request(request, item):
    """Ask for an extension, apart from any report. The same words again are the same request; other words are shown back and not taken."""
    form = ExtensionForm(request.POST, prefix=EXTENSION)
    if item.asked is None and not _answers(item):
        return _refused(request, "handed_over", item=item)
    asked = item.asked or _attempt_request(request, item, form)
    if asked is not None and form.is_valid() and (asked.until_on, asked.reason) == (form.cleaned_data["until_on"], form.cleaned_data["reason"].strip()):
        return redirect(request.path)
    if item.answer is not None:
        return _answered(request, item, item.answer, asking=form)
    returned = queries.returned(item.notice)
    return _form(request, item, _report_form(request, item, returned), returned, asking=form)


def _attempt_request(request, item, form):
    """The request, or None when something is wrong, which then stands beside its field."""
    if not form.is_valid():
        return None
    part, person = item.responsibility, item.notice.recipient
    told = {"commitment": part.commitment, "party": part.party, "kind": Request.Kind.EXTENSION, "asked_by": person, "notice_item": item}
    try:
        return change_actions.ask(via=Request.Via.LETTER, now=request.now, **told, **form.cleaned_data)
    except Refused as refused:
        add_problems(form, refused)
        return None


def _answers(item) -> bool:
    """Whether the letter's recipient still answers for the part; a link that brought a report is shown to whoever did, later too."""
    return item.responsibility.focal_point_id == item.notice.recipient_id


def _extension(request, item, form) -> dict:
    """What the page shows of asking for more time: what this link has asked for, or the form where it may be asked for."""
    may_ask = _answers(item) and Request.Kind.EXTENSION in change_rules.offered(item.responsibility.commitment)
    if form is None and item.asked is None and may_ask:
        form = ExtensionForm(prefix=EXTENSION)
    return {"asked": item.asked, "asking": form, "is_asking": form is not None and form.is_bound, "today": today(request)}


def _report_form(request, item, returned, posted=None):
    """The form of a report; what was returned stands in it."""
    return AnswerForm(posted, part=item.responsibility, today=today(request), initial=returned and spoken(returned))


def _form(request, item, form, returned=None, *, asking=None, **said):
    [group] = entry.groups([item], now=request.now)
    shown = {"form": form, "item": item, "group": group, "entry": group.entries[0], "returned": returned}
    instead = {name: form_class(auto_id=f"{name}_%s") for name, (form_class, _act) in SAYINGS.items()} | said
    instead |= escalation.standing_words(item.responsibility, item.notice.recipient, now=request.now)
    shown = {"form": form, "item": item, "group": group, "entry": group.entries[0], "returned": returned}
    return render(request, "letter/answer.html", shown | instead | _extension(request, item, asking))


def _answered(request, item, written, *, form=None, asking=None):
    """What the link has brought, and what else waits; with `form`, whose words came too late to be taken."""
    others = entry.groups(queries.open_items(item.notice), now=request.now)
    context = {
        "item": item,
        "report": written,
        "form": form,
        "cleared": cleared_by(written),
        "standing": queries.standing(item.responsibility),
        "others": [other for group in others for other in group.entries],
        "today": today(request),
        "said_on": timezone.localtime(written.reported_at).date(),
    }
    return render(request, "letter/answered.html", context | _extension(request, item, asking), status=409 if form else 200)


def _refused(request, reason, *, item=None, form=None):
    title, advice, status = {
        "unknown": (
            _("This link does not work"),
            _("It may have been cut off on its way: open it from the letter itself, or copy the whole address. If it still does not work, ask the desk."),
            404,
        ),
        "expired": (_("This link is too old"), _("Use the link in your newest letter, or write to the desk."), 410),
        "closed": (_("This commitment is closed"), _("It takes no more reports. If there is news, ask the desk to reopen it."), 409),
        "handed_over": (
            _("Somebody else answers for this now"),
            _("Your part was handed over. Nothing is asked of you; if that is wrong, write to the desk."),
            409,
        ),
    }[reason]
    return render(request, "letter/refused.html", {"title": title, "advice": advice, "item": item, "form": form}, status=status)


@csrf_exempt
@private
def unsubscribe(request, token):
    """Fewer letters or none. A mail program's one-click POST carries no CSRF token, so exactly that body is let in without."""
    person = Person.objects.filter(pk=links.read_unsubscribe(token)).first()
    if person is None:
        return _refused(request, "unknown")
    with reading_as(person):
        if request.method == "POST" and not request.FILES and list(request.POST.items()) == ONE_CLICK:
            return _set_digest(request, person, Person.Digest.OFF)
        return _choose(request, person)


@csrf_protect
def _choose(request, person):
    if request.method == "POST" and request.POST.get("digest") in (Person.Digest.WEEKLY, Person.Digest.OFF):
        return _set_digest(request, person, request.POST["digest"])
    return render(request, "letter/unsubscribe.html", {"person": person})


def _set_digest(request, person, digest):
    if digest == Person.Digest.OFF:
        person = person_actions.stop_letters(person=person, now=request.now)
    else:
        person = person_actions.set_own(person=person, fields={"digest": digest}, now=request.now)
    return render(request, "letter/unsubscribe.html", {"person": person, "is_saved": True})
