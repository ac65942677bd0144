"""What a letter's links open: the short report form, and fewer letters. No sign-in; GET never writes, for scanners open every link."""

import contextlib
import uuid
import zoneinfo
from functools import wraps

from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from tracker.actions import letter as letter_actions
from tracker.actions import person as person_actions
from tracker.actions import progress
from tracker.forms.letter import AnswerForm
from tracker.forms.refusal import add_problems
from tracker.letters import entry, links
from tracker.models import Flag, NoticeItem, Person, ProgressReport
from tracker.rules.refusal import Refused

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
    try:
        item = _item(links.read_answer(token))
    except links.Expired as expired:
        return _refused(request, "expired", _item(expired.item_id), 410)
    if item is None or not _is_active(item.notice.recipient):
        return _refused(request, "unknown", None, 404)
    if request.method != "POST" and _report_of(item):
        return _answered(request, item)
    if not _report_of(item) and (reason := _closed_to(item)):
        return _refused(request, reason, item, 409)
    return _take(request, item) if request.method == "POST" else _form(request, item, _blank(item))


@csrf_exempt
@private
def unsubscribe(request, token):
    """Fewer letters or none. A mail program's one-click POST carries no CSRF token, so exactly that body is let in without."""
    person = Person.objects.filter(pk=links.read_unsubscribe(token)).first()
    if person is None:
        return _refused(request, "unknown", None, 404)
    if request.method == "POST" and not request.FILES and list(request.POST.items()) == ONE_CLICK:
        return _set_digest(request, person, Person.Digest.OFF)
    return _choose(request, person)


@csrf_protect
def _choose(request, person):
    if request.method == "POST" and request.POST.get("digest") in (Person.Digest.WEEKLY, Person.Digest.OFF):
        return _set_digest(request, person, request.POST["digest"])
    return _page(request, "letter/unsubscribe.html", {"person": person}, person)


def _set_digest(request, person, digest):
    if digest == Person.Digest.OFF:
        person = person_actions.stop_letters(person=person, now=request.now)
    else:
        person = person_actions.set_own(person=person, fields={"digest": digest}, now=request.now)
    return _page(request, "letter/unsubscribe.html", {"person": person, "is_saved": True}, person)


def _take(request, item):
    """Report what was typed; the same form twice is one report, another form's words are shown back and not taken."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _form(request, item, form)
    # The key belongs to this item, so that no replayed form can meet a report of another.
    key = uuid.uuid5(form.cleaned_data.pop("key"), str(item.pk))
    report = {"responsibility": item.responsibility, "author": item.notice.recipient, "via": ProgressReport.Via.LETTER, "notice_item": item}
    try:
        written = progress.report(now=request.now, key=key, **report, **form.cleaned_data)
    except Refused as refused:
        add_problems(form, refused)
        return _form(request, item, form)
    if written.key != key:
        return _answered(request, _item(item.pk), typed=form.cleaned_data, status=409)
    return redirect(request.path)


def _form(request, item, form):
    [group] = entry.groups([item], now=request.now)
    context = {"form": form, "item": item, "entry": group.entries[0], "group": group}
    return _page(request, "letter/answer.html", context, item.notice.recipient)


def _answered(request, item, *, typed=None, status=200):
    report, part = _report_of(item), item.responsibility
    flags = Flag.objects.filter(commitment=part.commitment_id).select_related("party", "milestone").order_by("since_at", "id")
    heard = [flag for flag in flags if entry.concerns(flag, part)]
    others = letter_actions.open_items(item.notice).select_related(*entry.RELATED)
    context = {
        "item": item,
        "report": report,
        "cleared": [flag for flag in heard if flag.cleared_at == report.reported_at],
        "standing": [flag for flag in heard if flag.cleared_at is None],
        "others": entry.groups(others, now=request.now),
        "typed": typed,
    }
    return _page(request, "letter/answered.html", context, item.notice.recipient, status)


def _refused(request, reason, item, status):
    title, advice = {
        "unknown": (
            _("This link does not work"),
            _("It may have been cut off on its way: open it from the letter itself, or copy the whole address. If it still does not work, ask the desk."),
        ),
        "expired": (_("This link is too old"), _("Use the link in your newest letter, or sign in to report.")),
        "closed": (_("This commitment is closed"), _("It takes no more reports. If there is news, ask the desk to reopen it.")),
        "handed_over": (_("Somebody else answers for this now"), _("Your part was handed over. Nothing is asked of you; if that is wrong, write to the desk.")),
    }[reason]
    person = item and item.notice.recipient
    return _page(request, "letter/refused.html", {"title": title, "advice": advice, "item": item}, person, status)


def _page(request, template, context, person, status=200):
    """The page in its reader's language and by their clock, though nobody is signed in."""
    with contextlib.ExitStack() as stack:
        if person is not None:
            stack.enter_context(translation.override(person.language))
            stack.enter_context(timezone.override(zoneinfo.ZoneInfo(person.time_zone)))
        return render(request, template, context | {"today": timezone.localtime(request.now).date()}, status=status)


def _item(pk):
    related = ("notice__recipient__user", "report", *entry.RELATED)
    return NoticeItem.objects.select_related(*related).filter(pk=pk).first()


def _report_of(item):
    return getattr(item, "report", None)


def _is_active(person):
    return person.user is None or person.user.is_active


def _closed_to(item):
    """Why this link takes no answer, though it is sound; None when it does."""
    if item.responsibility.commitment.is_closed:
        return "closed"
    return "handed_over" if item.responsibility.focal_point_id != item.notice.recipient_id else None


def _blank(item):
    part = item.responsibility
    return AnswerForm(initial={"status": part.stated_status, "health": part.health})
