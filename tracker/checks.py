"""What `manage.py check` looks at besides the code."""

from django.core.checks import Tags, Warning, register

from tracker.models import guard


@register(Tags.database)
def guards_stand(*, databases=None, **_options):
    """A warning and not an error: `migrate`, which puts the guards up again, would stop at an error."""
    return [
        Warning(f"{name} on database “{using}” is missing or was changed: append-only rows are unguarded.", hint="Run `manage.py migrate`.", id="tracker.W001")
        for using in databases or ()
        for name in guard.missing(using)
    ]
