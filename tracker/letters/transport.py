"""How letters leave: one connection a run, opened for the first letter, thrown away after any error."""

import contextlib
from collections.abc import Callable

from django.core.mail import EmailMessage, get_connection


class Transport:
    def __init__(self):
        self._connection = None

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.drop()

    def open(self) -> None:
        """Make sure there is a connection; raises what the backend raises when there can be none."""
        if self._connection is None:
            self._connection = get_connection()
            self._connection.open()

    def deliver(self, message: EmailMessage, before_body: Callable[[], None]) -> None:
        """Send one message; `before_body` is called before its body goes out (at the latest moment the backend knows of)."""
        if hasattr(self._connection, "deliver"):
            self._connection.deliver(message, before_body)
        else:
            before_body()
            self._connection.send_messages([message])

    def drop(self) -> None:
        """Close the connection; the next letter gets a new one, since a session that met an error may refuse all that follows."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):  # a farewell to a server that is gone
                connection.close()
