"""Who may record and read decisions."""

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.perms import anyone, has_role_somewhere

RECORDING_DECISIONS = (Role.COORDINATOR, Role.ADMINISTRATOR)

can_read_decisions = anyone
can_see_decisions_at_work = has_role_somewhere(
    Role.COORDINATOR, Role.APPROVER, Role.BOARD, Role.AUDITOR, Role.ADMINISTRATOR
)
# Behind this door each problem and proposal is looked up among those of one's areas alone.
can_record_decisions = has_role_somewhere(*RECORDING_DECISIONS)
