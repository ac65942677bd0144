"""Databases that other processes open too."""

import os
import uuid
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql


@contextmanager
def scratch_database(folder: Path):
    """The address of an empty database of the kind these tests run on."""
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        yield f"sqlite:///{folder / 'faults.sqlite3'}"
        return
    server, name = os.environ["DATABASE_URL"].rpartition("/")[0], f"faults_{uuid.uuid4().hex}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{server}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
