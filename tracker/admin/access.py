"""Who may use the admin: the desk writes and reads the record, accounts are for superusers, machine rows are for reading."""

from tracker.rules import access


def is_desk(request) -> bool:
    """Whether the user is of the desk; a page asks this dozens of times, so it is looked up once a request."""
    if not hasattr(request, "is_desk"):
        request.is_desk = access.is_desk(request.user, request.now.date())
    return request.is_desk


class DeskRights:
    """For a ModelAdmin or an inline: the desk may do everything, staff without a desk post nothing."""

    def has_module_permission(self, request):
        return is_desk(request)

    def has_view_permission(self, request, obj=None):
        return is_desk(request)

    def has_add_permission(self, request, obj=None):
        return is_desk(request)

    def has_change_permission(self, request, obj=None):
        return is_desk(request)

    def has_delete_permission(self, request, obj=None):
        return is_desk(request)


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
        return is_desk(request)


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
