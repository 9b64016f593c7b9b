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
from bokal.programme.initiatives.services.handover import (
    Proposed,
    Settled,
    accept_handover,
    propose_handover,
    settle_line,
    waive_line,
)
from bokal.programme.initiatives.services.lives_on import LivesOn, WhatLivesOn, remains_of, what_lives_on
from bokal.programme.initiatives.services.look_back import (
    KnownHandover,
    Seen,
    look_back,
    look_backs_due,
    record_known_handover,
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
from bokal.programme.initiatives.services.read import InitiativePage, initiative_page, initiatives_listed
from bokal.programme.initiatives.services.start import (
    approve_waiver,
    missing_before_start,
    settle_assumption,
    waive_measure,
)
from bokal.programme.initiatives.services.thread import Knot, RedThread, Step, thread_through

__all__ = [
    "InitiativePage",
    "Judged",
    "Knot",
    "KnownHandover",
    "LivesOn",
    "Measured",
    "Plan",
    "Proposed",
    "RedThread",
    "Seen",
    "Settled",
    "Step",
    "WhatLivesOn",
    "accept_handover",
    "add_measure",
    "answer_with",
    "approve_waiver",
    "assume",
    "change_gate",
    "change_plan",
    "drop_measure",
    "gates_ahead",
    "initiative_page",
    "initiatives_listed",
    "learn",
    "look_back",
    "look_backs_due",
    "missing_before_start",
    "open_gate",
    "pass_gate",
    "plan_initiative",
    "propose_handover",
    "record_known_handover",
    "remains_of",
    "serve_goals",
    "set_gate",
    "settle_assumption",
    "settle_line",
    "take_part",
    "thread_through",
    "waive_line",
    "waive_measure",
    "what_lives_on",
]
