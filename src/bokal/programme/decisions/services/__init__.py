"""The doors to decisions: record one, show its document, read those that reach a voice or a proposal."""

from bokal.programme.decisions.services.chain import newest_of, with_corrections
from bokal.programme.decisions.services.decide import Minuted, RuledOn, decide
from bokal.programme.decisions.services.minutes import show_minutes
from bokal.programme.decisions.services.read import (
    in_force,
    led_on,
    ruled_elsewhere,
    rulings_for_voice,
    rulings_on,
    rulings_reaching,
    taken_back_by,
)
from bokal.programme.decisions.services.take_back import Withdrawn

__all__ = [
    "Minuted",
    "RuledOn",
    "Withdrawn",
    "decide",
    "in_force",
    "led_on",
    "newest_of",
    "ruled_elsewhere",
    "rulings_for_voice",
    "rulings_on",
    "rulings_reaching",
    "show_minutes",
    "taken_back_by",
    "with_corrections",
]
