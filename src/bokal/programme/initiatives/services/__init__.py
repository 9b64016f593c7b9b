"""The doors to what every initiative has: plan, start, decide, read. The rest is in the modules beside."""

from bokal.programme.initiatives.services.came_of import (
    CameOf,
    came_of,
    came_of_problems,
)
from bokal.programme.initiatives.services.gates import (
    Judged,
    change_gate,
    gates_ahead,
    learn,
    open_gate,
    pass_gate,
    phase_after,
    set_gate,
)
from bokal.programme.initiatives.services.known import (
    Known,
    KnownHandover,
    KnownLookBack,
    KnownWork,
    note_known_initiative,
)
from bokal.programme.initiatives.services.plan import (
    Measured,
    Plan,
    add_measure,
    answer_with,
    assume,
    change_plan,
    drop_measure,
    plan_initiative,
    serve_goals,
    take_part,
)
from bokal.programme.initiatives.services.read import (
    InitiativePage,
    initiative_page,
    initiatives_listed,
)
from bokal.programme.initiatives.services.start import (
    approve_waiver,
    missing_before_start,
    settle_assumption,
    waive_measure,
    withdraw_waiver,
)
from bokal.programme.initiatives.services.thread import (
    Knot,
    RedThread,
    Step,
    thread_through,
)

__all__ = [
    "CameOf",
    "InitiativePage",
    "Judged",
    "Knot",
    "Known",
    "KnownHandover",
    "KnownLookBack",
    "KnownWork",
    "Measured",
    "Plan",
    "RedThread",
    "Step",
    "add_measure",
    "answer_with",
    "approve_waiver",
    "assume",
    "came_of",
    "came_of_problems",
    "change_gate",
    "change_plan",
    "drop_measure",
    "gates_ahead",
    "initiative_page",
    "initiatives_listed",
    "learn",
    "missing_before_start",
    "note_known_initiative",
    "open_gate",
    "pass_gate",
    "phase_after",
    "plan_initiative",
    "serve_goals",
    "set_gate",
    "settle_assumption",
    "take_part",
    "thread_through",
    "waive_measure",
    "withdraw_waiver",
]
