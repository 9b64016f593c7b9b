"""The only doors to the history: say who acts, record an event, seal, verify."""

from bokal.programme.history.models import Entry, Seal
from bokal.programme.history.services.acting import act_from_here_on, acting
from bokal.programme.history.services.kept import forget_kept, kept, kept_many
from bokal.programme.history.services.keyed import keyed_fingerprint
from bokal.programme.history.services.marks import history_mark, marks_held
from bokal.programme.history.services.record import record
from bokal.programme.history.services.rewind import as_known
from bokal.programme.history.services.seal import (
    Verification,
    alike,
    seal_after_commit,
    seal_history,
    verify_history,
)
from bokal.programme.history.services.tracking import (
    Barred,
    Fixed,
    Needs,
    added_in_time,
    append_only,
    append_only_but,
    tracked,
)
from bokal.programme.history.services.triggers import (
    install_triggers,
    remove_triggers,
    triggers_missing,
)
from bokal.programme.history.services.turns import wait_for_turn

append_only(Entry)
append_only(Seal)

__all__ = [
    "Barred",
    "Fixed",
    "Needs",
    "Verification",
    "act_from_here_on",
    "acting",
    "added_in_time",
    "alike",
    "append_only",
    "append_only_but",
    "as_known",
    "forget_kept",
    "history_mark",
    "install_triggers",
    "kept",
    "kept_many",
    "keyed_fingerprint",
    "marks_held",
    "record",
    "remove_triggers",
    "seal_after_commit",
    "seal_history",
    "tracked",
    "triggers_missing",
    "verify_history",
    "wait_for_turn",
]
