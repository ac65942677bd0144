"""The forms in which a group becomes a body, a body is edited, and terms of reference are adopted."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.actions import body as bodies
from tracker.actions.group import Seat
from tracker.forms.entry import Entry, Rows
from tracker.forms.field import TEXT, Choices, DayField, RowField, RowsField, of, words
from tracker.models import Body, Commitment, Side, Terms
from tracker.models.party import validate_code
from tracker.queries import party as parties
from tracker.queries import person as people

SESSIONS = ("constituted_on", "meets_every_days", "mandate_ends_on", "does_host_alternate", "languages", "time_zone")


class SessionsForm(forms.Form):
    """What a body says of its sessions."""

    name = of(Body, "name")
    constituted_on = DayField(**words(Body, "constituted_on"), required=False)
    meets_every_days = of(Body, "meets_every_days", min_value=1, max_value=3660)
    mandate_ends_on = DayField(**words(Body, "mandate_ends_on"), required=False)
    does_host_alternate = of(Body, "does_host_alternate")
    languages = of(Body, "languages")
    time_zone = of(Body, "time_zone")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class ConstituteForm(SessionsForm):
    short_code = of(Body, "short_code", validators=[validate_code])

    field_order = ["name", "short_code"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["constituted_on"].required = True
        del self.fields["version"]


class SideForm(forms.Form):
    party = RowField(**words(Side, "party"))
    members = RowsField(**words(Side, "members"), required=False, widget=forms.SelectMultiple(attrs={"size": 4}))
    secretariat = of(Side, "secretariat")

    def __init__(self, *args, parties: Choices, **options):
        super().__init__(*args, **options)
        self.fields["party"].offer(parties)
        self.fields["members"].offer(parties)


class SeatForm(SideForm):
    co_chair = RowField(label=_("Co-chair"), required=False)

    def __init__(self, *args, people: Choices, **options):
        super().__init__(*args, **options)
        self.fields["co_chair"].offer(people)


SideRows = forms.formset_factory(SideForm, formset=Rows, extra=1, can_delete=True)
SeatRows = forms.formset_factory(SeatForm, formset=Rows, extra=1, can_delete=True)


class ConstituteEntry(Entry):
    """The body that a commitment becomes: its own parties are its first sides."""

    TITLES = {"seats": _("Its sides")}

    def __init__(self, posted=None, *, commitment: Commitment, today: date):
        offered, everybody = Choices(parties.offered()), Choices(people.offered(), group=people.heading)
        first = [{"party": part.party_id} for part in commitment.responsibilities.all()]
        self.rows = SeatRows(posted, prefix="seats", initial=None if posted is not None else first, form_kwargs={"parties": offered, "people": everybody})
        zone = commitment.body.time_zone if commitment.body else "UTC"
        form = ConstituteForm(posted, initial={"constituted_on": today, "time_zone": zone, "does_host_alternate": True})
        super().__init__(form, {"seats": self.rows})

    def said(self) -> list[Seat]:
        return [Seat(party=row["party"], members=tuple(row["members"]), secretariat=row["secretariat"], co_chair=row["co_chair"]) for row in self.rows.kept()]


class BodyEntry(Entry):
    """A body to edit, with its sides."""

    TITLES = {"sides": _("Its sides")}

    def __init__(self, posted=None, *, body: Body):
        self.body = body
        offered = Choices(parties.offered())
        self.rows = SideRows(posted, prefix="sides", initial=None if posted is not None else self._stored(), form_kwargs={"parties": offered})
        super().__init__(SessionsForm(posted, initial=self.stored()), {"sides": self.rows}, row=body)

    def stored(self) -> dict:
        return {name: getattr(self.body, name) for name in ("name", *SESSIONS, "version")}

    def stored_rows(self) -> dict[str, list[dict]]:
        return {"sides": self._stored()}

    def _stored(self) -> list[dict]:
        rows = self.body.sides.prefetch_related("members").order_by("id")
        return [{"party": row.party_id, "members": [party.pk for party in row.members.all()], "secretariat": row.secretariat} for row in rows]

    def fields(self) -> dict:
        return {name: self.form.cleaned_data[name] for name in ("name", *SESSIONS)}

    def said(self) -> list[bodies.Seat]:
        return [bodies.Seat(party=row["party"], members=tuple(row["members"]), secretariat=row["secretariat"]) for row in self.rows.kept()]


class TermsForm(forms.Form):
    text = of(Terms, "text", max_length=TEXT * 5, widget=forms.Textarea(attrs={"rows": 14}))
    adopted_on = DayField(**words(Terms, "adopted_on"))
    meeting = RowField(**words(Terms, "meeting"), required=False)

    def __init__(self, *args, meetings, **options):
        super().__init__(*args, **options)
        self.fields["meeting"].offer(Choices(meetings))
