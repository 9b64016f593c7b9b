"""One index of several indicators: where is welfare lowest, and how sure is the order?"""

from bokal.science.index.compare import (
    Comparison,
    Sensitivity,
    compare_methods,
    compare_ranks,
    weight_sensitivity,
)
from bokal.science.index.compute import (
    KINDS,
    METHODS,
    RANK_RULES,
    Domain,
    IndexResult,
    compute_index,
    exponential,
    ranks_with_weights,
)
from bokal.science.index.small_areas import MeanOfParts, ShrunkRates, mean_of_parts, shrink_rates
from bokal.science.index.uncertainty import Noise, RankIntervals, rank_intervals

__all__ = [
    "KINDS",
    "METHODS",
    "RANK_RULES",
    "Comparison",
    "Domain",
    "IndexResult",
    "MeanOfParts",
    "Noise",
    "RankIntervals",
    "Sensitivity",
    "ShrunkRates",
    "compare_methods",
    "compare_ranks",
    "compute_index",
    "exponential",
    "mean_of_parts",
    "rank_intervals",
    "ranks_with_weights",
    "shrink_rates",
    "weight_sensitivity",
]
