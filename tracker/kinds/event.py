"""A forum, exhibition or visit that takes place on a day."""

from django.utils.translation import gettext_lazy as _

from tracker.models.kind import Field, Kind, Step, Type

KIND = Kind(
    key="event",
    label=_("event"),
    help=_("A forum, an exhibition, a visit."),
    fields=(
        Field(name="starts_on", label=_("first day"), type=Type.DAY),
        Field(name="place", label=_("place")),
        Field(name="page_url", label=_("address of its page"), type=Type.ADDRESS),
    ),
    steps=(
        Step(key="dated", title=_("Date and place agreed")),
        Step(key="programme", title=_("Programme agreed")),
        Step(key="held", title=_("Held")),
    ),
    step_label=_("step"),
)
