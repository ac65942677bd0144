"""What a session decides of an item, and who sat there."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tracker.actions.meeting import Seat
from tracker.forms.entry import Entry, Rows
from tracker.forms.field import TEXT, Choices, DayField, RowField, RowsField, of, words
from tracker.forms.refusal import add_problems
from tracker.models import Attendance, Commitment, Meeting, Outcome
from tracker.queries import party as parties
from tracker.queries import person as people
from tracker.rules import session as rules
from tracker.rules.refusal import Refused, Stale

SAID = ("kind", "words", "until_on", "until_precision", "proof_url")


class OutcomeForm(forms.Form):
    kind = forms.ChoiceField(label=_("What the session decided"), widget=forms.RadioSelect)
    until_on = DayField(label=_("Extended until"), required=False)
    until_precision = of(Outcome, "until_precision")
    proof_url = of(Outcome, "proof_url", assume_scheme="https", help_text=_("Needed to close it."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    words = of(Outcome, "words", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 3}))

    field_order = ["kind", "words", "until_on", "until_precision", "proof_url"]

    def __init__(self, *args, commitment: Commitment, outcome: Outcome | None, today: date, **options):
        stored = {name: getattr(outcome, name) for name in (*SAID, "version")} if outcome else {"kind": Outcome.Kind.NOTED}
        super().__init__(*args, initial=stored, **options)
        self.commitment, self.outcome, self.today = commitment, outcome, today
        self.status = 200  # of the page that shows it
        offered = rules.offered(commitment)
        self.fields["kind"].choices = [(value, capfirst(label)) for value, label in Outcome.Kind.choices if value in offered]
        if Outcome.Kind.EXTENDED not in offered:
            del self.fields["until_on"], self.fields["until_precision"]

    def clean(self):
        """The rules are asked here too, so that all that is wrong is said at once."""
        typed = self.cleaned_data
        said = {"kind": typed.get("kind", ""), "words": typed.get("words", ""), "proof_url": typed.get("proof_url", "")}
        until = {"until_on": typed.get("until_on"), "until_precision": typed.get("until_precision", "day")}
        for name, sentence in rules.problems(self.commitment, **said, **until, today=self.today).items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, sentence)

    def attempt(self, write: Callable[[], Outcome]) -> Outcome | None:
        """What `write` returns; None when something is wrong. After a Stale, the author having seen both, the next submit holds."""
        if not self.is_valid():
            return None
        try:
            return write()
        except Stale as stale:
            self.status = 409
            add_problems(self, stale)
            self.data = self.data.copy()
            self.data["version"] = str(self.outcome.version) if self.outcome else ""
        except Refused as refused:
            add_problems(self, refused)
        return None


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class SeatForm(forms.Form):
    party = RowField(**words(Attendance, "party"))
    head = RowField(**words(Attendance, "head"), required=False)
    people = RowsField(**words(Attendance, "people"), required=False, widget=forms.SelectMultiple(attrs={"size": 4}))

    def __init__(self, *args, parties: Choices, people: Choices, **options):
        super().__init__(*args, **options)
        self.fields["party"].offer(parties)
        self.fields["head"].offer(people)
        self.fields["people"].offer(people)


SeatRows = forms.formset_factory(SeatForm, formset=Rows, extra=1, can_delete=True)


class AttendanceEntry(Entry):
    """Who sat at a session: a row for each party."""

    TITLES = {"parties": _("Who sat there")}

    def __init__(self, posted=None, *, meeting: Meeting):
        self.meeting = meeting
        self.seated = list(meeting.attendances.prefetch_related("people").order_by("id"))
        options = {"parties": Choices(parties.offered()), "people": Choices(people.offered())}
        self.rows = SeatRows(posted, prefix="parties", initial=None if posted is not None else self._stored(), form_kwargs=options)
        super().__init__(VersionForm(posted, initial={"version": meeting.version}), {"parties": self.rows}, row=meeting)

    def stored_rows(self) -> dict[str, list[dict]]:
        return {"parties": self._stored()}

    def _stored(self) -> list[dict]:
        return [{"party": seat.party_id, "head": seat.head_id, "people": [person.pk for person in seat.people.all()]} for seat in self.seated]

    def said(self) -> list[Seat]:
        """As typed; when a party signed the minutes stands as it is."""
        signed = {seat.party_id: (seat.minutes_signed_on, seat.minutes_exchanged_on) for seat in self.seated}
        found = []
        for row in self.rows.kept():
            signed_on, exchanged_on = signed.get(row["party"].pk, (None, None))
            delegation = {"head": row["head"], "people": tuple(row["people"])}
            found.append(Seat(party=row["party"], **delegation, minutes_signed_on=signed_on, minutes_exchanged_on=exchanged_on))
        return found
