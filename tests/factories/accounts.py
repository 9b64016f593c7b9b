"""Accounts with roles; all of them constructed."""

import datetime
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
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


many_writers = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets in one writer at a time; PostgreSQL lets in many."
)


def together(changes: Sequence[Callable[[], object]]) -> list[Exception | None]:
    """Make changes at the same moment, each with its own connection, and return what refused each."""
    start = threading.Barrier(len(changes))

    def make(change: Callable[[], object]) -> Exception | None:
        start.wait(timeout=60)
        try:
            change()
        except Exception as refusal:  # noqa: BLE001
            return refusal
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(changes)) as people:
        return list(people.map(make, changes))
