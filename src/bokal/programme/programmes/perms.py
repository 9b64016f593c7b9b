"""Who may change the programme."""

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.perms import (
    Actor,
    has_role_everywhere,
    has_role_in_area,
    has_role_somewhere,
)

WHO_OPENS_STAGES = (Role.COORDINATOR, Role.ADMINISTRATOR)
can_change_programme = has_role_everywhere(Role.COORDINATOR, Role.ADMINISTRATOR)
can_open_stages = has_role_somewhere(*WHO_OPENS_STAGES)


def can_open_stage_in(account: Actor | None, area_code: str) -> bool:
    """Tell whether the account opens stages in an area, or in the whole programme (an empty code)."""
    return has_role_in_area(account, WHO_OPENS_STAGES, area_code)
