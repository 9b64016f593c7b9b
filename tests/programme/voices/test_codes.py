"""Receipt codes: every slip of the pen is found, and a code tells nothing about another."""

import itertools
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bokal.programme.voices.services.codes import (
    BY_CHANCE,
    SIGNS,
    as_typed,
    check_sign,
    code_fingerprint,
    code_of,
    grouped,
)

codes = st.text(SIGNS, min_size=BY_CHANCE, max_size=BY_CHANCE).map(lambda signs: signs + check_sign(signs))


@given(codes)
def test_a_code_is_read_as_it_is_printed_and_as_people_type_it(code: str) -> None:
    for typed in (code, grouped(code), code.lower(), f" {grouped(code).replace('-', ' – ')} "):
        assert as_typed(typed) == code


@given(codes, st.data())
def test_one_wrong_sign_is_found(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from([sign for sign in SIGNS if sign != code[place]]))
    assert as_typed(code[:place] + wrong + code[place + 1 :]) is None


@given(codes)
def test_any_two_signs_that_changed_places_are_found(code: str) -> None:
    for one, other in itertools.combinations(range(BY_CHANCE), 2):
        if code[one] != code[other]:
            signs = list(code)
            signs[one], signs[other] = signs[other], signs[one]
            assert as_typed("".join(signs)) is None


@pytest.mark.parametrize(
    "text", ["", "K7M2Q", "K7M2Q-9XT4A", "0" * 10, "K7M2Q9XT4RR", "ÅÄÖ", "½" * 10, "🙂" * 10]
)
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert as_typed(text) is None


def test_digits_of_another_script_are_digits() -> None:
    code = "2345678923"[:BY_CHANCE]
    code += check_sign(code)
    other = code.translate({ord(str(digit)): chr(0x0660 + digit) for digit in range(10)})
    assert as_typed(other) == code


def test_codes_look_like_chance_and_need_the_key(settings: object) -> None:
    keys = [uuid.uuid4() for _each in range(2000)]
    found = {code_of(key) for key in keys}
    assert len(found) == 2000
    assert {len(set(signs)) for signs in zip(*found, strict=True)} == {len(SIGNS)}
    assert {code_of(key) for key in keys} == found
    assert code_of(keys[0], 1) not in found
    code = code_of(keys[0])
    before = code_fingerprint(code)
    settings.SECRET_KEY = "another key"  # type: ignore[attr-defined]
    assert code_fingerprint(code) != before
    assert code_of(keys[0]) != code
