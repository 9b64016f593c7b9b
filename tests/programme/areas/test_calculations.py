"""The door to science: plain lists in, one answer and its fingerprint out."""

from dataclasses import replace

import pytest

from bokal.programme.areas.calculations import (
    DomainInput,
    ImpossibleInput,
    compute_answer,
    fingerprint_of,
    prepare,
    rank_again,
)

AREAS = [("A", "Alfa", "North"), ("B", "Beta", "North"), ("C", "Gamma", "South")]
PARAMETERS = {
    "method": "exponential",
    "rank_rule": "(N-r+1)/N",
    "kappa": 23.0,
    "draws": 30,
    "seed": 1,
    "concentration": 100.0,
    "left_out": {},
    "domains": ["is not part of the fingerprint: the inputs say it"],
}


def domain(code: str = "poor/1", values: tuple[float, ...] = (30.0, 20.0, 10.0), **changes) -> DomainInput:
    fields = {
        "code": code,
        "values": values,
        "numerators": [None] * len(values),
        "denominators": [None] * len(values),
        "statuses": ["ok"] * len(values),
        "kind": "score",
        "weight": 1.0,
        "rounding": 0.0,
    }
    return DomainInput(**(fields | changes))


def answer(*inputs: DomainInput, **changes):
    return compute_answer(areas=AREAS, inputs=inputs, parameters=PARAMETERS | changes)


def test_a_fingerprint_is_the_sha256_of_canonical_json() -> None:
    """Taken with sha256sum of ``{"a":[0.1,"å"],"b":null}``."""
    assert (
        fingerprint_of({"b": None, "a": [0.1, "å"]})
        == "496fce80b951ed7b5bfd31b04bbd4cacdc367b13880fca946449c25dc177c480"
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"values": (30.0, 20.0, 10.000000000000002)},
        {"weight": 2.0},
        {"kind": "good"},
        {"rounding": 1.0},
        {"statuses": ["ok", "ok", "estimated"]},
        {"code": "poor/2"},
    ],
    ids=["last digit", "weight", "direction", "rounding", "status", "definition"],
)
def test_each_part_of_the_input_moves_the_fingerprint(changed) -> None:
    assert answer(domain()).input_sha256 != answer(domain(**changed)).input_sha256


@pytest.mark.parametrize("name", ["seed", "draws", "concentration", "kappa", "left_out"])
def test_each_setting_moves_the_fingerprint(name: str) -> None:
    other = {"D": "A park."} if name == "left_out" else 31
    assert answer(domain()).input_sha256 != answer(domain(), **{name: other}).input_sha256


def test_places_stand_in_order_and_carry_names_and_parts() -> None:
    first = answer(domain(), domain("work/1", (1.0, 5.0, 9.0), kind="good")).places[0]
    assert (first.code, first.name, first.group, first.rank) == ("A", "Alfa", "North", 1)
    assert first.contributions == {"poor": 100.0, "work": 100.0}


def test_rounding_widens_intervals_where_weights_alone_do_not() -> None:
    near = (20.4, 20.2, 10.0)
    sure, doubtful = answer(domain(values=near)), answer(domain(values=near, rounding=1.0))
    assert [(place.rank_low, place.rank_high) for place in sure.places] == [(1, 1), (2, 2), (3, 3)]
    assert [(place.rank_low, place.rank_high) for place in doubtful.places] == [(1, 2), (1, 2), (3, 3)]


def test_few_people_make_wide_intervals_and_many_narrow_ones() -> None:
    def with_people(people: float):
        values = (30.0, 27.0, 10.0)
        counts = {
            "numerators": [value * people / 100 for value in values],
            "denominators": [people] * 3,
        }
        return answer(domain(values=values, **counts), draws=200).summary["intervals"]["widest"]

    assert with_people(100) > with_people(1_000_000)


def test_ranking_again_with_the_given_weights_gives_the_same_ranks() -> None:
    inputs = [domain(), domain("work/1", (5.0, 1.0, 9.0), kind="good", weight=3.0)]
    ranks = {place.code: place.rank for place in answer(*inputs).places}
    again = rank_again(prepared=prepare(inputs=inputs, parameters=PARAMETERS), weights=[1.0, 3.0])
    assert again == [ranks[code] for code, _name, _group in AREAS]


def test_what_science_refuses_comes_out_as_one_sentence() -> None:
    with pytest.raises(ImpossibleInput, match=r"work/1.*\."):
        answer(domain(), domain("work/1", (1.0, float("nan"), 2.0)))


def test_a_constant_indicator_leaves_the_index_and_marks_standard_scores_as_not_available() -> None:
    methods = answer(domain(), domain("fires/1", (0.0, 0.0, 0.0))).summary["methods"]
    assert [entry["method"] for entry in methods] == ["exponential", "mean_rank", "zscore"]
    assert "the same in every area" in methods[2]["unavailable"]


def test_counts_that_do_not_fit_are_refused_with_the_name_of_the_area() -> None:
    counts = {"numerators": [10.0, 20.0, 30.0], "denominators": [100.0] * 3}
    with pytest.raises(ImpossibleInput, match=r"Alfa \(A\) has the value 30, but its counts fall"):
        answer(domain(**counts))


def test_noise_follows_the_codes_of_the_areas_and_not_their_order() -> None:
    inputs = [domain(rounding=30.0), domain("work/1", (1.0, 5.0, 9.0), kind="good", rounding=4.0)]
    turned = [replace(entry, values=entry.values[::-1]) for entry in reversed(inputs)]
    there = compute_answer(areas=AREAS, inputs=inputs, parameters=PARAMETERS)
    back = compute_answer(areas=AREAS[::-1], inputs=turned, parameters=PARAMETERS)
    assert [(p.code, p.score, p.rank_low, p.rank_high) for p in there.places] == [
        (p.code, p.score, p.rank_low, p.rank_high) for p in back.places
    ]
