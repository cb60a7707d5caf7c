"""How allauth treats our accounts: nobody signs up alone; a city's own sign-on finds accounts by e-mail address."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url

from quattropole.access.models import Account
from quattropole.access.viewer import viewer_for


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by the secretariat, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk, or for somebody without a mandate today the page that says so."""
        network = getattr(request, "network", None)
        account = request.user if isinstance(request.user, Account) else None
        if network is None or not viewer_for(network, account).is_in_network:
            return resolve_url("access:me")
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Home, in the language in which the person was reading."""
        return resolve_url("website:home")


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """A sign-on of a city opens an account that exists already, and never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
