"""Which day it is for the person who looks."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone


def today(request: HttpRequest) -> date:
    """The day of the request by the person's own clock, which the middleware has set."""
    return timezone.localtime(request.now).date()
