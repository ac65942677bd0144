"""An exchange of people or of information."""

from django.utils.translation import gettext_lazy as _

from tracker.models.kind import Field, Kind, Step, Type

KIND = Kind(
    key="exchange",
    label=_("exchange"),
    help=_("Of people or of information."),
    fields=(
        Field(name="exchanged", label=_("what is exchanged")),
        Field(name="number", label=_("how many a year"), type=Type.NUMBER),
    ),
    steps=(
        Step(key="terms", title=_("Terms agreed")),
        Step(key="first_sent", title=_("First exchange made"), per_side=True),
    ),
    step_label=_("step"),
)
