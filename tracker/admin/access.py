"""Who may use the admin: the desk writes and reads the record, accounts are for superusers, machine rows are for reading."""

from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied


def on_site(request, content_type_id, object_id):
    """Lead from a row of the admin to its own page; Django would tell any staff the address, and so the reference, of every row."""
    if not request.standing.is_desk:
        raise PermissionDenied
    return shortcut(request, content_type_id, object_id)


class DeskRights:
    """For a ModelAdmin or an inline: the desk may do everything, staff without a desk post nothing."""

    def has_module_permission(self, request):
        return request.standing.is_desk

    def has_view_permission(self, request, obj=None):
        return request.standing.is_desk

    def has_add_permission(self, request, obj=None):
        return request.standing.is_desk

    def has_change_permission(self, request, obj=None):
        return request.standing.is_desk

    def has_delete_permission(self, request, obj=None):
        return request.standing.is_desk


class ReadOnly(DeskRights):
    """For rows that only the watch and the outbox write: the desk may look."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class AddOnly(ReadOnly):
    """For rows that are never edited or deleted, only followed by another."""

    def has_add_permission(self, request, obj=None):
        return request.standing.is_desk


class SuperuserRights:
    """For accounts."""

    def has_module_permission(self, request):
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_add_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser
