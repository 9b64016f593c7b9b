"""Who may write and publish, and who may approve; reading what is published is open to everyone."""

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.perms import anyone, has_role_everywhere

can_publish_report = has_role_everywhere(Role.COORDINATOR, Role.EVALUATOR, Role.ADMINISTRATOR)
can_review_report = has_role_everywhere(Role.COORDINATOR, Role.EVALUATOR, Role.APPROVER, Role.ADMINISTRATOR)
can_read_published_report = anyone
