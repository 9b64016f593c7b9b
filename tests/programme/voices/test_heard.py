"""Who was heard is told beside who lives there, and never tells of a few people or of the latest to speak."""

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bokal.programme.voices.enums import AgeBand, Channel, Gender
from bokal.programme.voices.services import AllHeard, Heard, who_was_heard, withdraw_voice
from bokal.programme.voices.services.heard import WHOLE, cells_of, people_of, protected, weights_of
from tests.factories.heard import everybody, settle, speak
from tests.factories.voices import make_area

pytestmark = pytest.mark.django_db


def told(heard: Heard, question: str) -> dict[str, int | None]:
    division = next(one for one in heard.divisions if one.question == question)
    return {one.code: one.heard for one in division.groups} | {
        "answered": division.answered,
        "silent": division.silent,
    }


def area_of(found: AllHeard, code: str = "herrgarden") -> Heard:
    heard = found.area(code)
    assert heard is not None
    return heard


def test_voices_of_an_area_are_counted_ten_at_a_time() -> None:
    speak(19)
    assert area_of(who_was_heard()).voices == 10
    speak(1)
    assert area_of(who_was_heard()).voices == 20


def test_who_takes_words_back_was_heard_all_the_same() -> None:
    speak(9, gender="woman")
    (last,) = speak(1, gender="woman")
    withdraw_voice(voice_id=last.pk)
    assert told(area_of(who_was_heard()), "gender")["woman"] == 10


def test_those_who_gave_no_answer_are_counted_as_such() -> None:
    speak(12, gender="woman")
    speak(8)
    assert told(area_of(who_was_heard()), "gender") == {
        "woman": 12,
        "man": 0,
        "other": 0,
        "answered": 12,
        "silent": 8,
    }


def test_a_small_group_is_hidden_and_so_is_what_would_tell_it() -> None:
    speak(14, gender="woman")
    speak(3, gender="man")
    speak(13)
    found = who_was_heard()
    shown = told(area_of(found), "gender")
    assert shown["man"] is None
    # From all who answered and the women the men could be worked out.
    assert shown["woman"] is None or shown["answered"] is None or shown["other"] is None
    assert told(found.whole, "gender")["man"] is None


def test_what_one_area_hides_the_whole_programme_and_the_others_do_not_tell() -> None:
    speak(17, gender="woman")
    speak(3, gender="man")
    holma = make_area("holma")
    speak(10, gender="woman", area=holma)
    speak(10, gender="man", area=holma)
    found = who_was_heard()
    men = [told(one, "gender")["man"] for one in (found.whole, *found.areas)]
    assert men.count(None) >= 2


def test_a_ratio_holds_the_share_heard_against_the_share_living_there() -> None:
    settle(make_area(), everybody(100))
    speak(15, gender="woman")
    speak(5, gender="man")
    division = area_of(who_was_heard()).divisions[1]
    ratios = {one.code: one.ratio and round(one.ratio.ratio, 3) for one in division.groups}
    assert ratios == {"woman": 1.5, "man": 0.5, "other": None}


def test_no_ratio_tells_what_is_hidden() -> None:
    settle(make_area(), everybody(100))
    speak(17, gender="woman")
    speak(3, gender="man")
    division = area_of(who_was_heard()).divisions[1]
    assert not division.compared


def test_a_group_that_lives_there_and_was_not_heard_is_named() -> None:
    settle(make_area(), everybody(100))
    speak(10, age="25-44", gender="woman")
    ages, genders = area_of(who_was_heard()).divisions
    assert ages.empty == [str(AgeBand(one).label) for one in AgeBand.values if one != "25-44"]
    assert genders.empty == [str(Gender.MAN.label)]


def test_an_area_without_population_says_so_and_compares_nothing() -> None:
    speak(10, gender="woman")
    heard = area_of(who_was_heard())
    assert (heard.living, heard.weights) == (None, None)
    assert not heard.divisions[1].compared


def test_weights_tell_what_they_cost_and_leave_children_out_when_none_spoke() -> None:
    settle(make_area(), everybody(100))
    for age, gender in itertools.product(("16-24", "25-44", "45-64"), ("woman", "man")):
        speak(5, age=age, gender=gender)
    speak(20, age="65-", gender="woman")
    weights = area_of(who_was_heard()).weights
    assert weights is not None
    assert (weights.voices, weights.without_children) == (50, True)
    assert weights.design_effect > 1
    assert weights.effective == pytest.approx(50 / weights.design_effect)


def test_few_people_of_a_group_do_not_stand_for_all_of_it() -> None:
    settle(make_area(), everybody(100))
    for age, gender in itertools.product(("16-24", "25-44", "45-64"), ("woman", "man")):
        speak(5, age=age, gender=gender)
    speak(4, age="65-", gender="woman")
    assert area_of(who_was_heard()).weights is None


def test_channels_are_told_by_area() -> None:
    speak(10, channel=Channel.PAPER)
    speak(10, channel=Channel.WEB)
    assert {one.code: one.heard for one in area_of(who_was_heard()).channels} == {"paper": 10, "web": 10}


def test_counting_takes_few_queries(django_assert_max_num_queries: object) -> None:
    settle(make_area(), everybody(100))
    speak(10, gender="woman")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        who_was_heard()


COUNTS = st.dictionaries(
    st.tuples(st.sampled_from([*AgeBand.values, "silent"]), st.sampled_from([*Gender.values, "silent"])),
    st.integers(1, 12),
    max_size=8,
)


@given(first=COUNTS, second=COUNTS)
def test_no_small_number_is_ever_shown_nor_the_only_hidden_part_of_a_sum(
    first: dict[tuple[str, str], int], second: dict[tuple[str, str], int]
) -> None:
    tables = {
        code: cells_of(Counter({"web": sum(counts.values())}), Counter(counts))
        for code, counts in {"a": first, "b": second}.items()
    }
    tables[WHOLE] = {kind: tables["a"][kind] + tables["b"][kind] for kind in tables["a"]}
    shown = protected(tables)
    for code, cells in tables.items():
        for kind, number in cells.items():
            if kind[0] != "voices" and kind[0] != "channel":
                assert not (0 < number < 5) or shown[code][kind] is None
        for question in ("age", "gender"):
            parts = [kind for kind in cells if kind[0] == question and kind[1] not in {"answered", "silent"}]
            if shown[code][question, "answered"] is not None:
                assert [shown[code][kind] for kind in parts].count(None) != 1


def test_nobody_can_be_weighted_by_nobody() -> None:
    assert weights_of(Counter(), people_of(None)) is None
