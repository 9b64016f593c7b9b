"""Who may do what: predicates over an account, to build each stage's own rules from."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from bokal.programme.accounts.enums import WORKING_HERE, Role
from bokal.programme.accounts.models import Account

type Actor = Account | AnonymousUser
type Predicate = Callable[..., bool]


def anyone(account: Actor | None, **_scope: Any) -> bool:
    """Allow everybody, without asking who it is."""
    return True


def signed_in(account: Actor | None, **_scope: Any) -> bool:
    """Allow whoever has signed in."""
    return bool(account and account.is_authenticated and account.is_active)


def roles_of(account: Actor | None) -> frozenset[tuple[str, str]]:
    """Return the roles in force today as pairs of role and area code; one query an account object."""
    if not isinstance(account, Account) or not account.is_active:
        return frozenset()
    today = timezone.localdate()
    kept: tuple[object, frozenset[tuple[str, str]]] | None = account.__dict__.get("_roles_of_day")
    if kept is None or kept[0] != today:
        memberships = account.memberships.valid_on(today).order_by("pk")
        kept = (today, frozenset(memberships.values_list("role", "area_code")))
        account.__dict__["_roles_of_day"] = kept
    return kept[1]


def has_role_somewhere(*roles: Role) -> Predicate:
    """Allow whoever has one of the roles, be it in one area alone.

    For what is read, and for doors behind which each object is asked about with ``has_role_in_area``.
    """
    wanted = {role.value for role in roles}

    def predicate(account: Actor | None, **_scope: Any) -> bool:
        return any(role in wanted for role, _area in roles_of(account))

    predicate.__name__ = f"has_role_somewhere({', '.join(sorted(wanted))})"
    return predicate


def has_role_everywhere(*roles: Role) -> Predicate:
    """Allow whoever has one of the roles in the whole programme: for what reaches beyond an area."""
    wanted = {role.value for role in roles}

    def predicate(account: Actor | None, **_scope: Any) -> bool:
        return any(role in wanted and not area for role, area in roles_of(account))

    predicate.__name__ = f"has_role_everywhere({', '.join(sorted(wanted))})"
    return predicate


def has_role_in_area(account: Actor | None, roles: Iterable[Role], area_code: str) -> bool:
    """Tell whether the account has one of the roles in the whole programme or in this very area.

    An empty code is the whole programme, so a role in one area is not enough for it.
    """
    wanted = {role.value for role in roles}
    return any(role in wanted and area in {"", area_code} for role, area in roles_of(account))


def areas_held(account: Actor | None, roles: Iterable[Role]) -> frozenset[str] | None:
    """Return the codes of the areas in which somebody has one of the roles, or None for everywhere."""
    wanted = {role.value for role in roles}
    areas = frozenset(area for role, area in roles_of(account) if role in wanted)
    return None if "" in areas else areas


has_any_role = has_role_somewhere(*WORKING_HERE)
can_manage_people = has_role_everywhere(Role.ADMINISTRATOR)
