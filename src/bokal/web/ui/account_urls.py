"""Addresses of signing in and out: only the parts of the library that we use."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as provider
from django.urls import path

from bokal.programme.accounts.perms import anyone, signed_in
from bokal.web.ui.guards import guarded
from bokal.web.ui.sign_in import while_it_answers

open_to_all = [
    path("login/", views.request_login_code, name="account_login"),
    path("login/", views.request_login_code, name="account_request_login_code"),
    path("login/code/", views.confirm_login_code, name="account_confirm_login_code"),
    path("login/two-step/", mfa.authenticate, name="mfa_authenticate"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("error/", social.login_error, name="socialaccount_login_error"),
    path("provider/<slug:provider_id>/login/", while_it_answers(provider.login), name="openid_connect_login"),
    path(
        "provider/<slug:provider_id>/login/callback/",
        while_it_answers(provider.callback),
        name="openid_connect_callback",
    ),
]
own_account = [
    path("reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("two-step/", mfa.index, name="mfa_index"),
    path("two-step/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("two-step/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("two-step/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("two-step/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("two-step/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]

urlpatterns = [*guarded(open_to_all, anyone), *guarded(own_account, signed_in)]
