"""What a party may say instead of a report: by which day one will come, or that the part is not its reader's."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.forms.field import LINE, DayField, LineField
from tracker.models import Responsibility
from tracker.rules.escalation import HOLD_DAYS


class LaterForm(forms.Form):
    """ "We know; you will hear from us by this day." """

    until_on = DayField(label=gettext_lazy("You will hear from us by"))
    note = LineField(label=gettext_lazy("Why it takes until then"), required=False, max_length=LINE)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["until_on"].help_text = _("At most %(n)d days ahead. Until this day is over nobody else is asked.") % {"n": HOLD_DAYS}


class NotMineForm(forms.Form):
    """ "Not mine." """

    note = LineField(
        label=gettext_lazy("Who answers for it"), required=False, max_length=LINE, help_text=gettext_lazy("A name, an office or an address, if you know.")
    )


def instead(part: Responsibility) -> dict:
    """Both forms, blank, for a page that offers them beside a report: for templates/progress/_instead.html."""
    return {"part": part, "later": LaterForm(auto_id=f"later_{part.pk}_%s"), "not_mine": NotMineForm(auto_id=f"not_mine_{part.pk}_%s")}
