"""Each request: the person who signed in, what they may do, in their language and by their clock."""

import zoneinfo

from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from tracker.models import Person
from tracker.rules.access import standing


def _person(request):
    return Person.objects.select_related("party").filter(user=request.user).first() if request.user.is_authenticated else None


class PersonMiddleware:
    """Sets `request.now` (the request's one clock reading), `request.person` (None for outsiders and for accounts without a person)
    and `request.standing` (rules.access.Standing, read at its first use)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.now = timezone.now()
        request.person = _person(request)
        request.standing = SimpleLazyObject(lambda: standing(request.user, request.person, request.now.date()))
        if request.person is None:
            return self.get_response(request)
        with translation.override(request.person.language), timezone.override(zoneinfo.ZoneInfo(request.person.time_zone)):
            return self.get_response(request)
