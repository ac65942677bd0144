"""A session: its agenda by query, the walk through its items, who sat there, and the applying of what was decided."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import meeting as meeting_actions
from tracker.actions import session as actions
from tracker.forms.session import AttendanceEntry, OutcomeForm
from tracker.models import Commitment, Outcome
from tracker.queries import meeting as meetings
from tracker.queries import session as queries
from tracker.rules import session as rules
from tracker.rules.access import Standing
from tracker.rules.refusal import Refused
from tracker.views.access import must, signed_in
from tracker.views.day import today
from tracker.views.typed import typed


@signed_in
@require_safe
def session(request, pk):
    row, stands = _session(request, pk), request.standing
    items = queries.agenda(row, standing=stands)
    listed = items[: queries.LISTED]
    may_lead = stands.may_lead(row.body_id)
    waiting = [item.decided[0] for item in listed if item.decided and item.decided[0].applied_at is None]
    others = sum(_waits(item, stands) for item in listed)
    shown = {
        "meeting": row,
        "items": [(item, rules.reasons(item, founder_id=row.body.founded_by_id, today=today(request))) for item in listed],
        "done": queries.done(listed),
        "has_more": len(items) > queries.LISTED,
        "limit": queries.LISTED,
        "born": meetings.born_at(row, standing=stands),
        "may_lead": may_lead,
        "may_record": stands.keeps(row.body_id),
        "is_open": queries.is_open(row),
        "to_apply": len(waiting) - others,
        "others": others,
        "has_begun": row.starts_on <= today(request),
        "today": today(request),
    }
    return render(request, "session/session.html", shown)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def session_item(request, pk, reference):
    meeting = _session(request, pk)
    item = queries.item(meeting, reference, standing=request.standing)
    if item is None:
        raise Http404
    must(request.standing.may_lead(meeting.body_id))
    if not queries.is_open(meeting):
        messages.info(request, _("A later session was held since, so this one decides no more."))
        return redirect("session", pk=pk)
    outcome = next(iter(item.decided), None)
    form = OutcomeForm(typed(request), commitment=item, outcome=outcome, today=today(request))
    before, after = _beside(queries.walk(meeting, standing=request.standing), reference)
    here = reverse("session", args=[pk])

    def write() -> Outcome:
        return actions.note(meeting=meeting, commitment=item, by=request.person, now=request.now, **form.cleaned_data)

    if request.method == "POST" and "forget" in request.POST:
        if outcome is not None:
            actions.forget(outcome=outcome)
        messages.success(request, _("The outcome is taken back."))
        return redirect("session_item", pk=pk, reference=reference)
    if request.method == "POST" and form.attempt(write):
        messages.success(request, _("%(reference)s: recorded. It holds once the outcomes are applied.") % {"reference": reference})
        return redirect(reverse("session_item", args=[pk, after]) if after else here)
    shown = {"meeting": meeting, "item": item, "outcome": outcome, "form": form, "before": before, "after": after, "today": today(request)}
    shown |= {
        "reasons": rules.reasons(item, founder_id=meeting.body.founded_by_id, today=today(request)),
        "may_record": request.standing.keeps(meeting.body_id),
    }
    return render(request, "session/item.html", shown, status=form.status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def apply_session(request, pk):
    """GET, as after a sign-in in between, leads back to the session, where the button is."""
    meeting = _session(request, pk)
    must(request.standing.may_lead(meeting.body_id))
    if request.method == "POST":
        try:
            done = actions.apply(meeting=meeting, by=request.person, bodies=request.standing.decided_ids, now=request.now)
        except Refused as refused:
            messages.error(request, " ".join(refused.problems.values()))
        else:
            messages.success(request, ngettext("%(n)d outcome now holds.", "%(n)d outcomes now hold.", done.applied) % {"n": done.applied})
            if done.waiting:
                said = ngettext("%(n)d waits for somebody else to apply it.", "%(n)d wait for somebody else to apply them.", done.waiting)
                messages.info(request, said % {"n": done.waiting})
    return redirect("session", pk=pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request, pk):
    meeting = _session(request, pk)
    must(request.standing.may_lead(meeting.body_id))
    entry = AttendanceEntry(typed(request), meeting=meeting)
    back = reverse("session", args=[pk])

    def write():
        return meeting_actions.revise(meeting=meeting, version=entry.version, fields={}, seats=entry.said(), by=request.person, now=request.now)

    if request.method == "POST" and entry.attempt(write):
        messages.success(request, _("Who sat there is saved."))
        return redirect(back)
    shown = {
        "heading": _("Who sat there"),
        "intro": meeting.title,
        "legend": _("Parties and their delegations"),
        "help": _("Each party once, with who led its delegation and who else came."),
        "button": _("Save who sat there"),
        "back": back,
        "crumbs": [(meeting.title, meeting.get_absolute_url()), (_("Session"), back)],
    }
    return render(request, "rows_form.html", shown | {"entry": entry}, status=entry.status)


def _session(request, pk):
    meeting = queries.one(pk, standing=request.standing)
    if meeting is None:
        raise Http404
    return meeting


def _waits(item: Commitment, stands: Standing) -> bool:
    """Whether what was recorded of an item and is not applied yet waits for somebody else than this person."""
    outcome = next((row for row in item.decided if row.applied_at is None and row.kind in rules.ASKS), None)
    return outcome is not None and not stands.may_decide(item, asked_by_id=outcome.recorded_by_id)


def _beside(walk: list[str], reference: str) -> tuple[str, str]:
    """The references before and after this one; "" at an end, or where the list does not hold it."""
    if reference not in walk:
        return "", ""
    place = walk.index(reference)
    return walk[place - 1] if place else "", walk[place + 1] if place + 1 < len(walk) else ""
