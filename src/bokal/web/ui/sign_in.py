"""How sign-in differs from the library's way: by invitation alone, and no claim of a provider is kept."""

import hashlib
import hmac
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from bokal.programme.accounts.models import Account


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("workspace:desk")


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An identity provider says who somebody is; an invitation says that they may come in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the invited account, and keep of the provider's answer only a keyed fingerprint.

        The subject may be a personal identity number, and claims may hold names and addresses: none is kept.
        """
        # Nobody connects or exchanges identities here; whatever was asked for, this is a sign-in.
        sociallogin.state["process"] = AuthProcess.LOGIN
        subject = subject_fingerprint(sociallogin.account.provider, sociallogin.account.uid)
        addresses = verified_addresses(sociallogin.account.extra_data)
        sociallogin.account.uid = subject
        sociallogin.account.extra_data = {}
        known = SocialAccount.objects.filter(provider=sociallogin.account.provider, uid=subject).first()
        if known is not None:
            sociallogin.account, sociallogin.user = known, known.user
            return
        invited = invited_account(addresses)
        if invited is None:
            raise ImmediateHttpResponse(render(request, "socialaccount/not_invited.html", status=403))
        sociallogin.connect(request, invited)


def subject_fingerprint(provider: str, subject: str) -> str:
    """Return a keyed fingerprint of a subject; without the key it says nothing."""
    text = f"{provider}:{subject}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()


def verified_addresses(extra_data: dict[str, Any]) -> list[str]:
    """Return the addresses that the provider vouches for, wherever the library has put its answer.

    An address and the word that it is verified must come from the same part, so that one part cannot vouch
    for another.
    """
    parts = (extra_data, extra_data.get("id_token"), extra_data.get("userinfo"))
    answers = [part for part in parts if isinstance(part, dict)]
    return [
        str(part["email"]).lower()
        for part in answers
        if part.get("email") and part.get("email_verified") is True
    ]


def invited_account(addresses: list[str]) -> Account | None:
    """Return the account that was invited under one of the addresses."""
    return Account.objects.filter(email__in=addresses, is_active=True).order_by("pk").first()
