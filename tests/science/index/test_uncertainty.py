"""Intervals follow from the seed, grow with the noise, and hold the rank they are about."""

import math
from dataclasses import replace

import numpy as np
import pytest

from bokal.science.index import (
    METHODS,
    AreaRefused,
    Domain,
    Noise,
    compute_index,
    generator_from,
    rank_intervals,
)
from bokal.science.index.uncertainty import interval_of


def some_domains(areas: int = 40) -> list[Domain]:
    values = generator_from(seed=7).normal(size=(3, areas)) * 10 + 50
    return [
        Domain(name=f"d{place}", values=column, kind="score", weight=place + 1)
        for place, column in enumerate(values)
    ]


def intervals(**changes):
    given = {
        "domains": some_domains(),
        "generator": generator_from(seed=1),
        "draws": 200,
        "concentration": 50,
    }
    return rank_intervals(**(given | changes))


@pytest.mark.parametrize("method", METHODS)
def test_without_any_noise_the_interval_is_the_rank(method) -> None:
    domains = some_domains()
    found = intervals(
        noise={domain.name: Noise(se=np.zeros(40)) for domain in domains}, concentration=None, method=method
    )
    ranks = compute_index(domains=domains, method=method).ranks
    assert found.low.tolist() == found.high.tolist() == found.median.tolist() == ranks.tolist()


def test_weights_held_ever_closer_leave_the_ranks_alone() -> None:
    ranks = compute_index(domains=some_domains()).ranks
    wide, narrow = intervals(concentration=5), intervals(concentration=1e9)
    assert (wide.high - wide.low).mean() > 3
    assert narrow.low.tolist() == narrow.high.tolist() == ranks.tolist()


def test_the_same_seed_gives_the_same_intervals_and_another_gives_others() -> None:
    one, same = intervals(), intervals()
    other = intervals(generator=generator_from(seed=2))
    assert one.low.tolist() == same.low.tolist()
    assert one.high.tolist() == same.high.tolist()
    assert (one.low.tolist(), one.high.tolist()) != (other.low.tolist(), other.high.tolist())


def test_more_noise_gives_wider_intervals() -> None:
    widths = [
        (found.high - found.low).mean()
        for size in (0.5, 2, 8)
        if (found := intervals(noise={"d2": Noise(se=np.full(40, size))}, concentration=None))
    ]
    assert widths == sorted(widths)
    assert widths[2] > widths[0] + 2


def test_an_interval_holds_the_rank_it_is_about() -> None:
    found = intervals(noise={"d0": Noise(rounding=30.0)}, level=0.5)
    ranks = compute_index(domains=some_domains()).ranks
    assert ((found.low <= ranks) & (ranks <= found.high)).all()


def test_rates_of_few_people_are_less_certain_than_those_of_many() -> None:
    rates = np.linspace(0.1, 0.3, 30)
    domain = Domain(name="rate", values=rates, kind="score", weight=1)
    widths = [
        (found.high - found.low).mean()
        for people in (50, 50_000)
        if (
            found := intervals(
                domains=[domain],
                noise={"rate": Noise(numerator=np.round(rates * people), denominator=np.full(30, people))},
                concentration=None,
            )
        )
    ]
    assert widths[0] > 3 * widths[1]


def test_two_areas_one_apart_by_one_error_change_places_as_often_as_the_normal_law_says() -> None:
    domain = Domain(name="a", values=[1.0, 0.0], kind="score", weight=1)
    found = intervals(
        domains=[domain], noise={"a": Noise(se=[1, 1])}, concentration=None, draws=20_000, lowest=1
    )
    expected = 0.5 * (1 + math.erf(1 / math.sqrt(2) / math.sqrt(2)))
    assert found.share_among_lowest.tolist() == pytest.approx([expected, 1 - expected], abs=0.01)


def test_shares_among_the_lowest_add_up_to_how_many_are_asked_for() -> None:
    found = intervals(lowest=7)
    assert found.share_among_lowest.sum() == pytest.approx(7)


def test_the_ends_cut_off_what_the_level_leaves_out() -> None:
    draws = generator_from(seed=4).permutation(np.arange(1, 101, dtype=np.uint16))[:, None]
    assert [end.tolist() for end in interval_of(draws, level=0.9)] == [[6], [50], [95]]
    assert [end.tolist() for end in interval_of(draws, level=0.999)] == [[1], [50], [100]]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"concentration": None}, "nothing to draw"),
        ({"concentration": 0}, "The concentration is 0"),
        ({"draws": 5}, "5 draws are too few"),
        ({"level": 1.0}, "The level is 1.0"),
        ({"lowest": 41}, "Among the 41 lowest"),
        ({"noise": {"x": Noise(rounding=1)}}, "noise for “x”"),
        ({"noise": {"d0": Noise(se=[1])}}, "has 40 values"),
        (
            {"noise": {"d0": Noise(se=np.full(40, -1))}},
            "area 0 has no noise that fits. Give a standard",
        ),
        ({"noise": {"d0": Noise(rounding=0)}}, "a rounding step above zero"),
        (
            {"noise": {"d0": Noise(numerator=np.arange(40), denominator=np.full(40, 50))}},
            "area . has the value .*, but its counts",
        ),
        ({"ids": ["a"]}, "There are 40 areas"),
        (
            {"noise": {"d0": Noise(numerator=np.full(40, 3), denominator=np.full(40, 2))}},
            "a numerator from zero",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes, sentence) -> None:
    with pytest.raises(ValueError, match=sentence):
        intervals(**changes)


def rates(values, **changes):
    counts = {"numerator": np.arange(10.0, 60.0), "denominator": np.full(50, 1000.0)} | changes
    return intervals(
        domains=[Domain(name="rate", values=values, kind="score", weight=1)],
        noise={"rate": Noise(**counts)},
        concentration=None,
    )


def test_counts_that_run_against_their_column_are_refused() -> None:
    with pytest.raises(AreaRefused, match="area 0 has the value 99, but its counts fall where values rise"):
        rates(100 - np.arange(10, 60) / 10)


def test_the_first_row_whose_counts_do_not_fit_is_named() -> None:
    values = np.round(np.arange(10, 60) / 10, 0)
    assert rates(values).draws == 200
    values[[17, 30]] = 9, 0
    with pytest.raises(AreaRefused, match="area 17 has the value 9, but its counts say 2") as refused:
        rates(values)
    assert refused.value.naming("Holma").startswith("The domain “rate”: Holma has the value 9")


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_domains_and_areas_plays_no_part_in_the_intervals(method) -> None:
    domains, order = some_domains(), generator_from(seed=3).permutation(40)
    ids = [f"a{row}" for row in range(40)]
    noise = {"d0": Noise(se=np.arange(40) / 10), "d1": Noise(rounding=4)}
    moved = [replace(domain, values=domain.values[order]) for domain in reversed(domains)]
    moved_noise = {"d1": Noise(rounding=4), "d0": Noise(se=np.arange(40)[order] / 10)}
    one = intervals(domains=domains, noise=noise, ids=ids, method=method)
    other = intervals(domains=moved, noise=moved_noise, ids=[ids[row] for row in order], method=method)
    assert one.low[order].tolist() == other.low.tolist()
    assert one.high[order].tolist() == other.high.tolist()
    assert one.median[order].tolist() == other.median.tolist()


def test_noise_of_two_kinds_is_refused() -> None:
    with pytest.raises(ValueError, match="needs one of"):
        Noise(se=[1], rounding=1)


def test_ranks_have_no_noise() -> None:
    with pytest.raises(ValueError, match="holds ranks"):
        intervals(
            domains=[Domain(name="a", values=[1, 2], kind="rank", weight=1)], noise={"a": Noise(rounding=1)}
        )
