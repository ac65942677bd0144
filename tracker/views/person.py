"""A person's own settings."""

from django.contrib import messages
from django.forms.models import model_to_dict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from tracker.actions import person as actions
from tracker.forms.person import OwnSettingsForm
from tracker.forms.refusal import add_problems
from tracker.rules.refusal import Refused
from tracker.views.access import signed_in
from tracker.views.typed import typed


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request):
    person = request.person
    if person is None:
        return render(request, "person/no_person.html")
    form = OwnSettingsForm(typed(request), initial=model_to_dict(person, actions.OWN_FIELDS))
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.set_own(person=person, fields=form.cleaned_data, now=request.now)
        except Refused as refused:
            add_problems(form, refused)
        else:
            with override(saved.language):
                messages.success(request, _("Your settings are saved."))
            return redirect("settings")
    return render(request, "person/settings.html", {"form": form, "person": person})
