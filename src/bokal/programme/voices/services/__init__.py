"""The doors to voices."""

from bokal.programme.voices.services.answer import answer_voice, assign_case
from bokal.programme.voices.services.codes import as_typed, grouped
from bokal.programme.voices.services.find import voice_of_code
from bokal.programme.voices.services.moderate import appeal_moderation, decide_appeal, moderate_voice
from bokal.programme.voices.services.say import Said, Taken, say_voice
from bokal.programme.voices.services.withdraw import withdraw_voice

__all__ = [
    "Said",
    "Taken",
    "answer_voice",
    "appeal_moderation",
    "as_typed",
    "assign_case",
    "decide_appeal",
    "grouped",
    "moderate_voice",
    "say_voice",
    "voice_of_code",
    "withdraw_voice",
]
