from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import Refused


class AccountRefused(Refused):
    """A change of accounts or memberships was refused."""


class LastAdministrator(AccountRefused):
    message = _("This is the last administrator. Make somebody else administrator first.")


class AlreadyMember(AccountRefused):
    message = _("The person has this role already.")


class MembershipOver(AccountRefused):
    message = _("The role has ended already.")


class AccountClosed(AccountRefused):
    message = _("This account is closed. Invite the person again first.")


class UnusableAddress(AccountRefused):
    message = _("This is not an e-mail address. Write it as name@example.org.")


class WholeProgrammeOnly(AccountRefused):
    message = _("This role is one for the whole programme. Leave the area empty.")


class IdentityTaken(AccountRefused):
    message = _("This identity signs in as somebody else. Forget it there first.")


class EndsBeforeToday(AccountRefused):
    message = _("The first day a role no longer holds must come after today.")
