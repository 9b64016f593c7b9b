"""Who was heard against who lives there: ratios with intervals, and weights that make margins hold."""

from bokal.science.representation.raking import (
    METHOD_VERSION,
    Raked,
    design_effect,
    rake,
)
from bokal.science.representation.ratios import Ratio, representation, wilson_interval

__all__ = [
    "METHOD_VERSION",
    "Raked",
    "Ratio",
    "design_effect",
    "rake",
    "representation",
    "wilson_interval",
]
