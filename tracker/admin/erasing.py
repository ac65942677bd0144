"""Erase the words of rows that are never changed: for superusers, on request of the person who wrote them or is named in them."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tracker.actions import ledger


class Erasable(admin.ModelAdmin):
    """For a noun with TEXTS: chosen rows are shown once more before their words go for good."""

    actions = ["erase"]

    def has_erase_permission(self, request):
        return request.user.is_superuser

    @admin.action(description=_("Erase the words"), permissions=["erase"])
    def erase(self, request, queryset):
        if "sure" not in request.POST:
            shown = {"rows": queryset, "opts": self.opts, "title": _("Erase the words"), "box": ACTION_CHECKBOX_NAME}
            return TemplateResponse(request, "admin/tracker/erasing/sure.html", self.admin_site.each_context(request) | shown)
        for row in queryset.order_by("pk"):
            ledger.erase(row=row, actor=request.person, now=request.now)
            self.log_change(request, row, _("Words erased."))
        count = len(queryset)
        said = ngettext("The words of %(count)d row were erased.", "The words of %(count)d rows were erased.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS)
        return None
