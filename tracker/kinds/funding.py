"""A pledge of money: pledged, committed in a budget, paid."""

from django.utils.translation import gettext_lazy as _

from tracker.models.kind import Field, Kind, Step, Type

KIND = Kind(
    key="funding",
    label=_("funding"),
    help=_("Money pledged, committed, disbursed."),
    fields=(
        Field(name="amount", label=_("amount"), type=Type.NUMBER),
        Field(name="currency", label=_("currency"), help=_("As three letters: EUR, USD.")),
        Field(name="purpose", label=_("purpose"), type=Type.TEXT),
    ),
    steps=(
        Step(key="pledged", title=_("Pledged")),
        Step(key="committed", title=_("Committed"), per_side=True),
        Step(key="disbursed", title=_("Disbursed"), per_side=True),
    ),
    step_label=_("step"),
)
