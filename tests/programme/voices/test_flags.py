"""What may point out a person is pointed at; a street number, a year or a sum is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bokal.programme.voices.services.flags import Kind, personal_data_in, without_flagged
from bokal.programme.voices.services.moderate import is_masked


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Ring 040-12 34 56 i kväll", [Kind.PHONE]),
        ("Ring +46 (0)70 123 45 67", [Kind.PHONE]),
        ("Mejla nils.holm@example.org, tack.", [Kind.EMAIL]),
        # Constructed: the check digit fits, the number belongs to nobody we know of.
        ("Jag är 811218-9876.", [Kind.IDENTITY]),
        ("Jag är 19811218 9876.", [Kind.IDENTITY]),
        ("Fatima på tvåan vet.", [Kind.NAME]),
        ("تحدثت مع فاطمة أمس", [Kind.NAME]),
        ("Anna-Lena ringer 0701234567", [Kind.NAME, Kind.PHONE]),
        ("Lamporna vid nummer 7 har varit trasiga sedan 2019.", []),
        ("Det kostar 1 250 000 kronor.", []),
        ("Hans bil står kvar. Per år blir det värre.", []),
        ("maria kyrkan ligger nära", []),
        ("", []),
    ],
)
def test_what_may_point_out_a_person_is_pointed_at(text: str, kinds: list[Kind]) -> None:
    assert [flag.kind for flag in personal_data_in(text)] == kinds


def test_a_number_whose_check_does_not_fit_may_still_be_a_telephone() -> None:
    assert [flag.kind for flag in personal_data_in("811218-9875")] == [Kind.PHONE]


@given(st.text(max_size=200))
def test_flags_lie_within_the_words_and_beside_each_other(text: str) -> None:
    flags = personal_data_in(text)
    ends = [0, *(flag.end for flag in flags)]
    assert all(
        before <= flag.start < flag.end <= len(text) for before, flag in zip(ends, flags, strict=False)
    )


@given(st.text("ab 0123456789@.-Anna\n", max_size=120))
def test_what_is_proposed_to_a_moderator_is_a_mask_of_the_words(text: str) -> None:
    proposed = without_flagged(text)
    assert proposed == text or is_masked(proposed, text)
