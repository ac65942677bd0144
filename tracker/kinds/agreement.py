"""An agreement to be negotiated, signed, ratified and brought into force."""

from django.utils.translation import gettext_lazy as _

from tracker.models.kind import Field, Kind, Step, Type

KIND = Kind(
    key="agreement",
    label=_("agreement"),
    help=_("To be drafted, signed, ratified and brought into force."),
    fields=(
        Field(name="form", label=_("form"), help=_("Treaty, memorandum, protocol.")),
        Field(name="signed_at", label=_("place of signature")),
        Field(name="text_url", label=_("address of the text"), type=Type.ADDRESS),
    ),
    steps=(
        Step(key="drafted", title=_("Draft sent")),
        Step(key="counter_draft", title=_("Counter-draft sent")),
        Step(key="initialled", title=_("Initialled")),
        Step(key="signed", title=_("Signed")),
        Step(key="ratified", title=_("Ratified"), per_side=True),
        Step(key="in_force", title=_("In force")),
    ),
    step_label=_("step"),
)
