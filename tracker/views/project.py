"""Projects: the list, one project with the commitments that name it, and the pages on which the desk records and edits them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import project as actions
from tracker.forms.project import ProjectEntry
from tracker.kinds import project_acceleration
from tracker.models import Project
from tracker.queries import project as queries
from tracker.rules import stages
from tracker.views.access import desk_only, signed_in
from tracker.views.day import today
from tracker.views.typed import typed


@signed_in
@require_safe
def projects(request):
    shown = {"rows": queries.found(request.standing), "may_record": request.standing.keeps_some}
    return render(request, "project/projects.html", shown)


@signed_in
@require_safe
def project(request, pk):
    row = get_object_or_404(queries.seen(request.standing), pk=pk)
    named = queries.commitments(row, standing=request.standing)
    told = [(commitment, stages.by_project(commitment.own_stages, [], project_acceleration.KIND)) for commitment in named]
    return render(request, "project/project.html", {"project": row, "rows": told, "may_edit": request.standing.keeps_some, "today": today(request)})


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def record_project(request):
    entry = ProjectEntry(typed(request))
    if request.method == "POST" and (row := entry.attempt(lambda: actions.record(fields=entry.fields(), funding=entry.said()))):
        messages.success(request, _("The project is recorded. A project acceleration may name it now."))
        return redirect("project", pk=row.pk)
    return _form(request, entry, None)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_project(request, pk):
    row = get_object_or_404(queries.seen(request.standing), pk=pk)
    entry = ProjectEntry(typed(request), project=row)

    def write() -> Project:
        return actions.revise(project=row, version=entry.version, fields=entry.fields(), funding=entry.said())

    if request.method == "POST" and entry.attempt(write):
        messages.success(request, _("The project is saved."))
        return redirect("project", pk=pk)
    return _form(request, entry, row)


def _form(request, entry: ProjectEntry, row: Project | None):
    listed, back = reverse("projects"), reverse("project", args=[row.pk]) if row else reverse("projects")
    shown = {
        "heading": _("Edit the project") if row else _("Record a project"),
        "legend": _("Funding by source"),
        "help": _("What each source gives, in the project's currency."),
        "button": _("Save the project"),
        "back": back,
        "crumbs": [(_("Projects"), listed), *([(row.name, back)] if row else [])],
    }
    return render(request, "rows_form.html", shown | {"entry": entry}, status=entry.status)
