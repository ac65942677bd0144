"""A file that somebody gave, as it was given: always saved, never shown, so that nothing in it can run here."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404


def attachment(stored_as: str, given_name: str) -> FileResponse:
    """The stored file under the name it was given; 404 when the storage has lost it."""
    try:
        file = default_storage.open(stored_as)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, as_attachment=True, filename=given_name, content_type="application/octet-stream")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
