"""How sign-in differs from the library's way: by invitation alone, and no claim of a provider is kept."""

import hashlib
import hmac
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
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
        subject = subject_fingerprint(sociallogin.account.provider, sociallogin.account.uid)
        claims = claims_of(sociallogin.account.extra_data)
        sociallogin.account.uid = subject
        sociallogin.account.extra_data = {}
        known = SocialAccount.objects.filter(provider=sociallogin.account.provider, uid=subject).first()
        if known is not None:
            sociallogin.account, sociallogin.user = known, known.user
            return
        invited = invited_account(claims)
        if invited is None:
            raise ImmediateHttpResponse(render(request, "socialaccount/not_invited.html", status=403))
        sociallogin.connect(request, invited)


def subject_fingerprint(provider: str, subject: str) -> str:
    """Return a keyed fingerprint of a subject; without the key it says nothing."""
    text = f"{provider}:{subject}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()


def claims_of(extra_data: dict[str, Any]) -> dict[str, Any]:
    """Return the claims of the answer, wherever the library has put them."""
    found: dict[str, Any] = {}
    for part in (extra_data, extra_data.get("id_token"), extra_data.get("userinfo")):
        if isinstance(part, dict):
            found |= part
    return found


def invited_account(claims: dict[str, Any]) -> Account | None:
    """Return the account that was invited under a verified address."""
    address = str(claims.get("email", "")).lower()
    if not address or claims.get("email_verified") is not True:
        return None
    return Account.objects.filter(email=address, is_active=True).first()
