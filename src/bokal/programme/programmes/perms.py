"""Who may change the programme."""

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.perms import has_role

can_change_programme = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
