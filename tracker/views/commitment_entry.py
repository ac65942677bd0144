"""The pages on which the desk records a commitment pledged at a meeting and edits it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import commitment as actions
from tracker.forms.commitment import CommitmentEntry
from tracker.queries import commitment as commitments
from tracker.queries import commitment_choice, commitment_list
from tracker.queries import meeting as meetings
from tracker.views.access import desk_only, must
from tracker.views.typed import typed

ANEW = "show_anew"  # the button that shows the fields of another kind


@desk_only
@require_safe
def choose_meeting(request):
    """Where was it pledged? The answer leads to the form."""
    chosen = request.GET.get("meeting", "")
    renewed = _renewed(request)
    if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19:
        address = reverse("record_commitment", args=[int(chosen)])
        return redirect(f"{address}?{urlencode({'renews': renewed.reference})}" if renewed else address)
    shown = {"meetings": commitment_choice.meetings(standing=request.standing), "renews": renewed}
    return render(request, "commitment/choose_meeting.html", shown)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def record_commitment(request, pk):
    meeting = get_object_or_404(meetings.seated(request.standing), pk=pk)
    must(request.standing.keeps(meeting.body_id))
    renewed = _renewed(request)
    entry = CommitmentEntry(typed(request), meeting=meeting, kind=request.GET.get("kind", ""), renews=renewed, standing=request.standing)

    def write():
        said = {"fields": entry.fields(), "parts": entry.said_parts(), "steps": entry.said_steps(), "told": entry.told(), "projects": entry.projects()}
        return actions.record(**said, key=entry.key, by=request.person, now=request.now)

    if ANEW in request.POST:
        entry.show_anew()
    elif request.method == "POST" and (row := entry.attempt(write)):
        messages.success(request, _("%(reference)s is recorded.") % {"reference": row.reference})
        return redirect("record_commitment", pk=pk) if "again" in request.POST else redirect(row)
    return render(request, "commitment/form.html", {"entry": entry, "meeting": meeting, "renews": renewed}, status=entry.status)


def _renewed(request):
    """The commitment that the address asks to make anew, if the person may see it."""
    reference = request.GET.get("renews", "")
    return commitments.with_parts(request.standing).filter(reference=reference).first() if reference and "\x00" not in reference else None


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_commitment(request, reference):
    row = get_object_or_404(commitment_list.seen(request.standing).select_related("meeting"), reference=reference)
    must(request.standing.keeps(row.body_id))
    entry = CommitmentEntry(typed(request), meeting=row.meeting, commitment=row, standing=request.standing)

    def write():
        said = {"fields": entry.fields(), "parts": entry.said_parts(), "steps": entry.said_steps()}
        said |= {"told": entry.told(), "projects": entry.projects(), "cause": entry.cause()}
        return actions.revise(commitment=row, version=entry.version, **said, by=request.person, now=request.now)

    if ANEW in request.POST:
        entry.show_anew()
    elif request.method == "POST" and entry.attempt(write):
        messages.success(request, _("%(reference)s is saved.") % {"reference": row.reference})
        return redirect(row)
    return render(request, "commitment/form.html", {"entry": entry, "meeting": row.meeting, "commitment": row}, status=entry.status)
