"""Keep a file that somebody gave: under a random name, for the given one is only shown, never trusted."""

import hashlib
import uuid
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile


@dataclass(frozen=True, kw_only=True)
class Kept:
    name: str  # under which the storage holds it
    given_name: str
    sha256: str


def keep(file: UploadedFile) -> Kept:
    """Store the file; whoever does so takes it away again (default_storage.delete) if the row that names it is not written."""
    name = default_storage.save(uuid.uuid4().hex, file)
    file.seek(0)
    return Kept(name=name, given_name=file.name[:255], sha256=hashlib.file_digest(file, "sha256").hexdigest())
