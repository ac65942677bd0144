"""The forms in which a change is asked for and decided."""

import uuid
from datetime import date

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tracker.forms.field import TEXT, Choices, DayField, RowField, of, words
from tracker.forms.progress import file_problem, is_web_address, kinds_of_files
from tracker.models import Commitment, Decision, Request
from tracker.rules import change as rules


class AskForm(forms.Form):
    """What is asked for on `commitment`, why, and what shows it."""

    kind = forms.ChoiceField(label=_("What do you ask for?"))
    until_on = DayField(
        label=_("Until"), required=False, help_text=_("For an extension, the new due date; for a suspension, its last day. Else leave it empty.")
    )
    until_precision = of(Request, "until_precision")
    code = of(Request, "code")
    reason = of(Request, "reason", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 4}), required=False)
    proof_url = of(
        Request,
        "proof_url",
        help_text=_("A completion needs a link or a document that shows it."),
        assume_scheme="https",
        validators=[is_web_address],
        error_messages={"invalid": is_web_address.message},
    )
    proof_file = forms.FileField(label=_("Document"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, *args, commitment: Commitment, today: date, **options):
        super().__init__(*args, **options)
        self.commitment, self.today = commitment, today
        self.fields["kind"].choices = [(kind.value, capfirst(kind.label)) for kind in rules.offered(commitment)]
        self.fields["proof_file"].help_text = kinds_of_files(1)

    def clean_proof_file(self):
        file = self.cleaned_data["proof_file"]
        if file and (wrong := file_problem(file)):
            raise forms.ValidationError(wrong)
        return file

    def clean(self):
        """The rules are asked here too, so that all that is wrong is said at once; what waits already the action finds, which knows a form sent twice."""
        typed = self.cleaned_data
        asked = {"kind": typed.get("kind", ""), "until_on": typed.get("until_on"), "until_precision": typed.get("until_precision", "")}
        is_proved = bool(typed.get("proof_url") or typed.get("proof_file"))
        found = rules.problems(self.commitment, **asked, reason=typed.get("reason", ""), is_proved=is_proved, open_kinds=(), today=self.today)
        for name, sentence in found.items():
            if name not in self.errors:
                self.add_error(name, sentence)


class ExtensionForm(forms.Form):
    """The short form of the same behind a letter's link: a later date, and why."""

    until_on = DayField(label=_("New due date"), required=False)
    code = of(Request, "code")
    reason = of(Request, "reason", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 2}), required=False)


class DecideForm(forms.Form):
    """Approve or refuse, why, and at which meeting it was agreed, if at one."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[(Decision.Verdict.APPROVED.value, _("Approve")), (Decision.Verdict.REFUSED.value, _("Refuse"))],
        error_messages={"required": _("Choose: approve or refuse.")},
    )
    reason = of(Decision, "reason", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 2}))
    meeting = RowField(**words(Decision, "meeting") | {"help_text": _("Only if a meeting of the body agreed to it.")}, required=False)

    def __init__(self, *args, meetings: Choices, **options):
        super().__init__(*args, **options)
        self.fields["meeting"].offer(meetings)
