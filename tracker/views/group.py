"""Bodies and their sessions: the list, one body, and the pages on which a group becomes one, is edited, and adopts its terms."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import body as body_actions
from tracker.actions import group as actions
from tracker.forms.group import BodyEntry, ConstituteEntry, TermsForm
from tracker.models import Body, Meeting
from tracker.queries import blocks, count, renewal
from tracker.queries import body as queries
from tracker.queries import commitment as commitments
from tracker.queries import pack as packs
from tracker.queries import session as session_queries
from tracker.rules import access
from tracker.rules.session import whose_turn
from tracker.views import plain_form
from tracker.views.access import desk_only, must, signed_in
from tracker.views.day import today
from tracker.views.typed import typed


@signed_in
@require_safe
def bodies(request):
    return render(request, "body/bodies.html", {"rows": queries.listed(request.standing)})


@signed_in
@require_safe
def body(request, code):
    row, stands = _seen(request, code), request.standing
    sessions = blocks.sessions(row, standing=stands)
    rows = queries.open_commitments(row, standing=stands)
    founder = queries.founder(row, standing=stands)
    coming = session_queries.next_of(row, standing=stands)
    carried_over, carried = renewal.carried_over(row, sessions, standing=stands)
    shown = {
        "body": row,
        "next_session": coming,
        "on_agenda": session_queries.count(coming, standing=stands) if coming else 0,
        "agenda_limit": session_queries.LISTED,
        "may_lead": stands.may_lead(row.pk),
        "chairs": blocks.co_chairs(row, standing=stands),
        "founder": founder,
        "terms": row.terms.all() if founder or not row.founded_by_id or stands.keeps(row.pk) else [],
        "sessions": sessions,
        "turn": whose_turn([side.party for side in row.sides.all()], list(reversed(sessions))) if row.does_host_alternate else None,
        "carried_over": carried_over,
        "carried": carried,
        "cap": count.CAP,
        "rows": rows[: queries.SHOWN],
        "has_more": len(rows) > queries.SHOWN,
        "keeps": stands.keeps(row.pk),
        "packs": packs.of_body(row, limit=packs.NEWEST) if stands.may_read_pack(row) else None,
        "today": today(request),
    }
    return render(request, "body/body.html", shown)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def constitute(request, reference):
    row = get_object_or_404(commitments.with_parts(request.standing), reference=reference)
    must(request.standing.keeps(row.body_id))
    if not row.own_kind.founds_body:
        raise Http404
    entry = ConstituteEntry(typed(request), commitment=row, today=today(request))

    def write() -> Body:
        return actions.constitute(commitment=row, fields=entry.form.cleaned_data, seats=entry.said(), by=request.person, now=request.now)

    if request.method == "POST" and (founded := entry.attempt(write)):
        messages.success(request, _("%(body)s is constituted.") % {"body": founded})
        return redirect("body", code=founded.short_code)
    shown = {
        "heading": _("Constitute the group"),
        "intro": row.title,
        "legend": _("Its sides"),
        "help": _("Each side once: the bodies it sends, where its secretariat is, and who chairs for it."),
        "button": _("Constitute it"),
        "back": row.get_absolute_url(),
        "crumbs": [(row.reference, row.get_absolute_url())],
    }
    return render(request, "rows_form.html", shown | {"entry": entry}, status=entry.status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_body(request, code):
    row = _seen(request, code)
    must(request.standing.keeps(row.pk))
    entry = BodyEntry(typed(request), body=row)

    def write() -> Body:
        return body_actions.revise(body=row, version=entry.version, fields=entry.fields(), sides=entry.said(), by=request.person, now=request.now)

    if request.method == "POST" and entry.attempt(write):
        messages.success(request, _("The body is saved."))
        return redirect(_address(row))
    shown = {
        "heading": _("Edit the body"),
        "legend": _("Its sides"),
        "help": _("Each side once: the bodies it sends, and where its secretariat is. Who chairs for it is a post, which begins and ends on a day."),
        "button": _("Save the body"),
        "back": _address(row),
        "crumbs": _crumbs(row),
    }
    return render(request, "rows_form.html", shown | {"entry": entry}, status=entry.status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def adopt_terms(request, code):
    row = _seen(request, code)
    must(request.standing.keeps(row.pk))
    meetings = Meeting.objects.filter(access.meetings(request.standing), body=row).defer("source_text").order_by("-starts_on", "-id")
    form = TermsForm(typed(request), meetings=meetings, initial={"text": next((terms.text for terms in row.terms.all()), ""), "adopted_on": today(request)})

    def write():
        return actions.adopt_terms(body=row, by=request.person, now=request.now, **form.cleaned_data)

    shown = {"heading": _("Adopt terms of reference"), "intro": _("They become the next version; the older ones stay."), "button": _("Adopt them")}
    return plain_form.answer(request, form, write, back=_address(row), done=_("The terms of reference are adopted."), crumbs=_crumbs(row), **shown)


def _seen(request, code) -> Body:
    row = queries.one(code, standing=request.standing)
    if row is None:
        raise Http404
    return row


def _address(row: Body) -> str:
    return reverse("body", args=[row.short_code])


def _crumbs(row: Body) -> list[tuple[str, str]]:
    return [(_("Bodies"), reverse("bodies")), (row.short_code, _address(row))]
