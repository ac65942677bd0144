"""GET /health: for monitors; JSON, and 503 when something is dead. Of errors it tells that there is one: their words hold people's addresses."""

from django.db import DatabaseError
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.queries import health as queries

ERRORS = ("last_sweep_error", "last_mail_error")


@never_cache
@require_safe
def health(request):
    try:
        answer = queries.read(now=request.now)
        answer |= {name: bool(answer[name]) for name in ERRORS}
    except DatabaseError as error:
        answer = {"status": "dead: database", "database": type(error).__name__}
    return JsonResponse(answer, status=200 if answer["status"] == "ok" else 503)
