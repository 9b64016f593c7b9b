"""How sign-in differs from the library's way: by invitation alone, and no claim of a provider is kept."""

import logging
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from requests import RequestException

from bokal.programme.accounts.models import Account
from bokal.programme.accounts.services import subject_fingerprint
from bokal.web.ui.post import post
from bokal.web.ui.site import own_desk

type Claims = dict[str, Any]
type View = Callable[..., HttpResponseBase]
logger = logging.getLogger("bokal.sign_in")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation, never by signing up."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("The code is wrong or too old. Ask for a new one."),
        "rate_limited": _("That was too many tries. Wait a few minutes and try again."),
        "too_many_login_attempts": _("That was too many tries. Wait a few minutes and try again."),
    }

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: Claims | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Pass on refusals alone: our pages say what was done, without telling who is invited."""
        if message:
            super().add_message(request, level, message=message, extra_tags=extra_tags)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return own_desk(request.user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand the letter over: a wait for the mail server would tell which addresses are invited."""
        known = {"email": email, "current_site": get_current_site(self.request)}
        post(self.render_mail(template_prefix, email, known | context))


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
        answers = parts_of(sociallogin.account.extra_data)
        sociallogin.account.uid, sociallogin.account.extra_data = "", {}
        subject = subject_of(answers)
        if subject is None or not keeps_the_rules(answers):
            raise ImmediateHttpResponse(did_not_work(request))
        provider = sociallogin.account.provider
        sociallogin.account.uid = subject_fingerprint(provider, subject)
        known = SocialAccount.objects.filter(provider=provider, uid=sociallogin.account.uid).first()
        if known is not None:
            sociallogin.account, sociallogin.user = known, known.user
            return
        invited = invited_account(verified_addresses(answers))
        if invited is None:
            raise ImmediateHttpResponse(render(request, "socialaccount/not_invited.html", status=403))
        sociallogin.connect(request, invited)


def did_not_work(request: HttpRequest) -> HttpResponse:
    """Answer that the provider did not say what it should, and lead back to the start."""
    return render(request, "socialaccount/authentication_error.html", status=401)


def while_it_answers(view: View) -> View:
    """Keep a provider that is down, or describes itself wrongly, from breaking the page."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (RequestException, KeyError) as error:
            logger.error("The identity provider did not answer as it should (%s).", type(error).__name__)
            return did_not_work(request)

    return wrapper


def parts_of(extra_data: Claims) -> list[Claims]:
    """Return the parts of a provider's answer, wherever the library has put them."""
    parts = (extra_data, extra_data.get("id_token"), extra_data.get("userinfo"))
    return [part for part in parts if isinstance(part, dict)]


def agreed(answers: Sequence[Claims], name: str) -> Any:
    """Return a claim on which all parts agree that make it, or nothing."""
    said = [answer[name] for answer in answers if name in answer]
    return said[0] if said and all(other == said[0] for other in said) else None


def subject_of(answers: Sequence[Claims]) -> str | None:
    """Return who the provider says it is, by the claim this installation goes by.

    All parts must be about the same subject, or an answer could be put together from two people.
    """
    if agreed(answers, "sub") is None:
        return None
    subject = agreed(answers, settings.OIDC_SUBJECT_CLAIM)
    return subject.strip() or None if isinstance(subject, str) else None


def keeps_the_rules(answers: Sequence[Claims]) -> bool:
    """Tell whether each claim that is asked for has a fitting value; one may be the level of assurance."""
    for name, wanted in settings.OIDC_REQUIRED_CLAIMS.items():
        said = agreed(answers, name)
        values = said if isinstance(said, list) else [said]
        if not any(str(value) in wanted for value in values if value is not None):
            return False
    return True


def verified_addresses(answers: Sequence[Claims]) -> list[str]:
    """Return the addresses that the provider vouches for.

    An address and the word that it is verified must come from the same part, so that one part cannot vouch
    for another.
    """
    return [
        str(part["email"]).lower()
        for part in answers
        if part.get("email") and part.get("email_verified") is True
    ]


def invited_account(addresses: list[str]) -> Account | None:
    """Return the account that was invited under one of the addresses."""
    return Account.objects.filter(email__in=addresses, is_active=True).order_by("pk").first()
