"""Django's PostgreSQL with one difference: whether a connection still lives is asked of the socket first."""
