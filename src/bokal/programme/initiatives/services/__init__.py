"""The doors to initiatives: plan, start, decide at gates."""

from bokal.programme.initiatives.services.board import (
    BoardPage,
    board_page,
    budget_lines,
    counted,
    money_by_year,
)
from bokal.programme.initiatives.services.days import CalendarDay, Occasion, calendar_days
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
    decided_to_end,
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
from bokal.programme.initiatives.services.near import GoingOn, Near, initiatives_near
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
from bokal.programme.initiatives.services.week import Owed, Week, week_of

__all__ = [
    "BoardPage",
    "CalendarDay",
    "GoingOn",
    "InitiativePage",
    "Judged",
    "Knot",
    "KnownHandover",
    "LivesOn",
    "Measured",
    "Near",
    "Occasion",
    "Owed",
    "Plan",
    "Proposed",
    "RedThread",
    "Seen",
    "Settled",
    "Step",
    "Week",
    "WhatLivesOn",
    "accept_handover",
    "add_measure",
    "answer_with",
    "approve_waiver",
    "assume",
    "board_page",
    "budget_lines",
    "calendar_days",
    "change_gate",
    "change_plan",
    "counted",
    "decided_to_end",
    "drop_measure",
    "gates_ahead",
    "initiative_page",
    "initiatives_listed",
    "initiatives_near",
    "learn",
    "look_back",
    "look_backs_due",
    "missing_before_start",
    "money_by_year",
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
    "week_of",
    "what_lives_on",
]
