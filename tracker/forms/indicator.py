"""What a commitment is measured by, and one reading of it."""

import uuid
from datetime import date

from django import forms
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from tracker.actions.indicator import Row
from tracker.forms.entry import Entry, Rows
from tracker.forms.field import TEXT, DayField, of, words
from tracker.models import Commitment, Indicator, IndicatorReading

COLUMNS = ("title", "unit", "baseline", "target", "target_year")


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class IndicatorForm(forms.Form):
    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = of(Indicator, "title")
    unit = of(Indicator, "unit")
    baseline = of(Indicator, "baseline")
    target = of(Indicator, "target")
    target_year = of(Indicator, "target_year", min_value=1900, max_value=2199)


IndicatorRows = forms.formset_factory(IndicatorForm, formset=Rows, extra=2, can_delete=True)


class IndicatorsEntry(Entry):
    """The indicators of a commitment, as one list."""

    TITLES = {"indicators": _("Indicators")}

    def __init__(self, posted=None, *, commitment: Commitment):
        self.rows_stored = list(commitment.indicators.all())
        self.rows = IndicatorRows(posted, prefix="indicators", initial=None if posted is not None else self._stored())
        form = VersionForm(posted, initial={"version": commitment.version})
        super().__init__(form, {"indicators": self.rows}, row=commitment)

    def stored_rows(self) -> dict[str, list[dict]]:
        return {"indicators": self._stored()}

    def _stored(self) -> list[dict]:
        return [model_to_dict(row, COLUMNS) | {"id": row.pk} for row in self.rows_stored]

    def said(self) -> list[Row]:
        """As typed, in their order on the page; an id of another commitment's is nobody's."""
        own = {row.pk for row in self.rows_stored}
        return [Row(id=row["id"] if row["id"] in own else None, **{name: row[name] for name in COLUMNS}) for row in self.rows.kept()]


class ReadingForm(forms.Form):
    on = DayField(**words(IndicatorReading, "on"))
    value = of(IndicatorReading, "value")
    source = of(IndicatorReading, "source", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Where the figure stands."))
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, *args, today: date, **options):
        super().__init__(*args, **options)
        self.fields["on"].initial = today
