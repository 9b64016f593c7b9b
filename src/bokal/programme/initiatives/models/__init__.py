"""What is recorded of initiatives, one module a noun."""

from bokal.programme.initiatives.models.gate import Gate, Opening, Passage
from bokal.programme.initiatives.models.grant import (
    EarlierDecision,
    GrantApplication,
    GrantCall,
    GrantVote,
)
from bokal.programme.initiatives.models.handover import Handover, HandoverLine, LookBack
from bokal.programme.initiatives.models.initiative import (
    Assumption,
    Attachment,
    Initiative,
    InitiativeQuerySet,
    Origin,
    Partnership,
    Service,
)
from bokal.programme.initiatives.models.measure import (
    Approval,
    Commitment,
    Measure,
    Waiver,
    Withdrawal,
)
from bokal.programme.initiatives.models.money import BudgetEntry, BudgetLine, LedgerFile
from bokal.programme.initiatives.models.social import Attendance, Cohort, CohortOutcome, Headcount, Session
from bokal.programme.initiatives.models.update import (
    Acceptance,
    Portion,
    Recount,
    Total,
    Update,
    UpdateQuerySet,
)
from bokal.programme.initiatives.models.work import Displacement, Quantity, Work, WorkPhase, WorkPhoto

__all__ = [
    "Acceptance",
    "Approval",
    "Assumption",
    "Attachment",
    "Attendance",
    "BudgetEntry",
    "BudgetLine",
    "Cohort",
    "CohortOutcome",
    "Commitment",
    "Displacement",
    "EarlierDecision",
    "Gate",
    "GrantApplication",
    "GrantCall",
    "GrantVote",
    "Handover",
    "HandoverLine",
    "Headcount",
    "Initiative",
    "InitiativeQuerySet",
    "LedgerFile",
    "LookBack",
    "Measure",
    "Opening",
    "Origin",
    "Partnership",
    "Passage",
    "Portion",
    "Quantity",
    "Recount",
    "Service",
    "Session",
    "Total",
    "Update",
    "UpdateQuerySet",
    "Waiver",
    "Withdrawal",
    "Work",
    "WorkPhase",
    "WorkPhoto",
]
