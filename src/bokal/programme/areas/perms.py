"""Who may work with areas and figures."""

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.perms import anyone, has_any_role, has_role_everywhere

can_read_published_figures = anyone
can_see_figures_at_work = has_any_role
can_import_data = has_role_everywhere(Role.COORDINATOR, Role.EVALUATOR, Role.ADMINISTRATOR)
can_run_index = has_role_everywhere(Role.COORDINATOR, Role.EVALUATOR, Role.ADMINISTRATOR)
can_show_run = has_role_everywhere(Role.COORDINATOR, Role.EVALUATOR, Role.ADMINISTRATOR)
can_record_selection = has_role_everywhere(Role.COORDINATOR, Role.BOARD, Role.ADMINISTRATOR)
