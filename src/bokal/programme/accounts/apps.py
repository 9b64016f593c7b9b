from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "bokal.programme.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the database write down by what somebody can sign in; the library that keeps it does not."""
        from allauth.account.models import EmailAddress
        from allauth.mfa.models import Authenticator
        from allauth.socialaccount.models import SocialAccount

        from bokal.programme.history.services import tracked

        tracked(hidden=frozenset({"email"}))(EmailAddress)
        tracked(hidden=frozenset({"uid", "extra_data"}), ignored=frozenset({"last_login"}))(SocialAccount)
        tracked(hidden=frozenset({"data"}), ignored=frozenset({"last_used_at"}))(Authenticator)
