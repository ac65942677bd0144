"""Sweeps in the admin: what each run of the watch did; one can be previewed, and one run at once."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tracker.actions import sweep as actions
from tracker.admin.access import ReadOnly
from tracker.admin.record import ListAdmin
from tracker.models import Sweep


@admin.register(Sweep)
class SweepAdmin(ReadOnly, ListAdmin):
    """The buttons above the list need no row to be chosen; the list's own actions do the same."""

    list_display = ["started_at", "finished_at", "looked", "raised", "cleared", "queued", "seconds", "ended_well"]
    date_hierarchy = "started_at"
    search_fields = ["error"]
    fields = ["at", "started_at", "finished_at", "looked", "raised", "cleared", "queued", "seconds", "error"]
    actions = ["preview", "run"]

    @admin.display(description=gettext_lazy("ended well"), boolean=True)
    def ended_well(self, sweep):
        """Unknown while it runs, and for ever if it was killed."""
        return not sweep.error if sweep.error or sweep.finished_at else None

    def get_urls(self):
        own = [
            path("preview/", self.admin_site.admin_view(require_POST(self.preview_view)), name="tracker_sweep_preview"),
            path("run/", self.admin_site.admin_view(require_POST(self.run_view)), name="tracker_sweep_run"),
        ]
        return own + super().get_urls()

    def preview_view(self, request):
        return self._answer(request, self.preview)

    def run_view(self, request):
        return self._answer(request, self.run)

    def _answer(self, request, act):
        if not request.standing.is_desk:
            raise PermissionDenied
        act(request)
        return HttpResponseRedirect(reverse("admin:tracker_sweep_changelist"))

    @admin.action(description=gettext_lazy("Preview a sweep"), permissions=["view"])
    def preview(self, request, queryset=None):
        told = _("A sweep now would look at %(looked_at)d, raise %(raised)d, clear %(cleared)d and queue %(queued)d letters. Nothing was written.")
        self.message_user(request, told % vars(actions.preview(now=request.now)), messages.INFO)

    @admin.action(description=gettext_lazy("Sweep now"), permissions=["view"])
    def run(self, request, queryset=None):
        told = _("Swept: %(looked_at)d looked at, %(raised)d raised, %(cleared)d cleared, %(queued)d letters queued.")
        self.message_user(request, told % vars(actions.run(now=request.now)), messages.SUCCESS)
