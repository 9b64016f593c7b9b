"""Say in words how an index was made, and why an area ranks where it does."""

from collections.abc import Sequence

import numpy as np

from bokal.science.index.model import IndexResult, Recipe


def explain_index(result: IndexResult) -> tuple[str, ...]:
    r"""Return sentences on how the scores came about.

    Parameters
    ----------
    result : IndexResult
        The index.

    Returns
    -------
    tuple of str
        English sentences: rule, each domain, ties.

    Examples
    --------
    >>> from bokal.science.index.compute import compute_index
    >>> from bokal.science.index.model import Domain
    >>> index = compute_index(domains=[Domain(name="income", values=[3, 1], kind="score", weight=2)])
    >>> print("\n".join(explain_index(index)))
    2 areas are ranked by 1 domain. Rank 1 is the most deprived.
    In each domain, rank r of N becomes R = (N-r+1)/N, then X = -23 ln(1 - R (1 - exp(-100/23))), 0 to 100.
    The score is the sum of weight times X, the weights as given. A high score means deprived.
    income: weight 2, higher is worse.
    No two areas are tied.
    """
    kinds = {
        "rank": "given ranks, 1 is most deprived",
        "score": "higher is worse",
        "good": "higher is better",
    }
    domains = [
        f"{domain.name}: weight {number(domain.weight)}, {kinds[domain.kind]}." for domain in result.domains
    ]
    tied = sum(len(group) for group in result.ties)
    return (
        f"{counted(result.ranks.size, 'area')} {'is' if result.ranks.size == 1 else 'are'} ranked by "
        f"{counted(len(domains), 'domain')}. Rank 1 is the most deprived.",
        *method_in_words(result.recipe),
        *domains,
        f"{counted(tied, 'area')} share a rank, in {counted(len(result.ties), 'group')}; "
        "each has the lowest rank of its group."
        if tied
        else "No two areas are tied.",
    )


def method_in_words(recipe: Recipe) -> tuple[str, str]:
    """Return how a domain is transformed, and how the parts are added.

    Examples
    --------
    >>> method_in_words(Recipe(method="mean_rank"))[1]
    'The score is the mean of these ranks, weighted. A low score means deprived.'
    """
    literal = "the weights as given. A high score means deprived."
    match recipe.method:
        case "exponential":
            kappa = number(recipe.kappa)
            return (
                f"In each domain, rank r of N becomes R = {recipe.rank_rule}, "
                f"then X = -{kappa} ln(1 - R (1 - exp(-100/{kappa}))), 0 to 100.",
                f"The score is the sum of weight times X, {literal}",
            )
        case "mean_rank":
            return (
                "In each domain the areas are ranked; the best gets the number of areas.",
                "The score is the mean of these ranks, weighted. A low score means deprived.",
            )
        case "zscore":
            return (
                "In each domain, z counts standard deviations from the mean, turned so that higher is worse.",
                f"The score is the sum of weight times z, {literal}",
            )


def explain_area(result: IndexResult, *, area: int, ids: Sequence[str]) -> tuple[str, ...]:
    r"""Return sentences on why one area ranks where it does, the domain that weighs most first.

    Parameters
    ----------
    result : IndexResult
        The index.
    area : int
        Its row.
    ids : sequence of str, length n
        What to call the areas.

    Returns
    -------
    tuple of str
        English sentences: the rank, then what each domain adds and how far from the mean.

    Examples
    --------
    >>> from bokal.science.index.compute import compute_index
    >>> from bokal.science.index.model import Domain
    >>> income = Domain(name="income", values=[40, 10, 25], kind="score", weight=60)
    >>> work = Domain(name="work", values=[61, 80, 55], kind="good", weight=40)
    >>> index = compute_index(domains=[income, work])
    >>> print("\n".join(explain_area(index, area=2, ids=["north", "east", "south"])))
    south has rank 2 of 3 (tenth 4), with the score 5480.84.
    work adds 4000 (weight 40 × 100). This is 2215.23 more than the mean of all areas.
    income adds 1480.84 (weight 60 × 24.6806). This is 1196.32 less than the mean of all areas.
    """
    row = result.contributions[area]
    apart = row - result.contributions.mean(axis=0)
    burden = apart if result.recipe.higher_is_worse else -apart
    lines = [
        f"{ids[area]} has rank {result.ranks[area]} of {result.ranks.size} (tenth {result.deciles[area]}), "
        f"with the score {number(result.scores[area])}."
    ]
    for column in np.argsort(-burden, kind="stable"):
        domain = result.domains[column]
        size = abs(apart[column])
        stands = (
            f"{number(size)} {'more' if apart[column] > 0 else 'less'} than"
            if size > 1e-12 * np.abs(result.contributions[:, column]).max()
            else "equal to"
        )
        lines.append(
            f"{domain.name} adds {number(row[column])} "
            f"(weight {number(domain.weight)} × {number(result.transformed[area, column])}). "
            f"This is {stands} the mean of all areas."
        )
    tied = next((group for group in result.ties if area in group), ())
    others = [ids[other] for other in tied if other != area]
    if others:
        named = ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
        lines.append(f"It shares its rank with {named}.")
    return tuple(lines)


def number(value: float) -> str:
    """Write a number for people, with six significant digits.

    Examples
    --------
    >>> number(4114.5999), number(9.3), number(23.0)
    ('4114.6', '9.3', '23')
    """
    return f"{value:.6g}"


def counted(count: int, noun: str) -> str:
    """Return ``1 area`` or ``2 areas``.

    Examples
    --------
    >>> counted(1, "area"), counted(2, "area")
    ('1 area', '2 areas')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
