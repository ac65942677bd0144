"""Commitments: the list with its filters, and one commitment with the words of all its parties."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tracker.forms import filters
from tracker.forms.escalation import instead
from tracker.models.visibility import Visibility
from tracker.queries import commitment as queries
from tracker.queries import commitment_list as listing
from tracker.queries import escalation, parallel, progress, renewal
from tracker.queries import meeting as meetings
from tracker.queries import review as reviews
from tracker.queries import session as sessions
from tracker.rules import clock, details, quality, spread, timeline
from tracker.rules.excerpt import excerpt
from tracker.views import address, blocks
from tracker.views.access import anybody
from tracker.views.assessment import assessed
from tracker.views.change import panel
from tracker.views.chips import counted
from tracker.views.day import today

SORTS = [
    ("urgency", _("Most urgent")),
    ("due", _("Due first")),
    ("-due", _("Due last")),
    ("reference", _("Reference")),
    ("newest", _("Newest")),
]


@anybody
@require_safe
def commitments(request):
    day, stands = today(request), request.standing
    chosen = filters.CommitmentFilter(
        request.GET, listing.seen(stands), person=request.person, names_people=stands.is_signed_in, offered=listing.choices(stands)
    )
    order = request.GET.get("sort") if request.GET.get("sort") in listing.ORDERS else "urgency"
    page = address.page(request, listing.with_sides(chosen.qs), listing.ORDERS[order])
    shown = {
        "form": chosen.form,
        "active": chosen.active(),
        "rows": listing.shown(page.rows, standing=stands, today=day),
        "today": day,
        "sorts": [(name, label, filters.address(request.GET, sort=name)) for name, label in SORTS],
        "order": order,
        "is_desk": stands.keeps_some,
    }
    return render(request, "commitment/commitments.html", shown | address.page_links(request, page) | counted(request, chosen.qs))


@anybody
@require_safe
def commitment(request, reference):
    row = queries.one(reference, standing=request.standing)
    if row is None:
        raise Http404
    day, stands = today(request), request.standing
    parts, flags = list(row.responsibilities.all()), queries.flags(row)
    strips = progress.strips(parts, today=day)
    changes = panel(request, row, parts)
    graded = assessed(row, stands)
    uncounted = reviews.uncounted(parts, stands)
    sees_meeting = meetings.sees(stands, row.meeting)
    shown = {
        "commitment": row,
        "today": day,
        "is_desk": stands.keeps(row.body_id),
        "own": None if row.is_closed else next((part for part in parts if stands.answers_for(part)), None),
        "pace": clock.pace(row),
        "open_flags": [flag for flag in flags if flag.cleared_at is None],
        "voices": [
            voice(part, strips[part.pk], uncounted.get(part.pk, []), stands, may_report=stands.may_report(part) and not row.is_closed) for part in parts
        ],
        "spread": spread.sentence(parts),
        "compared": [compared(part) for part in parts],
        "sees_meeting": sees_meeting,
        "excerpt": _excerpt(row, sees_meeting),
        "ladders": [_ladder(ladder, row, stands) for ladder in escalation.ladders(row, now=request.now)] if stands.is_signed_in else [],
        "events": timeline.events(
            row,
            reports=queries.reports(row),
            flags=flags,
            milestones=row.milestones.all(),
            assessments=graded["rows"],
            ladder=escalation.history(row) if stands.is_signed_in else (),
            requests=[item for item, _form in changes["requests"]],
            dates=[dated.row for dated in changes["dates"]],
            outcomes=sessions.applied(row, standing=stands),
            zone=timezone.get_current_timezone_name(),
            names_people=stands.is_signed_in,
        ),
        "assessed": graded,
        "languages": parallel.columns(row),
        "quality": quality.read(row, parts),
        **_renewal(row, stands),
        **of_kind(row, blocks.Page(commitment=row, standing=stands, today=day, now=request.now)),
    }
    return render(request, "commitment/commitment.html", shown | changes)


def _renewal(row, stands) -> dict:
    """What it renews and what renews it, what overlaps with it, and where it may be made anew."""
    chain = renewal.chain(row, standing=stands)
    overlaps = renewal.overlaps(row, chain, standing=stands)
    return {"chain": chain, "overlaps": overlaps[: renewal.SHOWN], "has_more_overlaps": len(overlaps) > renewal.SHOWN} | {
        "anew_at": renewal.anew_at(row, standing=stands)
    }


def of_kind(row, page: blocks.Page) -> dict:
    """What the page shows because of the commitment's kind."""
    kind = row.own_kind
    return {"told": details.shown(row.details, kind.fields), "blocks": blocks.shown(page), "shows_steps": kind.shows_steps}


def voice(part, periods, uncounted, stands, *, may_report: bool) -> dict:
    """What the card of one party shows; `waiting` is for those who may see the party's inside."""
    waiting = [(report, report.is_waiting and stands.may_review(part, author_id=report.author_id)) for report in uncounted]
    silence = next(iter(part.silence), None)
    return {"part": part, "strip": [(part.party.short_code, periods)], "silence": silence, "may_report": may_report, "waiting": waiting}


def _ladder(ladder, row, stands) -> dict:
    """Where one silence stands, with what its party's people may say instead of a report."""
    part = ladder.silence.part
    return vars(ladder) | {"is_desk_only": row.visible_to == Visibility.DESK, "instead": instead(part) if stands.answers_for(part) else None}


def compared(part) -> tuple:
    """One line of the picture of the voices."""
    return part.party.short_code, part.party.name, part.stated_status, part.get_stated_status_display(), part.health, part.get_health_display()


def _excerpt(row, sees_meeting: bool):
    """The quote with the words around it; alone for somebody who may not see the meeting in whose text it stands."""
    if not row.quote:
        return None
    return excerpt(row.meeting.source_text, row.quote_start, row.quote_end) if sees_meeting else excerpt(row.quote, 0, len(row.quote))
