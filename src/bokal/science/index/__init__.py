"""One index of several domains: where is welfare lowest, how sure is the order, and what does it rest on?"""

from bokal.science.index.agreement import Comparison, Move, compare_ranks
from bokal.science.index.checks import AreaRefused
from bokal.science.index.compare import (
    MethodComparison,
    Scenario,
    WeightSensitivity,
    compare_methods,
    ranks_with_weights,
    weight_sensitivity,
)
from bokal.science.index.compute import compute_index, exponential
from bokal.science.index.explain import explain_area, explain_index
from bokal.science.index.model import (
    KAPPA,
    KINDS,
    LEAST_KAPPA,
    METHOD_VERSION,
    METHODS,
    MOST_KAPPA,
    RANK_RULES,
    Domain,
    IndexResult,
    Kind,
    Method,
    Noise,
    RankRule,
    Recipe,
    as_floats,
)
from bokal.science.index.small_areas import (
    MeanOfParts,
    PartOfMean,
    ShrunkRates,
    chance_of_count,
    mean_of_parts,
    shrink_rates,
)
from bokal.science.index.uncertainty import CONCENTRATION, RankIntervals, generator_from, rank_intervals

__all__ = [
    "CONCENTRATION",
    "KAPPA",
    "KINDS",
    "LEAST_KAPPA",
    "METHODS",
    "METHOD_VERSION",
    "MOST_KAPPA",
    "RANK_RULES",
    "AreaRefused",
    "Comparison",
    "Domain",
    "IndexResult",
    "Kind",
    "MeanOfParts",
    "Method",
    "MethodComparison",
    "Move",
    "Noise",
    "PartOfMean",
    "RankIntervals",
    "RankRule",
    "Recipe",
    "Scenario",
    "ShrunkRates",
    "WeightSensitivity",
    "as_floats",
    "chance_of_count",
    "compare_methods",
    "compare_ranks",
    "compute_index",
    "explain_area",
    "explain_index",
    "exponential",
    "generator_from",
    "mean_of_parts",
    "rank_intervals",
    "ranks_with_weights",
    "shrink_rates",
    "weight_sensitivity",
]
