"""Accounts with roles; all of them constructed."""

import datetime

from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account, Membership


def make_account(*roles: Role, email: str = "", area_code: str = "", days: int = 30) -> Account:
    """Return an account that has had the roles for some days."""
    count = Account.objects.count()
    account = Account.objects.create_user(email or f"person{count}@example.org", name=f"Person {count}")
    since = timezone.localdate() - datetime.timedelta(days=days)
    for role in roles:
        Membership.objects.create(account=account, role=role, area_code=area_code, valid_from=since)
    return account
