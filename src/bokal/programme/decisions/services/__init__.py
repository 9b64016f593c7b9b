"""The doors to decisions: record one, show its document, read those that reach a voice or a proposal."""

from bokal.programme.decisions.services.decide import Minuted, RuledOn, decide
from bokal.programme.decisions.services.minutes import show_minutes
from bokal.programme.decisions.services.read import in_force, rulings_for_voice, rulings_on, rulings_reaching

__all__ = [
    "Minuted",
    "RuledOn",
    "decide",
    "in_force",
    "rulings_for_voice",
    "rulings_on",
    "rulings_reaching",
    "show_minutes",
]
