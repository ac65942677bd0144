"""The desk: where each person begins."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tracker.queries import assessment as assessments
from tracker.queries import change as changes
from tracker.queries import desk as queries
from tracker.queries import obstacle as obstacles
from tracker.queries import review as reviews
from tracker.rules.access import Standing
from tracker.views.access import signed_in
from tracker.views.chips import counted
from tracker.views.day import today

TITLES = {"late": _("Late with a report"), "soon": _("A report is due soon"), "rest": _("No report is due yet")}


@require_safe
def root(request):
    return redirect("desk" if request.user.is_authenticated else "account_login")


@signed_in
@require_safe
def desk(request):
    stands = request.standing
    waiting = reviews.to_review(stands)
    groups = [(TITLES[name], name, group, _whole(group, stands)) for name, group in queries.mine(stands).items()]
    has_parts = any(group.clocks for _title, _name, group, _address in groups)
    shown = {"groups": groups, "has_parts": has_parts, "is_desk": stands.is_desk, "today": today(request)}
    to_decide = changes.to_decide(stands)
    shown |= {"to_decide": to_decide[: changes.SHOWN], "has_more_to_decide": len(to_decide) > changes.SHOWN}
    shown |= {"to_review": waiting[: reviews.SHOWN], "has_more_to_review": len(waiting) > reviews.SHOWN}
    shown["owed"] = obstacles.owed(stands)
    if stands.assesses_all or stands.assessed_ids:
        ungraded = assessments.waiting(stands)
        shown |= {"to_assess": ungraded[: assessments.SHOWN], "has_more_to_assess": len(ungraded) > assessments.SHOWN}
    if stands.is_desk or not has_parts:
        shown |= _across(request)
    shown |= counted(request)
    has_record = any(number for _view, number, _is_here in shown["chips"])
    return render(request, "desk/begin.html" if stands.is_desk and not has_record else "desk/desk.html", shown)


def _whole(group: queries.Group, stands: Standing) -> str:
    """The address of the whole list of which a group shows the first rows: of one's party, or of oneself where there are many."""
    parties = {clock.responsibility.party for clock in group.clocks}
    whose = {"party": parties.pop().short_code} if stands.party_ids and len(parties) == 1 else {"owner": "me"}
    return f"{reverse('commitments')}?{urlencode(whose | {'reporting': group.states}, doseq=True)}"


def _across(request) -> dict:
    """What stands out in the whole record."""
    stands = request.standing
    unreachable = queries.unreachable(stands) if stands.keeps_some else []
    silent, overdue, reports = queries.silent(stands), queries.overdue(stands), queries.newly_reported(stands, now=request.now)
    return {
        "silent": silent,
        "silent_address": f"{reverse('commitments')}?{urlencode({'reporting': silent.states}, doseq=True)}",
        "overdue": overdue[: queries.SHOWN],
        "has_more_overdue": len(overdue) > queries.SHOWN,
        "unreachable": unreachable[: queries.SHOWN],
        "has_more_unreachable": len(unreachable) > queries.SHOWN,
        "reports": reports[: queries.SHOWN],
        "has_more_reports": len(reports) > queries.SHOWN,
        "new_days": queries.NEW_DAYS,
        "has_across": True,
    }
