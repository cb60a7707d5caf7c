"""Signing out, or another password, ends what the account watches, on all its devices and in every process.

A device that is still signed in comes back within two seconds and is let in.
"""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from quattropole.access.models import Account
from quattropole.live import publish_departure


def follow_accounts() -> None:
    """Begin to hear of them; called once, when the platform starts."""
    for signal in (user_logged_out, password_changed, password_reset, password_set):
        signal.connect(_end, dispatch_uid="quattropole.assembly.stream.departures")


def _end(sender: Any, request: HttpRequest | None = None, user: Account | None = None, **_named: Any) -> None:
    if user is not None:
        publish_departure(user.pk)
