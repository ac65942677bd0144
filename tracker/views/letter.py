"""What a letter's links open: the short report form, and fewer letters. No sign-in; GET never writes, for scanners open every link."""

from functools import wraps

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from tracker.actions import person as person_actions
from tracker.actions import progress as progress_actions
from tracker.forms.letter import AnswerForm
from tracker.forms.refusal import add_problems
from tracker.letters import entry, links
from tracker.letters.message import reading_as
from tracker.models import Person, ProgressReport
from tracker.queries import letter as queries
from tracker.queries.progress import cleared_by
from tracker.rules import notice as rules
from tracker.rules.progress import says, spoken
from tracker.rules.refusal import Refused
from tracker.views.day import today

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
        returned = queries.returned(item.notice)
        form = AnswerForm(request.POST if request.method == "POST" else None, part=item.responsibility, initial=returned and spoken(returned))
        if reason:
            return _refused(request, reason, item=item, form=form)
        if form.is_bound:
            return _take(request, item, form, returned)
        return _form(request, item, form, returned) if item.answer is None else _answered(request, item, item.answer)


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


def _form(request, item, form, returned):
    [group] = entry.groups([item], now=request.now)
    return render(request, "letter/answer.html", {"form": form, "item": item, "group": group, "entry": group.entries[0], "returned": returned})


def _answered(request, item, written, *, form=None):
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
    return render(request, "letter/answered.html", context, status=409 if form else 200)


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
