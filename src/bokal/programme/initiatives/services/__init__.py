"""The doors to initiatives: plan, start, decide at gates."""

from bokal.programme.initiatives.services.gates import (
    Judged,
    change_gate,
    gates_ahead,
    learn,
    open_gate,
    pass_gate,
    set_gate,
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
from bokal.programme.initiatives.services.start import (
    approve_waiver,
    missing_before_start,
    settle_assumption,
    waive_measure,
)

__all__ = [
    "Judged",
    "Measured",
    "Plan",
    "add_measure",
    "answer_with",
    "approve_waiver",
    "assume",
    "change_gate",
    "change_plan",
    "drop_measure",
    "gates_ahead",
    "learn",
    "missing_before_start",
    "open_gate",
    "pass_gate",
    "plan_initiative",
    "serve_goals",
    "set_gate",
    "settle_assumption",
    "take_part",
    "waive_measure",
]
