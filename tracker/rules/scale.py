"""The scales of assessments: fixed keys, so that a grade means the same for ever; the words beside them may be translated."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.models.assessment import Scale

# Scale -> (key, words) of each grade, from the least to the most. The four families stand in PRODUCT's list of scales:
# Open Government Partnership (completion), G7/G20 research groups (compliance), Human Rights Committee (follow-up), check-lists of councils.
GRADES: dict[str, tuple[tuple[str, Promise], ...]] = {
    Scale.OGP: (
        ("no_evidence", _("no evidence available")),
        ("not_started", pgettext_lazy("grade", "not started")),
        ("limited", _("limited")),
        ("substantial", _("substantial")),
        ("complete", _("complete")),
    ),
    Scale.COMPLIANCE: (
        ("-1", _("−1: not complied")),
        ("0", _("0: work in progress, or partly complied")),
        ("+1", _("+1: complied")),
    ),
    Scale.FOLLOW_UP: (
        ("E", _("E: contrary to what was recommended")),
        ("D", _("D: no report after reminders")),
        ("C", _("C: not satisfactory")),
        ("B", _("B: partly satisfactory")),
        ("A", _("A: largely satisfactory")),
    ),
    Scale.CHECKLIST: (
        ("blocked", _("blocked")),
        ("being_implemented", _("being implemented")),
        ("carried_out", _("carried out")),
    ),
}
WITHOUT_EVIDENCE = {(Scale.OGP, "no_evidence"), (Scale.FOLLOW_UP, "D")}  # the grades that raise the flag `no_evidence`


def label(scale: str, grade: str) -> str:
    """The words of a grade."""
    return str(dict(GRADES[scale])[grade])


def finds_no_evidence(scale: str, grade: str) -> bool:
    """Whether a grade says that no evidence was found."""
    return (scale, grade) in WITHOUT_EVIDENCE


def tone(scale: str, grade: str) -> str:
    """How a grade looks: bad where no evidence was found, good at the top of the scale, else plain."""
    if finds_no_evidence(scale, grade):
        return "bad"
    return "good" if grade == GRADES[scale][-1][0] else "plain"
