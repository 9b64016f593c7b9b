"""Who may plan, report on, approve, decide on and read initiatives: everywhere, or in the areas of a role."""

from typing import Any

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.perms import (
    Actor,
    Predicate,
    anyone,
    areas_held,
    has_role_everywhere,
    has_role_in_area,
    has_role_somewhere,
)
from bokal.programme.initiatives.models import Initiative

READING = (
    *(Role.RECORDER, Role.COORDINATOR, Role.AGREEMENT_MANAGER, Role.APPROVER, Role.FINANCE),
    *(Role.EVALUATOR, Role.BOARD, Role.AUDITOR, Role.ADMINISTRATOR),
)
PLANNING = (Role.COORDINATOR, Role.ADMINISTRATOR)
REPORTING = (Role.RECORDER, Role.COORDINATOR, Role.ADMINISTRATOR)
ACCEPTING = (Role.APPROVER, Role.ADMINISTRATOR)
PAYING = (Role.FINANCE, Role.ADMINISTRATOR)


def where_the_initiative_is(*roles: Role) -> Predicate:
    """Allow whoever has one of the roles where an initiative is; without one, anywhere.

    Of an initiative that is ``at_hand`` with its area nothing is asked of the database.
    """
    somewhere = has_role_somewhere(*roles)

    def predicate(
        account: Actor | None, slug: str | None = None, at_hand: Initiative | None = None, **_scope: Any
    ) -> bool:
        if at_hand is not None:
            return has_role_in_area(account, roles, at_hand.area.code if at_hand.area else "")
        if slug is None or not somewhere(account):
            return somewhere(account)
        if has_role_in_area(account, roles, ""):
            return True
        area = Initiative.objects.filter(slug=slug).values_list("area__code", flat=True).first()
        return has_role_in_area(account, roles, area or "")

    predicate.__name__ = f"where_the_initiative_is({', '.join(sorted(roles))})"
    return predicate


def areas_read_in(account: Actor | None) -> frozenset[str] | None:
    """Return the codes of the areas whose initiatives somebody works with, or None for the programme."""
    return areas_held(account, READING)


def areas_planned_in(account: Actor | None) -> frozenset[str] | None:
    """Return the codes of the areas whose initiatives somebody plans, or None for the whole programme."""
    return areas_held(account, PLANNING)


def areas_reported_in(account: Actor | None) -> frozenset[str] | None:
    """Return the codes of the areas where somebody reports, or None for the whole programme."""
    return areas_held(account, REPORTING)


can_read_initiatives = anyone
can_see_initiatives_at_work = where_the_initiative_is(*READING)
can_plan_initiatives = where_the_initiative_is(*PLANNING)
can_report = where_the_initiative_is(*REPORTING)
can_approve_updates = where_the_initiative_is(*PLANNING)
can_plan_programme_wide = has_role_everywhere(*PLANNING)
can_accept_handover = where_the_initiative_is(*ACCEPTING)
can_settle_handover = where_the_initiative_is(Role.COORDINATOR, *ACCEPTING)
can_see_money = has_role_somewhere(*READING)
can_enter_money = has_role_everywhere(*PAYING, Role.COORDINATOR)
can_see_board_page = has_role_somewhere(*READING)
can_apply_for_grant = anyone
can_handle_grants = has_role_everywhere(*PAYING, Role.COORDINATOR)
