"""The platform's clock. In a demo it can be set ahead, so that an assembly of next month can be walked today."""

from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.utils import timezone

_ahead: ContextVar[timedelta] = ContextVar("ahead", default=timedelta())


def now() -> datetime:
    """The current moment, aware; ahead of real time only in a demo whose clock was set ahead."""
    return timezone.now() + _ahead.get()


def today() -> date:
    """The current day in the active time zone."""
    return timezone.localdate(now())


def ahead() -> timedelta:
    """By how much the clock of this request or task runs ahead of real time."""
    return _ahead.get()


def set_ahead(by: timedelta) -> None:
    """Let the clock of this request or task run ahead. Only `network.clock` and tests call this."""
    _ahead.set(by)
