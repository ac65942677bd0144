"""Obstacles: raised by the desk or a party, answered by the party that owes it."""

from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions import obstacle as actions
from tracker.forms.obstacle import AnswerForm, ObstacleForm
from tracker.models import Commitment, Obstacle
from tracker.queries import commitment as commitments
from tracker.queries import obstacle as queries
from tracker.views import plain_form
from tracker.views.access import must, signed_in
from tracker.views.day import today
from tracker.views.typed import typed


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def raise_obstacle(request, reference):
    row = get_object_or_404(commitments.with_parts(request.standing), reference=reference)
    must(request.standing.may_hinder(row))
    form = ObstacleForm(typed(request), commitment=row, today=today(request))

    def write() -> Obstacle:
        return actions.record(commitment=row, by=request.person, now=request.now, **form.cleaned_data)

    shown = {"heading": _("Raise an obstacle"), "intro": row.title, "button": _("Raise it"), "crumbs": _crumbs(row)}
    return plain_form.answer(request, form, write, back=row.get_absolute_url(), done=_("The obstacle is raised; an answer is owed by its day."), **shown)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def answer_obstacle(request, pk):
    obstacle = get_object_or_404(queries.seen(request.standing), pk=pk)
    row = obstacle.commitment
    must(any(request.standing.may_report(part) for part in row.responsibilities.all() if part.party_id == obstacle.party_id))
    form = AnswerForm(typed(request))

    def write():
        return actions.answer(obstacle=obstacle, by=request.person, now=request.now, **form.cleaned_data)

    told = _("%(party)s owes an answer by %(day)s.") % {"party": obstacle.party, "day": date_format(obstacle.due_on, "j F Y")}
    shown = {"heading": _("Answer: %(obstacle)s") % {"obstacle": obstacle.title}, "intro": told, "quoted": obstacle.description, "button": _("Answer")}
    return plain_form.answer(request, form, write, back=row.get_absolute_url(), done=_("The answer is saved."), crumbs=_crumbs(row), **shown)


def _crumbs(row: Commitment) -> list[tuple[str, str]]:
    return [(row.reference, row.get_absolute_url())]
