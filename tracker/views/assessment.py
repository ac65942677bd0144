"""Assessments: an assessor grades and corrects, a party replies, and everybody may read what was corrected."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import assessment as actions
from tracker.forms.assessment import AssessmentForm, ReplyForm
from tracker.forms.refusal import attempt
from tracker.models import Assessment, Commitment, Party
from tracker.queries import assessment as queries
from tracker.queries import known_rows
from tracker.queries.known_rows import Known
from tracker.rules import assessment as rules
from tracker.rules.access import Standing
from tracker.views import address
from tracker.views.access import signed_in
from tracker.views.day import today
from tracker.views.typed import typed


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request, reference):
    return _grade(request, _seen(request, reference))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def correct_assessment(request, reference, pk):
    row = _seen(request, reference)
    return _grade(request, row, get_object_or_404(queries.of(row), pk=pk))


def _grade(request, row: Commitment, corrects: Assessment | None = None):
    if not request.standing.may_assess(row):
        raise PermissionDenied
    scale = rules.scale_of(row.body, corrects)
    form = AssessmentForm(typed(request), scale=scale, corrects=corrects)

    def write():
        return actions.assess(commitment=row, assessor=request.person, corrects=corrects, now=request.now, **form.cleaned_data)

    if request.method == "POST" and attempt(form, write):
        messages.success(request, _("The assessment is saved. The parties may reply to it."))
        return redirect(row)
    shown = {"form": form, "commitment": row, "corrects": corrects, "scale": scale, "refused": rules.already_corrected(corrects).get("")}
    return render(request, "assessment/assess.html", shown | {"today": today(request)})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def reply_to_assessment(request, reference, pk, code):
    row = _seen(request, reference)
    assessment = get_object_or_404(queries.of(row), pk=pk)
    part = get_object_or_404(row.responsibilities.select_related("party"), party__short_code=code)
    if not request.standing.answers_for(part):
        raise PermissionDenied
    form = ReplyForm(typed(request))

    def write():
        return actions.reply(assessment=assessment, party=part.party, author=request.person, now=request.now, **form.cleaned_data)

    if request.method == "POST" and attempt(form, write):
        messages.success(request, _("The reply is saved. It stands under the assessment."))
        return redirect(row)
    replied = next((reply for reply in assessment.replies.all() if reply.party_id == part.party_id), None)
    shown = {"form": form, "commitment": row, "assessment": assessment, "party": part.party, "replied": replied}
    return render(request, "assessment/reply.html", shown | {"today": today(request)})


@require_safe
def corrections(request):
    """For everybody: each sees the corrections of what they may see."""
    page = address.page(request, queries.corrections(request.standing), queries.NEWEST_FIRST)
    return render(request, "assessment/corrections.html", {"rows": page.rows, "today": today(request)} | address.page_links(request, page))


def assessed(row: Commitment, standing: Standing, *, known: Known = known_rows.now) -> dict:
    """`assessed` for templates/commitment/_assessment.html: the assessment that holds, the earlier ones, and who may do what; `known` as in queries."""
    threads = queries.threads(row, known=known)
    parts = list(row.responsibilities.all())
    own, may_assess = [part.party for part in parts if standing.answers_for(part)], standing.may_assess(row)
    shown = [[_shown(assessment, thread, own, may_assess) for assessment in reversed(thread)] for thread in threads]
    current = shown[0][0] if shown else None
    return {
        "current": current,
        "earlier": [item for thread in shown for item in thread if item is not current],
        "differs": bool(current) and rules.differs([part.stated_status for part in parts], current["row"]),
        "is_corrected": any(len(thread) > 1 for thread in threads),
        "may_assess": may_assess,
        "rows": [assessment for thread in threads for assessment in thread],
    }


def _shown(assessment: Assessment, thread: list[Assessment], own: list[Party], may_assess: bool) -> dict:
    """One assessment, what corrected it, the parties for which the reader may still reply, and whether the reader may correct it."""
    replied = {reply.party_id for reply in assessment.replies.all()}
    corrected_by = next(iter(thread[thread.index(assessment) + 1 :]), None)
    owed = [party for party in own if party.pk not in replied]
    return {"row": assessment, "corrected_by": corrected_by, "owed": owed, "may_correct": may_assess and corrected_by is None}


def _seen(request, reference: str) -> Commitment:
    return get_object_or_404(queries.seen(request.standing), reference=reference)
