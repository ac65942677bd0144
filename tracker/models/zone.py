"""A column that holds an IANA time zone name."""

import functools
import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


@functools.cache
def zones() -> frozenset[str]:
    """Every name the time zone database knows; reading it walks a folder tree, so it is read once."""
    return frozenset(zoneinfo.available_timezones())


def validate_zone(value: str) -> None:
    """Refuse a name that the time zone database does not know."""
    if value not in zones():
        raise ValidationError(_("“%(value)s” is not a time zone. Write it as in Europe/Minsk or Asia/Tehran."), params={"value": value})


class ZoneField(models.CharField):
    """An IANA time zone name such as Asia/Tehran; UTC unless said otherwise."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("default", "UTC")
        kwargs.setdefault("validators", [validate_zone])
        super().__init__(*args, **kwargs)
