"""A mail server for tests."""

from typing import Any, ClassVar

from django.core.mail.backends.base import BaseEmailBackend


class Broken(BaseEmailBackend):
    """A mail server as the test wants it: it raises `problem` while there is one, else takes the mail.

    While it is `down` it does not even answer.
    """

    problem: ClassVar[Exception | None] = None
    taken: ClassVar[list[Any]] = []
    down: ClassVar[bool] = False
    opened: ClassVar[int] = 0

    def open(self) -> bool:
        if Broken.down:
            raise ConnectionRefusedError("nobody there")
        Broken.opened += 1
        return True

    def send_messages(self, messages: Any) -> int:
        if Broken.problem is not None:
            raise Broken.problem
        Broken.taken.extend(messages)
        return len(messages)
