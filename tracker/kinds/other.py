"""Whatever is pledged and is of no other kind."""

from django.utils.translation import gettext_lazy as _

from tracker.models.kind import Kind

KIND = Kind(key="other", label=_("other"))
