"""Who may take in, read, moderate and answer voices."""

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.perms import anyone, has_role

can_say_something = anyone
can_read_published_voices = anyone
can_see_voices_at_work = has_role(Role.RECORDER, Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR)
can_record_voices = has_role(Role.RECORDER, Role.COORDINATOR, Role.ADMINISTRATOR)
can_moderate = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
can_answer = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
