"""Who may call background work off."""

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.perms import has_role_everywhere

can_cancel_job = has_role_everywhere(Role.COORDINATOR, Role.EVALUATOR, Role.ADMINISTRATOR)
