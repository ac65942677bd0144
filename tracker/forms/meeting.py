"""The form of a meeting with the parties that met, and the filter of the list of meetings."""

import uuid

from django import forms
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from tracker.actions.meeting import FIELDS, Seat
from tracker.forms.entry import Entry, Rows
from tracker.forms.field import LINE, Choices, DayField, RowField, of, words
from tracker.models import Attendance, Body, Meeting
from tracker.models.commitment import Precision
from tracker.queries import meeting as meetings
from tracker.queries import party as parties
from tracker.queries import person as people
from tracker.rules import meeting as rules
from tracker.rules.access import Standing
from tracker.rules.session import held, whose_turn

SIGNED = ("minutes_signed_on", "minutes_exchanged_on")
SOURCE_LIMIT = 300_000  # characters: a treaty with its annexes


class MeetingFilter(forms.Form):
    text = forms.CharField(label=_("Search"), required=False, max_length=LINE, widget=forms.TextInput(attrs={"type": "search"}))
    body = RowField(**words(Meeting, "body"), required=False)

    def __init__(self, *args, bodies: Choices, **options):
        super().__init__(*args, **options)
        self.fields["body"].offer(bodies)


class MeetingForm(forms.Form):
    title = of(Meeting, "title")
    body = RowField(**words(Meeting, "body"), required=False)
    ordinal = of(Meeting, "ordinal", min_value=1, max_value=9999)
    starts_on = DayField(**words(Meeting, "starts_on"))
    ends_on = DayField(**words(Meeting, "ends_on"), required=False)
    place = of(Meeting, "place")
    host = RowField(**words(Meeting, "host"), required=False)
    form = of(Meeting, "form")
    state = of(Meeting, "state")
    minutes = of(Meeting, "minutes")
    next_on = DayField(**words(Meeting, "next_on"), required=False)
    next_precision = of(Meeting, "next_precision")
    next_host = RowField(**words(Meeting, "next_host"), required=False)
    source_title = of(Meeting, "source_title")
    source_url = of(Meeting, "source_url", assume_scheme="https")
    source_text = of(Meeting, "source_text", max_length=SOURCE_LIMIT, widget=forms.Textarea(attrs={"rows": 14}))
    is_draft = of(Meeting, "is_draft")
    visible_to = of(Meeting, "visible_to")
    publish_on = DayField(**words(Meeting, "publish_on"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, *args, bodies: Choices, parties: Choices, **options):
        super().__init__(*args, **options)
        self.fields["body"].offer(bodies)
        self.fields["host"].offer(parties)
        self.fields["next_host"].offer(parties)


class SeatForm(forms.Form):
    party = RowField(**words(Attendance, "party"))
    head = RowField(**words(Attendance, "head"), required=False)
    minutes_signed_on = DayField(**words(Attendance, "minutes_signed_on"), required=False)
    minutes_exchanged_on = DayField(**words(Attendance, "minutes_exchanged_on"), required=False)

    def __init__(self, *args, parties: Choices, people: Choices, **options):
        super().__init__(*args, **options)
        self.fields["party"].offer(parties)
        self.fields["head"].offer(people)


SeatRows = forms.formset_factory(SeatForm, formset=Rows, extra=3, can_delete=True)


class MeetingEntry(Entry):
    """A meeting to record (`meeting` is None) or to edit by somebody of this standing, with a row for each party that was there."""

    TITLES = {"parties": _("Who met")}

    def __init__(self, posted=None, *, meeting: Meeting | None = None, next_of: Body | None = None, standing: Standing):
        self.meeting, self.next_of = meeting, next_of
        self.sessions = meetings.sessions(next_of) if next_of and posted is None else []
        self.seated = list(meeting.attendances.all()) if meeting else []
        offered = Choices(parties.offered())
        self.seats = SeatRows(
            posted,
            prefix="seats",
            # What is stored is no part of a bound list: a row that equals it is still a row that was sent.
            initial=None if posted is not None else self._seats_stored(),
            form_kwargs={"parties": offered, "people": Choices(people.offered(), group=people.heading)},
        )
        form = MeetingForm(posted, initial=self.stored(), bodies=Choices(meetings.kept_bodies(standing)), parties=offered)
        form.fields["body"].required = not standing.is_desk  # whoever keeps the record of some bodies says of which
        super().__init__(form, {"parties": self.seats}, row=meeting)

    def stored(self) -> dict:
        """The meeting's fields as they stand, or what the sessions before suggest of the next one."""
        if self.meeting is None:
            return self._suggested() if self.next_of else {}
        return model_to_dict(self.meeting, FIELDS) | {"version": self.meeting.version}

    def _suggested(self) -> dict:
        sides, last = [side.party for side in self.next_of.sides.all()], next(reversed(held(self.sessions)), None)
        turn = whose_turn(sides, self.sessions) if self.next_of.does_host_alternate else None
        host = (last and last.next_host) or turn  # what the minutes agreed goes before the turn
        numbers = [session.ordinal for session in self.sessions if session.ordinal]
        agreed_on = last.next_on if last and last.next_precision == Precision.DAY else None
        told = {"body": self.next_of.pk, "ordinal": max(numbers, default=0) + 1, "host": host and host.pk, "starts_on": agreed_on}
        return {name: value for name, value in told.items() if value is not None}

    def stored_rows(self) -> dict[str, list[dict]]:
        return {"parties": self._seats_stored()}

    def _seats_stored(self) -> list[dict]:
        if self.next_of:
            return [{"party": side.party_id} for side in self.next_of.sides.all()]
        return [{"party": seat.party_id, "head": seat.head_id} | {name: getattr(seat, name) for name in SIGNED} for seat in self.seated]

    def problems(self) -> dict[str, str]:
        typed = self.form.cleaned_data
        met = [row["party"] for row in self.seats.kept() if "party" in row]
        found = rules.problems(starts_on=typed.get("starts_on"), ends_on=typed.get("ends_on"), parties=met)
        found |= rules.taken_ordinal(body=typed.get("body"), ordinal=typed.get("ordinal"), meeting_id=self.meeting and self.meeting.pk)
        if self.meeting and "source_text" in typed:
            found |= rules.lost_quotes(self.meeting, source_text=typed["source_text"], starts_on=typed.get("starts_on"))
        return found

    def fields(self) -> dict:
        return {name: self.form.cleaned_data[name] for name in FIELDS}

    def said(self) -> list[Seat]:
        return [Seat(party=row["party"], head=row["head"], **{name: row[name] for name in SIGNED}) for row in self.seats.kept()]
