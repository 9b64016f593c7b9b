"""The doors to decisions: record one, and read those that reach a voice, a problem or a proposal."""

from bokal.programme.decisions.services.decide import Minuted, RuledOn, decide
from bokal.programme.decisions.services.read import in_force, rulings_for_voice, rulings_on, rulings_reaching

__all__ = ["Minuted", "RuledOn", "decide", "in_force", "rulings_for_voice", "rulings_on", "rulings_reaching"]
