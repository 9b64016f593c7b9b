"""The work a browser does in place of a captcha: nobody gets through without it, and it serves once."""

import hashlib
import itertools
import time
import uuid

import pytest

from bokal.web.ui.work import BITS, LATEST, PARTS, has_zeros, is_done, is_found, new_challenge

ACT, ANOTHER = str(uuid.uuid4()), str(uuid.uuid4())


def solved(challenge: str) -> str:
    """Do the work, the way the browser does."""
    found = []
    for part in range(PARTS):
        start = hashlib.sha256(f"{challenge}:{part}:".encode())
        for number in itertools.count():
            tried = start.copy()
            tried.update(str(number).encode())
            if has_zeros(tried.digest(), BITS):
                found.append(str(number))
                break
    return " ".join(found)


@pytest.fixture(scope="module")
def done() -> tuple[str, str]:
    challenge = new_challenge(ACT)
    return challenge, solved(challenge)


def test_the_work_that_was_done_counts_for_its_act_alone(done: tuple[str, str]) -> None:
    assert is_done(*done, ACT)
    assert not is_done(*done, ANOTHER)
    assert not is_done(new_challenge(ACT), done[1], ACT)


def test_every_part_is_needed_and_in_its_place(done: tuple[str, str]) -> None:
    challenge, proof = done
    numbers = proof.split(" ")
    for left_out in range(PARTS):
        assert not is_done(challenge, " ".join(numbers[:left_out] + numbers[left_out + 1 :]), ACT)
    assert not is_done(challenge, " ".join([*numbers[1:], numbers[0]]), ACT)
    assert not is_done(challenge, f"{proof} {numbers[0]}", ACT)


@pytest.mark.parametrize("proof", ["", " " * 7, "1 " * 7 + "x", "-1 " * 7 + "-1", "٣ " * 7 + "٣", "9" * 9000])
def test_what_is_no_proof_is_refused(done: tuple[str, str], proof: str) -> None:
    assert not is_done(done[0], proof, ACT)


@pytest.mark.parametrize("challenge", ["", "made-up", "a:b:c"])
def test_a_challenge_that_is_not_ours_is_refused(done: tuple[str, str], challenge: str) -> None:
    assert not is_done(challenge, done[1], ACT)
    assert not is_done(done[0][:-1] + ("A" if done[0][-1] != "A" else "B"), done[1], ACT)


def test_work_gets_old(done: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + LATEST - 5)
    assert is_done(*done, ACT)
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + LATEST + 60)
    assert not is_done(*done, ACT)


def test_zero_bits_are_counted_from_the_front() -> None:
    assert has_zeros(bytes([0, 3, 255]), 14)
    assert not has_zeros(bytes([0, 4, 0]), 14)
    assert has_zeros(bytes([255]), 0)


def test_one_number_in_so_many_is_found_so_that_it_takes_work() -> None:
    """Of 2**16 numbers about four answer a part of 14 bits; more than 20 would be no work, by far."""
    hits = sum(is_found("constructed", 0, str(number)) for number in range(2**16))
    assert 0 < hits < 20


def test_challenges_differ_even_for_the_same_act() -> None:
    assert len({new_challenge(ACT) for _each in range(5)}) == 5
