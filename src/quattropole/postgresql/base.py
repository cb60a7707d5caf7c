"""Django asks the server before every request whether the connection is still there: a question for every ballot."""

import select

from django.db.backends.postgresql.base import DatabaseWrapper as DjangoWrapper


class DatabaseWrapper(DjangoWrapper):
    """Django's connection to PostgreSQL; the server is asked only where the socket has something to say."""

    def is_usable(self) -> bool:
        """Whether the connection still lives.

        A server that stops or restarts closes its connections, which can be read from the socket at once. Where nothing
        is to be read, nothing has happened.
        """
        connection = self.connection
        if connection is None or connection.closed:
            return False
        readable, _writable, _broken = select.select([connection.fileno()], [], [], 0)
        return super().is_usable() if readable else True
