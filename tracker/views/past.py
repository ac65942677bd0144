"""The pages as of a day gone by (?as_of=2026-03-31): what was known then, without anything one writes with."""

import re
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.forms.past import DAY, PastFilter
from tracker.models import Clock
from tracker.queries import change, count, escalation, known_rows, parallel, past_list, past_meeting, past_party, past_renewal
from tracker.queries import commitment_list as listing
from tracker.queries import meeting as meetings
from tracker.queries import party as parties
from tracker.queries import past as queries
from tracker.queries import session as sessions
from tracker.rules import access, clock, spread, timeline
from tracker.rules import past as rules
from tracker.rules.change import history as dated
from tracker.rules.commitment import find_quote
from tracker.rules.excerpt import excerpt
from tracker.rules.past import Past
from tracker.views import address, blocks
from tracker.views.access import anybody
from tracker.views.assessment import assessed
from tracker.views.commitment import compared, of_kind, voice
from tracker.views.day import today
from tracker.views.meeting import cut, numbered

AS_OF = "as_of"
PAGES = ("commitments", "commitment", "meeting", "party")  # those that know days gone by
LINK = re.compile(r'(?<!data-now )href="(/[^"?#]*)(\?[^"#]*)?(#[^"]*)?"')  # the link to today is marked data-now


def or_now(then, now):
    """One address, two views: `then` answers where the address names a day gone by, else `now`, with a sentence if the day cannot be used."""

    @wraps(now)
    def view(request, *args, **kwargs):
        past = _asked(request)
        if past is None:
            return now(request, *args, **kwargs)
        return _kept_in(past, then(request, past, *args, **kwargs))

    return view


def _asked(request: HttpRequest) -> Past | None:
    """The day that the address names, if it is gone by."""
    said = request.GET.get(AS_OF, "").strip()
    if not said:
        return None
    try:
        day = DAY.clean(said)
    except ValidationError:
        facts = {"said": said[:40]}
        messages.warning(request, _("“%(said)s” cannot be read as a day, so this is the page of today. Write the day as in 2026-03-14.") % facts)
        return None
    if day > today(request):
        facts = {"day": date_format(day, "j F Y")}
        messages.warning(request, _("%(day)s has not come yet, so this is the page of today. Ask for a day gone by.") % facts)
    return rules.end_of(day, timezone.get_current_timezone_name()) if day < today(request) else None


def _kept_in(past: Past, response: HttpResponse) -> HttpResponse:
    """Let every link to a page that knows days gone by lead to the same day: they stand in many templates, so here is the one place."""

    def keep(found: re.Match) -> str:
        path, query, fragment = (part or "" for part in found.groups())
        if not _knows_days(path) or f"{AS_OF}=" in query:
            return found[0]
        asked = f"{query}&amp;" if query else "?"
        return f'href="{path}{asked}{AS_OF}={past.day.isoformat()}{fragment}"'

    response.content = LINK.sub(keep, response.content.decode())
    return response


def _knows_days(path: str) -> bool:
    try:
        return resolve(f"/{path.removeprefix(get_script_prefix())}").url_name in PAGES
    except Resolver404:
        return False


def _page(request: HttpRequest, past: Past, template: str, shown: dict, **options) -> HttpResponse:
    return render(request, template, {"past": past, "today": past.day} | shown, **options)


@anybody
@require_safe
def commitments(request, past):
    stands = request.standing
    chosen = PastFilter(request.GET, past=past, standing=stands, offered=listing.choices(stands))
    rows, computed = chosen.qs, chosen.computed()
    marks = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = past_list.page(rows, past, standing=stands, party=chosen.party_id, computed=computed, **marks)
    strips = queries.strips([part for row in page.rows for part in row.responsibilities.all()], past)
    renewed = past_renewal.times(page.rows, past)
    shown = {
        "form": chosen.form,
        "active": chosen.active(),
        "rows": [listing.row(row, strips, access.outsider(past.day), renewed) for row in page.rows],
        "order": "reference",
        "found": None if computed else count.capped({"found": rows})["found"],
        "cap": count.CAP,
    }
    return _page(request, past, "commitment/commitments.html", shown | address.page_links(request, page))


@anybody
@require_safe
def commitment(request, past, reference):
    if not listing.seen(request.standing).filter(reference=reference).exists():
        raise Http404
    row = queries.one(reference, past, standing=request.standing)
    if row is None:
        return _page(request, past, "past/not_known.html", {"reference": reference}, status=404)
    parts, flags = row.responsibilities.all(), row.all_flags[: queries.SHOWN]
    strips, nobody = queries.strips(parts, past), access.outsider(past.day)
    uncounted = queries.uncounted(parts, past, standing=request.standing)
    known, is_signed_in = known_rows.at(past), request.standing.is_signed_in
    graded = assessed(row, nobody, known=known)
    asked = queries.requests(row, past, standing=request.standing) if is_signed_in else []
    dates = change.dates(row, standing=request.standing, known=known)
    sees_meeting = meetings.sees(request.standing, row.meeting)
    shown = {
        "commitment": row,
        "pace": clock.pace(row),
        "open_flags": row.open_flags,
        "voices": [voice(part, strips[part.pk], uncounted.get(part.pk, []), nobody, may_report=False) for part in parts],
        "spread": spread.sentence(parts),
        "compared": [compared(part) for part in parts],
        "sees_meeting": sees_meeting,
        "excerpt": _excerpt(row, sees_meeting),
        "events": timeline.events(
            row,
            reports=queries.reports(row, past),
            flags=flags,
            milestones=row.milestones.all(),
            assessments=graded["rows"],
            ladder=escalation.history(row, known=known) if is_signed_in else (),
            requests=asked,
            dates=dates,
            outcomes=sessions.applied(row, standing=request.standing, known=known),
            zone=timezone.get_current_timezone_name(),
            names_people=is_signed_in,
        ),
        "assessed": graded,
        "languages": parallel.columns(row, known=known),
        "dates": dated(dates),
        "requests": [(item, None) for item in asked],
        "chain": past_renewal.chain(row, past, standing=request.standing),
        **of_kind(row, blocks.Page(commitment=row, standing=nobody, today=past.day, now=past.moment, known=known)),
    }
    return _page(request, past, "commitment/commitment.html", shown)


def _excerpt(row, sees_meeting: bool):
    """The quote in today's source text, or alone if the text no longer holds it or the meeting is not for this person."""
    if not row.quote:
        return None
    if not sees_meeting:
        return excerpt(row.quote, 0, len(row.quote))
    quote, start = find_quote(row.quote, row.meeting.source_text) or (row.quote, None)
    return excerpt(quote, 0, len(quote)) if start is None else excerpt(row.meeting.source_text, start, start + len(quote))


@anybody
@require_safe
def meeting(request, past, pk):
    row = get_object_or_404(meetings.seated(request.standing), pk=pk)
    if row.recorded_at > past.moment:
        return _page(request, past, "past/not_known.html", {"meeting": row}, status=404)
    born = past_meeting.born_at(row, past, standing=request.standing)
    numbers = numbered(born)
    earlier = past_meeting.open_before(row, past, standing=request.standing)
    shown = {
        "meeting": row,
        "born": [(commitment, numbers.get(commitment.reference)) for commitment in born],
        "segments": cut(row, born, numbers),
        "languages": parallel.columns(row, known=known_rows.at(past)),
        "earlier": earlier,
        "made": past_renewal.made([*born, *earlier], past, standing=request.standing),
        "renewing": sum(bool(commitment.renews_id) for commitment in born),
        "earlier_limit": meetings.EARLIER,
        "earlier_slice": f":{meetings.EARLIER}",
    }
    return _page(request, past, "meeting/meeting.html", shown)


@anybody
@require_safe
def party(request, past, code):
    row = get_object_or_404(parties.known(request.standing), short_code=code)
    stood = past_party.responsibilities(row, past, standing=request.standing)
    states = [part.silence[0].state for part in stood]
    parts = stood[: parties.SHOWN]
    strips = queries.strips(parts, past)
    shown = {
        "party": row,
        "states": [(state.value, state.label, states.count(state)) for state in Clock.REPORTING],
        "parts": [(part, [(row.short_code, strips[part.pk])]) for part in parts],
        "limit": parties.SHOWN,
        "has_more": len(stood) > parties.SHOWN,
        "history": past_party.history(row, past, standing=request.standing),
    }
    return _page(request, past, "party/party.html", shown)
