"""Every example in the sciences runs and says what its page says."""

import doctest
import importlib
import pkgutil

import pytest

import bokal.science

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(bokal.science.__path__, "bokal.science.")
    if not module.ispkg
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.failed == 0


def test_there_are_examples_to_run() -> None:
    found = [doctest.DocTestFinder().find(importlib.import_module(name)) for name in MODULES]
    assert sum(bool(example.examples) for examples in found for example in examples) > 30
