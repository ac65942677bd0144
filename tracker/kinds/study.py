"""A joint study or feasibility report."""

from django.utils.translation import gettext_lazy as _

from tracker.models.kind import Field, Kind, Step, Type

KIND = Kind(
    key="study",
    label=_("study"),
    help=_("A joint study, survey or feasibility report."),
    fields=(
        Field(name="subject", label=_("subject"), type=Type.TEXT),
        Field(name="done_by", label=_("carried out by")),
        Field(name="report_url", label=_("address of the report"), type=Type.ADDRESS),
    ),
    steps=(
        Step(key="terms", title=_("Terms of the study agreed")),
        Step(key="draft", title=_("Draft presented")),
        Step(key="final", title=_("Final report handed over")),
    ),
    step_label=_("step"),
)
