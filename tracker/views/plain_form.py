"""A page with one plain form: shown, checked, and answered by one call of an action."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tracker.forms.refusal import attempt


def answer(request: HttpRequest, form: forms.Form, write: Callable[[], Model], *, back: str, done: str, **shown) -> HttpResponse:
    """Show `form`, or do what was sent and go `back`, saying `done`. `shown` is what templates/form.html needs beside it."""
    if request.method == "POST" and attempt(form, write):
        messages.success(request, done)
        return redirect(back)
    return render(request, "form.html", {"form": form, "back": back} | shown)
